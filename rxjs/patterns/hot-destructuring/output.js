var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-destructuring/input.js", file: "/patterns/hot-destructuring/input.js", sites: '[["k","partition",4,"","",[["0",2,"numbers$"],["1",0,"(n) => n % 2 === 0"]]],["p","pipe",8,"c$"],["p","pipe",9,"e$"],["o","map",9,"","",[["0",0,"(n) => n"]]],["k","of",9,"f$","",[["0",1,"2"]]]]' }); } import { map, of, partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = $rxs().k(0, partition, numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1);
export const [count$, setCount] = createSignal(0), { late$ } = await load();
export const { c$, list: [d$] } = { c$: $rxs().p(1, numbers$), list: [numbers$] };
const [e$, , f$] = [$rxs().p(2, numbers$, $rxs().o(3, map, (n) => n)), 1, $rxs().k(4, of, 2)]; $rxs().e();
