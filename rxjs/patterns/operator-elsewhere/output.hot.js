var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator-elsewhere/input.js", file: "/patterns/operator-elsewhere/input.js", sites: [["o","map",3,"double","",[["$args.0",0,"(x) => x * 2"]]],["o","filter",4,"steps.0","",[["$args.0",0,"Boolean"]]],["o","filter",5,"","",[["$args.0",0,"Boolean"]]],["m","toIds",6,"toIds","",[]],["p","pipe",6,"","toIds",[["$args.0",1,"map((x) => x.id)"]]],["o","map",6,"","toIds",[["$args.0",0,"(x) => x.id"]]]], hot: {"sites":[["double","9Qfki0I5Ne",[],0,[["KAAqHFaYh4",[],0]]],["steps.0","3xyPWpXNwB",[],0,[["K6uIG_Moyt",[],0]]],["both/filter","3xyPWpXNwB",[],0,[["K6uIG_Moyt",[],0]]],["toIds","bu4Zk9esDI",[],0,[]],["toIds/pipe","Jcf-s3TH3c",[],0,[["QlgKfI2DrF",[],0]]],["toIds/map","QlgKfI2DrF",[],0,[["f7ddc0vIm9",[],2]]]],"imports":[],"exports":[["toIds","maker"]],"hash":"49sT-qXzEo"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, pipe } from "rxjs";

const double = $rxs().o(0, map, (x) => x * 2);
const steps = [$rxs().o(1, filter, Boolean), double];
const both = pipe($rxs().o(2, filter, Boolean), double);
export const toIds = $rxs().m(3, { toIds: () => (source) => $rxs().p(4, source, $rxs().o(5, map, (x) => x.id)) }.toIds);

; $rxs().e({ h: [[5, "$args.0", (x) => x.id]], m: {} });