var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-defaults/input.js", file: "/patterns/names-defaults/input.js", sites: '[["k","of",3,"a$","show",[["0",1,"1"]]],["k","of",3,"b$","show",[["0",1,"2"]]],["k","of",3,"d$","show",[["0",1,"3"]]],["k","of",4,"e$","",[["0",1,"4"]]]]' }); } import { of } from "rxjs";

function show(a$ = $rxs().k(0, of, 1), { b$ = $rxs().k(1, of, 2), c: [d$ = $rxs().k(2, of, 3)] } = {}) {}
const { e$ = $rxs().k(3, of, 4) } = options; $rxs().e();
