var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "function-text/input.js", file: "/patterns/function-text/input.js", sites: [["s","postMessage",3,"","inWorker",[["$args.0",0,"postMessage"]]],["k","of",3,"","inWorker",[["$args.0",1,"1"]]],["x","",4,"url","",[]]], hot: {"sites":[["inWorker/of/subscribe","eQLQXq1mKj",[],0,[["hkq_SxMVxx",[],0]]],["inWorker/of/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["url","hhTHUnlW2w",[],0,[]]],"imports":[],"exports":[["url","plain"]],"hash":"6ho0tsfWyR"} }); } import { of } from "rxjs";

const inWorker = () => $rxs().s(0, $rxs().k(1, of, 1), postMessage);
export const url = $rxs().t(2, () => URL.createObjectURL(new Blob([`(${inWorker})()`]))); $rxs().e({ h: [], m: {} });
