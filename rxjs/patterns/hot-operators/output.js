var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-operators/input.js", file: "/patterns/hot-operators/input.js", sites: '[["o","map",4,"","",[["0",0,"(x) => x.name"]]],["o","filter",4,"","",[["0",0,"Boolean"]]],["o","map",5,"","",[["0",0,"(s) => s.trim()"]]],["p","pipe",6,"","times"],["o","map",6,"","times",[["0",0,"(x) => x * n"]]],["o","tap",7,"","debug",[["0.next",0,"(x) => console.log(label, x)"]]],["p","pipe",9,"","positive"],["o","filter",9,"","positive",[["0",0,"(x) => x > 0"]]],["p","pipe",11,"all$"]]' }); } import { filter, map, pipe, tap } from "rxjs";
import { retryTwice } from "./retry";

const named = pipe($rxs().o(0, map, (x) => x.name), $rxs().o(1, filter, Boolean));
export const trimmed = pipe($rxs().o(2, map, (s) => s.trim()));
export const times = (n) => (source) => $rxs().p(3, source, $rxs().o(4, map, (x) => x * n));
export const debug = (label) => $rxs().o(5, tap, { next: (x) => console.log(label, x) });
export function positive(source) {
    return $rxs().p(6, source, $rxs().o(7, filter, (x) => x > 0));
}
const all$ = $rxs().p(8, source$ ?? source$.pipe, named, times(3), debug("all"), retryTwice({ wait: 100 }), positive); $rxs().e();
