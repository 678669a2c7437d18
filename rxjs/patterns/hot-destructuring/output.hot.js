var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-destructuring/input.js", file: "/patterns/hot-destructuring/input.js", sites: [["k","partition",4,"","",[["$args.0",2,"numbers$"],["$args.1",0,"(n) => n % 2 === 0"]]],["p","pipe",7,"c$","",[]],["p","pipe",8,"e$","",[["$args.0",1,"map((n) => n)"]]],["o","map",8,"","",[["$args.0",0,"(n) => n"]]],["k","of",8,"f$","",[["$args.0",1,"2"]]]], hot: {"sites":[["/partition","HgjrFtRA-1",[0],0,[["F3LhcetrDG",[0],0],["SEK7EVxgFR",[],0]]],["c$","bj9wCaB_t1",[0],0,[]],["e$","P8WgE4mIlu",[0],0,[["Baz70XK2cx",[],0]]],["e$/map","Baz70XK2cx",[],0,[["aMK2MavXQq",[],0]]],["f$","AjcZFeeXQR",[],0,[["x5NU9-bEG1",[],0]]]],"imports":[["numbers$",() => numbers$]],"exports":[["even$","plain"],["odd$","plain"],["users$","stream"],["all$","stream"],["c$","stream"],["d$","plain"]],"hash":"-mPchwGYD6"} }); } import { map, of, partition } from "rxjs";
import { numbers$, store } from "./store";

export const [even$, odd$] = $rxs().k(0, partition, numbers$, (n) => n % 2 === 0);
export const { users$, orders$: all$ } = store;
const { a$, b$ } = makeBoth(1);
export const { c$, list: [d$] } = { c$: $rxs().p(1, numbers$), list: [numbers$] };
const [e$, , f$] = [$rxs().p(2, numbers$, $rxs().o(3, map, (n) => n)), 1, $rxs().k(4, of, 2)]; $rxs().e({ h: [], m: {} });
