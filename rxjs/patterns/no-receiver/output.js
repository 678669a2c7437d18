var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "no-receiver/input.js", file: "/patterns/no-receiver/input.js", sites: '[["p","pipe",4],["o","map",4,"","",[["0",0,"parse"]]],["p","pipe",5],["p","pipe",6],["o","map",6,"","",[["0",0,"(x) => x"]]]]' }); } import { map } from "rxjs";

let missing;
$rxs().p(0, missing ?? missing.pipe, $rxs().o(1, map, parse), take(next()));
$rxs().p(2, view.missing$ ?? (void 0).pipe, make());
$rxs().p(3, missing, $rxs().o(4, map, (x) => x)); $rxs().e();
