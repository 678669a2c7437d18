var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "asi/input.js", file: "/patterns/asi/input.js", sites: '[["s","log",4,"","",[["0",0,"log"]]],["k","of",4,"","",[["0",1,"a"]]],["s","log",5,"","",[["0",0,"log"]]],["n","Subject",5],["p","pipe",6],["o","map",6,"","",[["0",0,"parse"]]],["p","pipe",8],["o","map",8,"","",[["0",0,"parse"]]]]' }); } var __rxo; function $rxo(v) { if (arguments.length === 0) { v = __rxo; __rxo = void 0; } return v; } import { map, of, Subject } from "rxjs"

const a = 1
$rxs().s(0, $rxs().k(1, of, a), log)
$rxs().s(2, $rxs().n(3, Subject), log)
$rxo((__rxo = a) == null ? void 0 : $rxs().p(4, $rxo(), $rxs().o(5, map, parse)))
let b = a
$rxs().p(6, source$, $rxs().o(7, map, parse)); $rxs().e();
