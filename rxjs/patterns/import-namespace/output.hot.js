var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-namespace/input.js", file: "/patterns/import-namespace/input.js", sites: [["p","pipe",5,"a$","",[["$args.0",1,"rx.map(parse)"]]],["k","of",5,"","",[["$args.0",1,"1"]]],["o","map",5,"","",[["$args.0",0,"parse"]]],["n","Subject",6,"b","",[]],["k","merge",7,"c$","",[["$args.0",2,"a$"],["$args.1",2,"rx.default.of(2)"]]],["k","of",7,"","",[["$args.0",1,"2"]]],["o","take",8,"","",[["$args.0",1,"1"]]]], hot: {"sites":[["a$","jl3q84k44hvv",[],0,[["vxr9vdx2ykrd",[],0]]],["a$/of","ibx6cujbjo1a",[],0,[["twl1e120i4sd",[],0]]],["a$/map","vxr9vdx2ykrd",[],0,[["82elc3i0t76z",[],0]]],["b","2kxi405yhjtx",[],0,[]],["c$","s9jsbfeqemny",[],0,[["cfq0h4vpc4jm",[],0],["e1zcryxqu89n",[],0]]],["c$/of","e1zcryxqu89n",[],0,[["7rmt9gsfyl6i",[],0]]],["/take","i15g9yphk2qs",[],0,[["twl1e120i4sd",[],0]]]],"imports":[],"exports":[],"hash":"c1gd1anlcrzv"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import Rx from "rxjs";
import { default as R } from "rxjs";

const a$ = $rxs().p(0, $rxs().k(1, rx.of, 1), $rxs().o(2, rx.map, parse));
const b = $rxs().n(3, Rx.Subject);
const c$ = $rxs().k(4, R.merge, a$, $rxs().k(5, rx.default.of, 2));
rx.pipe($rxs().o(6, rx.take, 1)); $rxs().e({ h: [], m: {} });
