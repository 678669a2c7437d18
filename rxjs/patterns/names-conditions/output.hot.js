var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-conditions/input.js", file: "/patterns/names-conditions/input.js", sites: [["k","of",3,"a$","",[["$args.0",1,"cached"]]],["x","",3,"a$","",[]],["k","of",4,"b$","",[["$args.0",1,"1"]]]], hot: {"sites":[["a$","4n73j29lk999",[],0,[["ih23w2ltw48y",[],0]]],["a$~2","xca1asm5qvq3",[],0,[]],["b$","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]]],"imports":[],"exports":[],"hash":"z52i7t8c25ay"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of, EMPTY } from "rxjs";

const a$ = cached ? $rxs().k(0, of, cached) : (count++, $rxs().t(1, () => api.load()));
const b$ = (given ?? $rxs().k(2, of, 1)) || EMPTY; $rxs().e({ h: [], m: {} });
