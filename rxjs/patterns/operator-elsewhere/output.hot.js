var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator-elsewhere/input.js", file: "/patterns/operator-elsewhere/input.js", sites: [["o","map",3,"double","",[["$args.0",0,"(x) => x * 2"]]],["o","filter",4,"steps.0","",[["$args.0",0,"Boolean"]]],["o","filter",5,"","",[["$args.0",0,"Boolean"]]],["m","toIds",6,"toIds","",[]],["p","pipe",6,"","toIds",[["$args.0",1,"map((x) => x.id)"]]],["o","map",6,"","toIds",[["$args.0",0,"(x) => x.id"]]]], hot: {"sites":[["double","ea2wqbyascp1",[],0,[["l9r8bxgtv6ng",[],0]]],["steps.0","hmsyot2kux5i",[],0,[["rsyh502rexib",[],0]]],["both/filter","hmsyot2kux5i",[],0,[["rsyh502rexib",[],0]]],["toIds","f5o6uhq1h2ye",[],0,[]],["toIds/pipe","r9mj3cz91x2n",[],0,[["jrfwz45nsgu0",[],0]]],["toIds/map","jrfwz45nsgu0",[],0,[["e70p2kwend4o",[],2]]]],"imports":[],"exports":[["toIds","maker"]],"hash":"a55ednua1fp3"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, pipe } from "rxjs";

const double = $rxs().o(0, map, (x) => x * 2);
const steps = [$rxs().o(1, filter, Boolean), double];
const both = pipe($rxs().o(2, filter, Boolean), double);
export const toIds = $rxs().m(3, { toIds: () => (source) => $rxs().p(4, source, $rxs().o(5, map, (x) => x.id)) }.toIds);

; $rxs().e({ h: [[5, "$args.0", (x) => x.id]], m: {} });