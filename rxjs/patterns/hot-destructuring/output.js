var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-destructuring/input.js", file: "/patterns/hot-destructuring/input.js", sites: [["k","partition",4,"","",[["$args.0",2,"numbers$"],["$args.1",0,"(n) => n % 2 === 0"]]]] }); } import { partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = $rxs().k(0, partition, numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1); $rxs().e();
