var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-declarations/input.js", file: "/patterns/hot-declarations/input.js", sites: '[["p","pipe",4,"a$"],["k","of",4,"","",[["0",1,"1"]]],["o","map",4,"","",[["0",0,"parse"]]],["k","of",5,"b$","",[["0",1,"2"]]],["k","of",5,"c$","",[["0",1,"3"]]],["k","fromEvent",7,"later$","",[["0",1,"window"],["1",1,"\\"resize\\""]]],["n","BehaviorSubject",8,"selected","",[["0",1,"null"]]],["p","pipe",10,"default"],["o","map",10,"","",[["0",0,"String"]]]]' }); } import { BehaviorSubject, fromEvent, map, of } from "rxjs";
export { format } from "./format";

const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));
let b$ = $rxs().k(3, of, 2), c$ = $rxs().k(4, of, 3);
let later$;
later$ = $rxs().k(5, fromEvent, window, "resize");
export const selected = $rxs().n(6, BehaviorSubject, null);
export { a$ as first$, later$ };
export default $rxs().p(7, b$, $rxs().o(8, map, String)); $rxs().e();
