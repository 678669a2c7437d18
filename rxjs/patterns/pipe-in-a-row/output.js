var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "pipe-in-a-row/input.js", file: "/patterns/pipe-in-a-row/input.js", sites: '[["p","pipe",3,"first$"],["p","pipe",3],["p","pipe",3],["o","map",3,"","",[["0",0,"parse"]]],["o","take",3,"","",[["0",1,"1"]]]]' }); } import { map, take } from "rxjs";

const first$ = $rxs().p(0, $rxs().p(1, $rxs().p(2, source$, $rxs().o(3, map, parse)), $rxs().o(4, take, 1))); $rxs().e();
