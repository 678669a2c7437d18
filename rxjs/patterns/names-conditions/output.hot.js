var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-conditions/input.js", file: "/patterns/names-conditions/input.js", sites: [["k","of",3,"a$","",[["$args.0",1,"cached"]]],["x","",3,"a$","",[]],["k","of",4,"b$","",[["$args.0",1,"1"]]]], hot: {"sites":[["a$","0tYObF735Z",[],0,[["YV7YFvEkJf",[],0]]],["a$~2","PxmAwEz4Qu",[],0,[]],["b$","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]]],"imports":[],"exports":[],"hash":"9xaQ3Qu3lI"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, EMPTY } from "rxjs";

const a$ = cached ? $rxs().k(0, of, cached) : (count++, $rxs().t(1, () => api.load()));
const b$ = (given ?? $rxs().k(2, of, 1)) || EMPTY; $rxs().e({ h: [], m: {} });
