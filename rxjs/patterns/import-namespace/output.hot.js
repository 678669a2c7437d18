var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-namespace/input.js", file: "/patterns/import-namespace/input.js", sites: '[["p","pipe",5,"a$","",["EVrEGjCtMM"],"","IUPw4afW1c"],["k","of",5,"","",[["0",1,"1","KuOAcDu2pY"]],"a$/of","5e5jBqlN33"],["o","map",5,"","",[["0",0,"parse","tH_84oD9ZY"]],"a$/map","EVrEGjCtMM"],["n","Subject",6,"b","",[],"","5D-er7bLbY"],["k","merge",7,"c$","",[["0",2,"a$","CU8eIAiq_v"],["1",2,"rx.default.of(2)","GVyueiYLgx"]],"","07DIaxlYl6"],["k","of",7,"","",[["0",1,"2","x5NU9-bEG1"]],"c$/of","GVyueiYLgx"],["o","take",8,"","",[["0",1,"1","KuOAcDu2pY"]],"/take","3-Xvv2CHcY"]]', hot: {"imports":[],"exports":[],"hash":"t1iFs_9WYy"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import Rx from "rxjs";
import { default as R } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, rx.of, 1), $rxs().o(2, rx.map, parse));
const b = $rxs().n(3, Rx.Subject);
const c$ = $rxs().k(4, R.merge, a$, $rxs().k(5, rx.default.of, 2));
rx.pipe($rxs().o(6, rx.take, 1)); $rxs().e({ h: [], m: {} });
