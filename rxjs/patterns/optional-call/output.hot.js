var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "optional-call/input.js", file: "/patterns/optional-call/input.js", sites: [["o","map",3,"","",[["$args.0",0,"parse"]]],["o","map",4,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/map~2","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]]],"imports":[],"exports":[],"hash":"Ffwbzfn5ra"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

a.b?.(c).pipe($rxs().o(0, map, parse));
a.pipe?.($rxs().o(1, map, parse)); $rxs().e({ h: [], m: {} });
