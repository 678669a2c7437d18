var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "destructuring/input.js", file: "/patterns/destructuring/input.js", sites: '[["k","partition",3,"","",[["0",2,"source$"],["1",0,"(x) => x % 2 === 0"]]]]' }); } import { partition } from "rxjs";

const [even$, odd$] = $rxs().k(0, partition, source$, (x) => x % 2 === 0);
const { data$, error$ } = useQuery(key); $rxs().e();
