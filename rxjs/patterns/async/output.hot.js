var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "async/input.js", file: "/patterns/async/input.js", sites: '[["p","pipe",4,"a$","load",["8cKs00zkGu"],"load/a$","fN8_DdRrEI",[],8],["k","of",4,"","load",[["0",1,"await first()","9LtkCkjT6Y"],["1",1,"await second()","3lUCRl1KR9"]],"load/a$/of","V4racUXr6B",[],8],["o","map",4,"","load",[["0",0,"await parser()","l-aCkpTWer"]],"load/a$/map","8cKs00zkGu",[],8],["s","log",6,"","load",[["0",0,"log","T1Xb_PcpHP"]],"load/subscribe","lpHzVLgila",[],8],["k","of",9,"","steps",[["0",1,"1","KuOAcDu2pY"]],"steps/of","HV-45lAB3n",[],8],["p","pipe",10,"","steps",["OUpF-Xe1_I"],"steps/pipe","hrJKYdiCbv",[],8],["o","map",10,"","steps",[["0",0,"yield","bw_DPq4Vhc"]],"steps/map","OUpF-Xe1_I",[],8],["p","pipe",13,"","both",["OUpF-Xe1_I"],"both/pipe","7m32ynja0a",[],8],["k","from",13,"","both",[["0",2,"await load()","AlaI5X4lIY"]],"both/from","RPXAPVPFpu",[],8],["o","map",13,"","both",[["0",0,"yield","bw_DPq4Vhc"]],"both/map","OUpF-Xe1_I",[],8],["x","",15,"ready","",[],"","B2zIEL7YZT"],["p","pipe",15,"","",["EPRaIh-gZt"],"ready/pipe","AOEVAu226w"],["k","from",15,"","",[["0",2,"load()","PWNTt9yV-P"]],"ready/from","cfhA_47PiI"],["x","load",15,"","",[],"ready/load","PWNTt9yV-P"],["o","map",15,"","",[["0",0,"parse","tH_84oD9ZY"]],"ready/map","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[["ready","plain"]],"hash":"Vsf8eYM8Jl"} }); } import { from, map, of } from "rxjs";

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
