var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-namespace/input.js", file: "/patterns/import-namespace/input.js", sites: '[["p","pipe",5,"a$"],["k","of",5,"","",[["0",1,"1"]]],["o","map",5,"","",[["0",0,"parse"]]],["n","Subject",6,"b"],["k","merge",7,"c$","",[["0",2,"a$"],["1",2,"rx.default.of(2)"]]],["k","of",7,"","",[["0",1,"2"]]],["o","take",8,"","",[["0",1,"1"]]]]' }); } import * as rx from "rxjs";
import Rx from "rxjs";
import { default as R } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, rx.of, 1), $rxs().o(2, rx.map, parse));
const b = $rxs().n(3, Rx.Subject);
const c$ = $rxs().k(4, R.merge, a$, $rxs().k(5, rx.default.of, 2));
rx.pipe($rxs().o(6, rx.take, 1)); $rxs().e();
