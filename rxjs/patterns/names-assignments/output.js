var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-assignments/input.js", file: "/patterns/names-assignments/input.js", sites: '[["k","of",4,"a$","",[["0",1,"1"]]],["k","of",5,"a$","",[["0",1,"2"]]],["k","of",6,"a$","",[["0",1,"3"]]],["k","of",7,"","",[["0",1,"4"]]]]' }); } import { of } from "rxjs";

let a$;
a$ = $rxs().k(0, of, 1);
a$ ??= $rxs().k(1, of, 2);
view.a$ = $rxs().k(2, of, 3);
view["b$"] = $rxs().k(3, of, 4); $rxs().e();
