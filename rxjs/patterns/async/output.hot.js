var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "async/input.js", file: "/patterns/async/input.js", sites: [["p","pipe",4,"a$","load",[["$args.0",1,"map(await parser())"]]],["k","of",4,"","load",[["$args.0",1,"await first()"],["$args.1",1,"await second()"]]],["o","map",4,"","load",[["$args.0",0,"await parser()"]]],["s","log",6,"","load",[["$args.0",0,"log"]]],["k","of",9,"","steps",[["$args.0",1,"1"]]],["p","pipe",10,"","steps",[["$args.0",1,"map(yield)"]]],["o","map",10,"","steps",[["$args.0",0,"yield"]]],["p","pipe",13,"","both",[["$args.0",1,"map(yield)"]]],["k","from",13,"","both",[["$args.0",2,"await load()"]]],["o","map",13,"","both",[["$args.0",0,"yield"]]],["x","",15,"ready","",[]],["p","pipe",15,"","",[["$args.0",1,"map(parse)"]]],["k","from",15,"","",[["$args.0",2,"load()"]]],["x","load",15,"","",[]],["o","map",15,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["load/a$","fN8_DdRrEI",[],0,[["8cKs00zkGu",[],0]]],["load/a$/of","V4racUXr6B",[],0,[["9LtkCkjT6Y",[],0],["3lUCRl1KR9",[],0]]],["load/a$/map","8cKs00zkGu",[],0,[["l-aCkpTWer",[],0]]],["load/subscribe","lpHzVLgila",[],0,[["T1Xb_PcpHP",[],0]]],["steps/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["steps/pipe","hrJKYdiCbv",[],0,[["OUpF-Xe1_I",[],0]]],["steps/map","OUpF-Xe1_I",[],0,[["bw_DPq4Vhc",[],0]]],["both/pipe","7m32ynja0a",[],0,[["OUpF-Xe1_I",[],0]]],["both/from","RPXAPVPFpu",[],0,[["AlaI5X4lIY",[],0]]],["both/map","OUpF-Xe1_I",[],0,[["bw_DPq4Vhc",[],0]]],["ready","B2zIEL7YZT",[],0,[]],["ready/pipe","AOEVAu226w",[],0,[["EPRaIh-gZt",[],0]]],["ready/from","cfhA_47PiI",[],0,[["PWNTt9yV-P",[],0]]],["ready/load","PWNTt9yV-P",[],0,[]],["ready/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]]],"imports":[],"exports":[["ready","plain"]],"hash":"Vsf8eYM8Jl"} }); } import { from, map, of } from "rxjs";

async function load() {
    const a$ = $rxs().p(0, $rxs().k(1, of, await first(), await second()), $rxs().o(2, map, await parser()));
    for await (const of of a$) use(of);
    return $rxs().s(3, (await a$), log);
}
function* steps() {
    yield $rxs().k(4, of, 1);
    $rxs().p(5, source$ ?? source$.pipe, $rxs().o(6, map, yield));
}
async function* both() {
    yield* $rxs().p(7, $rxs().k(8, from, await load()), $rxs().o(9, map, yield));
}
export const ready = $rxs().x(10, await $rxs().p(11, $rxs().k(12, from, $rxs().t(13, () => load())), $rxs().o(14, map, parse))); $rxs().e({ h: [], m: {} });
