var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "function-text/input.js", file: "/patterns/function-text/input.js", sites: '[["s","postMessage",3,"","inWorker",[["0",0,"postMessage"]]],["k","of",3,"","inWorker",[["0",1,"1"]]],["x","",4,"url"]]' }); } import { of } from "rxjs";

const inWorker = () => $rxs().s(0, $rxs().k(1, of, 1), postMessage);
export const url = $rxs().x(2, URL.createObjectURL(new Blob([`(${inWorker})()`]))); $rxs().e();
