var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "asi/input.js", file: "/patterns/asi/input.js", sites: [["s","log",4,"","",[["$args.0",0,"log"]]],["k","of",4,"","",[["$args.0",1,"a"]]],["s","log",5,"","",[["$args.0",0,"log"]]],["n","Subject",5,"","",[]],["p","pipe",6,"","",[["$args.0",1,"map(parse)"]]],["o","map",6,"","",[["$args.0",0,"parse"]]],["p","pipe",8,"","",[["$args.0",1,"map(parse)"]]],["o","map",8,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["of/subscribe","R291MrovdY",[],4,[["T1Xb_PcpHP",[],0]]],["of/of","iY4VeTMCdb",[],0,[["1hwvcK5wh3",[],0]]],["Subject/subscribe","dQO1_zVSAp",[],4,[["T1Xb_PcpHP",[],0]]],["Subject/Subject","LxfYASfSgx",[],0,[]],["/pipe","l1iHTuk5co",[],4,[["EPRaIh-gZt",[],0]]],["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/pipe~2","cTyMcHKSVG",[],4,[["EPRaIh-gZt",[],0]]],["/map~2","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]]],"imports":[],"exports":[],"hash":"Qx_ZzNMui-"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); var __rxo; function $rxo(v) { if (arguments.length === 0) { v = __rxo; __rxo = void 0; } return v; } import { map, of, Subject } from "rxjs"

const a = 1
$rxs().s(0, $rxs().k(1, of, a), log)
$rxs().s(2, $rxs().n(3, Subject), log)
$rxo((__rxo = a) == null ? void 0 : $rxs().p(4, $rxo(), $rxs().o(5, map, parse)))
let b = a
$rxs().p(6, source$, $rxs().o(7, map, parse)); $rxs().e({ h: [], m: {} });
