var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "function-text/input.js", file: "/patterns/function-text/input.js", sites: [["s","postMessage",3,"","inWorker",[["$args.0",0,"postMessage"]]],["k","of",3,"","inWorker",[["$args.0",1,"1"]]],["x","",4,"url","",[]]], hot: {"sites":[["inWorker/of/subscribe","4qd0dfdt1vc6",[],0,[["bqm4vnaeqepx",[],0]]],["inWorker/of/of","c0bgtoe6h1m0",[],0,[["zzfy6i20i4sd",[],0]]],["url","z3wzkagakj15",[],0,[]]],"imports":[],"exports":[["url","plain"]],"hash":"jb094syobn2h"} }); } import { of } from "rxjs";

const inWorker = () => $rxs().s(0, $rxs().k(1, of, 1), postMessage);
export const url = $rxs().t(2, () => URL.createObjectURL(new Blob([`(${inWorker})()`]))); $rxs().e({ h: [], m: {} });
