var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "async/input.js", file: "/patterns/async/input.js", sites: [["p","pipe",4,"a$","load",[["$args.0",1,"map(await parser())"]]],["k","of",4,"","load",[["$args.0",1,"await first()"],["$args.1",1,"await second()"]]],["o","map",4,"","load",[["$args.0",0,"await parser()"]]],["s","log",6,"","load",[["$args.0",0,"log"]]],["k","of",9,"","steps",[["$args.0",1,"1"]]],["p","pipe",10,"","steps",[["$args.0",1,"map(yield)"]]],["o","map",10,"","steps",[["$args.0",0,"yield"]]],["p","pipe",13,"","both",[["$args.0",1,"map(yield)"]]],["k","from",13,"","both",[["$args.0",2,"await load()"]]],["o","map",13,"","both",[["$args.0",0,"yield"]]],["x","",15,"ready","",[]],["p","pipe",15,"","",[["$args.0",1,"map(parse)"]]],["k","from",15,"","",[["$args.0",2,"load()"]]],["x","load",15,"","",[]],["o","map",15,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["load/a$","q6cmly7zxeio",[],0,[["tuswc4b35bvv",[],0]]],["load/a$/of","9xeyrlk7js47",[],0,[["usccneaievbl",[],0],["7yposlku7pwg",[],0]]],["load/a$/map","tuswc4b35bvv",[],0,[["e11b3vss6ftp",[],0]]],["load/subscribe","tyoaz7z0fdx5",[],0,[["027bhii230my",[],0]]],["steps/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["steps/pipe","67uwi0yrad3k",[],0,[["953bu4qf9yb8",[],0]]],["steps/map","953bu4qf9yb8",[],0,[["1tsm76m4i9oo",[],0]]],["both/pipe","32ufhyzdne2b",[],0,[["953bu4qf9yb8",[],0]]],["both/from","7hb9am8swmk2",[],0,[["fi8ub488sswo",[],0]]],["both/map","953bu4qf9yb8",[],0,[["1tsm76m4i9oo",[],0]]],["ready","tunwiwcw0kpk",[],0,[]],["ready/pipe","l3ytt8r8xl1v",[],0,[["mgysp5m9s1gz",[],0]]],["ready/from","hqftd5b3bfiz",[],0,[["d8b20uak429u",[],0]]],["ready/load","d8b20uak429u",[],0,[]],["ready/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]]],"imports":[],"exports":[["ready","plain"]],"hash":"ymnnyr4ujdk4"} }); } import { from, map, of } from "rxjs";

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
