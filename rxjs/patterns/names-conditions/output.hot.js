var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-conditions/input.js", file: "/patterns/names-conditions/input.js", sites: '[["k","of",3,"a$","",[["0",1,"cached","YV7YFvEkJf"]],"","0tYObF735Z"],["x","",3,"a$","",[],"a$~2","PxmAwEz4Qu"],["k","of",4,"b$","",[["0",1,"1","KuOAcDu2pY"]],"","HV-45lAB3n"]]', hot: {"imports":[],"exports":[],"hash":"9xaQ3Qu3lI"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, EMPTY } from "rxjs";

const a$ = cached ? $rxs().k(0, of, cached) : (count++, $rxs().t(1, () => api.load()));
const b$ = (given ?? $rxs().k(2, of, 1)) || EMPTY; $rxs().e({ h: [], m: {} });
