var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator-elsewhere/input.js", file: "/patterns/operator-elsewhere/input.js", sites: '[["o","map",3,"double","",[["0",0,"(x) => x * 2"]]],["o","filter",4,"steps.0","",[["0",0,"Boolean"]]],["o","filter",5,"","",[["0",0,"Boolean"]]],["p","pipe",6,"","toIds"],["o","map",6,"","toIds",[["0",0,"(x) => x.id"]]]]' }); } import { filter, map, pipe } from "rxjs";

const double = $rxs().o(0, map, (x) => x * 2);
const steps = [$rxs().o(1, filter, Boolean), double];
const both = pipe($rxs().o(2, filter, Boolean), double);
export const toIds = () => (source) => $rxs().p(3, source, $rxs().o(4, map, (x) => x.id)); $rxs().e();
