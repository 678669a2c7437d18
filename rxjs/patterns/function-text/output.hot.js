var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "function-text/input.js", file: "/patterns/function-text/input.js", sites: '[["s","postMessage",3,"","inWorker",[["0",0,"postMessage","hkq_SxMVxx"]],"inWorker/of/subscribe","eQLQXq1mKj",[],8],["k","of",3,"","inWorker",[["0",1,"1","KuOAcDu2pY"]],"inWorker/of/of","HV-45lAB3n",[],8],["x","",4,"url","",[],"","hhTHUnlW2w"]]', hot: {"imports":[],"exports":[["url","plain"]],"hash":"6ho0tsfWyR"} }); } import { of } from "rxjs";

const inWorker = () => $rxs().s(0, $rxs().k(1, of, 1), postMessage);
export const url = $rxs().t(2, () => URL.createObjectURL(new Blob([`(${inWorker})()`]))); $rxs().e({ h: [], m: {} });
