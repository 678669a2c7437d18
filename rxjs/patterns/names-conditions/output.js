var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-conditions/input.js", file: "/patterns/names-conditions/input.js", sites: '[["k","of",3,"a$","",[["0",1,"cached"]]],["x","",3,"a$"],["k","of",4,"b$","",[["0",1,"1"]]]]' }); } import { of, EMPTY } from "rxjs";

const a$ = cached ? $rxs().k(0, of, cached) : (count++, $rxs().x(1, api.load()));
const b$ = (given ?? $rxs().k(2, of, 1)) || EMPTY; $rxs().e();
