var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-namespace/input.js", file: "/patterns/import-namespace/input.js", sites: [["p","pipe",5,"a$","",[["$args.0",1,"rx.map(parse)"]]],["k","of",5,"","",[["$args.0",1,"1"]]],["o","map",5,"","",[["$args.0",0,"parse"]]],["n","Subject",6,"b","",[]],["k","merge",7,"c$","",[["$args.0",2,"a$"],["$args.1",2,"rx.default.of(2)"]]],["k","of",7,"","",[["$args.0",1,"2"]]],["o","take",8,"","",[["$args.0",1,"1"]]]], hot: {"sites":[["a$","IUPw4afW1c",[],0,[["EVrEGjCtMM",[],0]]],["a$/of","5e5jBqlN33",[],0,[["KuOAcDu2pY",[],0]]],["a$/map","EVrEGjCtMM",[],0,[["tH_84oD9ZY",[],0]]],["b","5D-er7bLbY",[],0,[]],["c$","07DIaxlYl6",[],0,[["CU8eIAiq_v",[],0],["GVyueiYLgx",[],0]]],["c$/of","GVyueiYLgx",[],0,[["x5NU9-bEG1",[],0]]],["/take","3-Xvv2CHcY",[],0,[["KuOAcDu2pY",[],0]]]],"imports":[],"exports":[],"hash":"t1iFs_9WYy"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import Rx from "rxjs";
import { default as R } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, rx.of, 1), $rxs().o(2, rx.map, parse));
const b = $rxs().n(3, Rx.Subject);
const c$ = $rxs().k(4, R.merge, a$, $rxs().k(5, rx.default.of, 2));
rx.pipe($rxs().o(6, rx.take, 1)); $rxs().e({ h: [], m: {} });
