var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator-elsewhere/input.js", file: "/patterns/operator-elsewhere/input.js", sites: '[["o","map",3,"double","",[["0",0,"(x) => x * 2","KAAqHFaYh4"]],"","9Qfki0I5Ne"],["o","filter",4,"steps.0","",[["0",0,"Boolean","K6uIG_Moyt"]],"","3xyPWpXNwB"],["o","filter",5,"","",[["0",0,"Boolean","K6uIG_Moyt"]],"both/filter","3xyPWpXNwB"],["m","toIds",6,"toIds","",[],"","bu4Zk9esDI",[],8],["p","pipe",6,"","toIds",["QlgKfI2DrF"],"toIds/pipe","Jcf-s3TH3c",[],8],["o","map",6,"","toIds",[["0",0,"(x) => x.id","f7ddc0vIm9",[],2]],"toIds/map","QlgKfI2DrF",[],8]]', hot: {"imports":[],"exports":[["toIds","maker"]],"hash":"49sT-qXzEo"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, pipe } from "rxjs";

const double = $rxs().o(0, map, (x) => x * 2);
const steps = [$rxs().o(1, filter, Boolean), double];
const both = pipe($rxs().o(2, filter, Boolean), double);
export const toIds = $rxs().m(3, { toIds: () => (source) => $rxs().p(4, source, $rxs().o(5, map, (x) => x.id)) }.toIds);

; $rxs().e({ h: [[5, 0, (x) => x.id]], m: {} });