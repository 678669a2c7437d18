var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "asi/input.js", file: "/patterns/asi/input.js", sites: '[["s","log",4,"","",[["0",0,"log","T1Xb_PcpHP"]],"of/subscribe","R291MrovdY",[],4],["k","of",4,"","",[["0",1,"a","1hwvcK5wh3"]],"of/of","iY4VeTMCdb"],["s","log",5,"","",[["0",0,"log","T1Xb_PcpHP"]],"Subject/subscribe","dQO1_zVSAp",[],4],["n","Subject",5,"","",[],"Subject/Subject","LxfYASfSgx"],["p","pipe",6,"","",["EPRaIh-gZt"],"/pipe","l1iHTuk5co",[],4],["o","map",6,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["p","pipe",8,"","",["EPRaIh-gZt"],"/pipe~2","cTyMcHKSVG",[],4],["o","map",8,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map~2","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[],"hash":"Qx_ZzNMui-"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); var __rxo; function $rxo(v) { if (arguments.length === 0) { v = __rxo; __rxo = void 0; } return v; } import { map, of, Subject } from "rxjs"

const a = 1
$rxs().s(0, $rxs().k(1, of, a), log)
$rxs().s(2, $rxs().n(3, Subject), log)
$rxo((__rxo = a) == null ? void 0 : $rxs().p(4, $rxo(), $rxs().o(5, map, parse)))
let b = a
$rxs().p(6, source$, $rxs().o(7, map, parse)); $rxs().e({ h: [], m: {} });
