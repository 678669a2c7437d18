var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-pipes/input.js", file: "/patterns/hot-pipes/input.js", sites: '[["p","pipe",3,"base$"],["o","map",3,"","",[["0",0,"parse"]]],["o","map",3,"","",[["0",0,"clean"]]],["o","share",3],["p","pipe",4,"first$"],["p","pipe",4],["o","filter",4,"","",[["0",0,"Boolean"]]],["o","take",4,"","",[["0",1,"1"]]],["p","pipe",5,"inline$"],["o","map",5,"","",[["0",0,"parse"]]],["p","pipe",5,"","pipe()"],["o","take",5,"","pipe()",[["0",1,"2"]]]]' }); } import { filter, map, share, take } from "rxjs";

const base$ = $rxs().p(0, source$, $rxs().o(1, map, parse), $rxs().o(2, map, clean), $rxs().o(3, share));
const first$ = $rxs().p(4, $rxs().p(5, base$, $rxs().o(6, filter, Boolean)), $rxs().o(7, take, 1));
const inline$ = $rxs().p(8, source$, $rxs().o(9, map, parse), (source) => $rxs().p(10, source, $rxs().o(11, take, 2))); $rxs().e();
