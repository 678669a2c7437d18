var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-declarations/input.js", file: "/patterns/hot-declarations/input.js", sites: [["p","pipe",4,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",4,"","",[["$args.0",1,"1"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["k","of",5,"b$","",[["$args.0",1,"2"]]],["k","of",5,"c$","",[["$args.0",1,"3"]]],["k","fromEvent",7,"later$","",[["$args.0",1,"window"],["$args.1",1,"\"resize\""]]],["n","BehaviorSubject",8,"selected","",[["$args.0",1,"null"]]],["p","pipe",10,"default","",[["$args.0",1,"map(String)"]]],["o","map",10,"","",[["$args.0",0,"String"]]]], hot: {"sites":[["a$","noga3flbikll",[],0,[["mgysp5m9s1gz",[],0]]],["a$/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["a$/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["b$","wn1xljqh25yk",[],0,[["7rmt9gsfyl6i",[],0]]],["c$","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]],["later$","hyhtqarra0b8",[],0,[["qsm2wd6eg8so",[],0],["tco3nc7fv57s",[],0]]],["selected","ca4un10xjmvc",[],0,[["p8nwkdogzow9",[],0]]],["default","leziane1ze60",[],0,[["t4cxec1xoocc",[],0]]],["default/map","t4cxec1xoocc",[],0,[["itoegrvptq3s",[],0]]]],"imports":[],"exports":[["selected","stream"],["first$","stream"],["later$","stream"],["default","stream"]],"hash":"ke8jf5402ha8"} }); } import { BehaviorSubject, fromEvent, map, of } from "rxjs";
export { format } from "./format";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
let later$;
later$ = $rxs().k(5, fromEvent, window, "resize");
export const selected = $rxs().n(6, BehaviorSubject, null);
export { a$ as first$, later$ };
export default $rxs().p(7, b$, $rxs().o(8, map, String)); $rxs().e({ h: [], m: {} });
