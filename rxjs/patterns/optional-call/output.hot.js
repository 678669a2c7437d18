var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "optional-call/input.js", file: "/patterns/optional-call/input.js", sites: '[["o","map",3,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map~2","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[],"hash":"Ffwbzfn5ra"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

a.b?.(c).pipe($rxs().o(0, map, parse));
a.pipe?.($rxs().o(1, map, parse)); $rxs().e({ h: [], m: {} });
