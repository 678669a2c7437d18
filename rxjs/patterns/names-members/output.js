var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-members/input.js", file: "/patterns/names-members/input.js", sites: '[["k","of",3,"streams.a$","",[["0",1,"1"]]],["k","of",3,"streams.nested.b$","",[["0",1,"2"]]],["k","of",3,"","",[["0",1,"3"]]],["k","of",3,"","streams.make",[["0",1,"4"]]],["k","of",4,"list.0","",[["0",1,"5"]]],["x","",4,"list.2"],["k","forkJoin",5,"all$","",[["0.a",2,"of(6)"]]],["k","of",5,"","",[["0",1,"6"]]]]' }); } import { forkJoin, of } from "rxjs";

export const streams = { a$: $rxs().k(0, of, 1), nested: { b$: $rxs().k(1, of, 2) }, [key]: $rxs().k(2, of, 3), make() { return $rxs().k(3, of, 4); } };
const list = [$rxs().k(4, of, 5), , $rxs().x(5, load())];
const all$ = $rxs().k(6, forkJoin, { a: $rxs().k(7, of, 6) }); $rxs().e();
