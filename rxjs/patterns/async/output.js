var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "async/input.js", file: "/patterns/async/input.js", sites: '[["p","pipe",4,"a$","load"],["k","of",4,"","load",[["0",1,"await first()"],["1",1,"await second()"]]],["o","map",4,"","load",[["0",0,"await parser()"]]],["s","log",6,"","load",[["0",0,"log"]]],["k","of",9,"","steps",[["0",1,"1"]]],["p","pipe",10,"","steps"],["o","map",10,"","steps",[["0",0,"yield"]]],["p","pipe",13,"","both"],["k","from",13,"","both",[["0",2,"await load()"]]],["o","map",13,"","both",[["0",0,"yield"]]],["x","",15,"ready"],["p","pipe",15],["k","from",15,"","",[["0",2,"load()"]]],["o","map",15,"","",[["0",0,"parse"]]]]' }); } import { from, map, of } from "rxjs";

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
export const ready = $rxs().x(10, await $rxs().p(11, $rxs().k(12, from, load()), $rxs().o(13, map, parse))); $rxs().e();
