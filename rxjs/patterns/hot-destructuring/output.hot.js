var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-destructuring/input.js", file: "/patterns/hot-destructuring/input.js", sites: [["k","partition",4,"","",[["$args.0",2,"numbers$"],["$args.1",0,"(n) => n % 2 === 0"]]]], hot: {"sites":[["/partition","HgjrFtRA-1",[0],0,[["F3LhcetrDG",[0],0],["SEK7EVxgFR",[],0]]]],"imports":[["numbers$",() => numbers$]],"exports":[["even$","plain"],["odd$","plain"],["users$","stream"],["all$","stream"]],"hash":"dXbtyi7zyF"} }); } import { partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = $rxs().k(0, partition, numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1); $rxs().e({ h: [], m: {} });
