var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-members/input.js", file: "/patterns/hot-members/input.js", sites: '[["p","pipe",4,"prices.euro$"],["k","interval",4,"","",[["0",1,"1000"]]],["o","map",4,"","",[["0",0,"rate"]]],["n","Subject",5,"prices.clicks"],["p","pipe",7,"","prices.of"],["k","of",7,"","prices.of",[["0",1,"name"]]],["o","map",7,"","prices.of",[["0",0,"rate"]]],["k","of",9,"steps.0","",[["0",1,"1"]]],["k","of",9,"steps.1","",[["0",1,"2"]]],["k","of",10,"","service.load",[["0",1,"1"]]],["p","pipe",11,"view$"],["o","map",11,"","",[["0",0,"(price) => price * prices.every"]]]]' }); } import { interval, map, of, Subject } from "rxjs";

export const prices = {
    euro$: $rxs().p(0, $rxs().k(1, interval, 1000), $rxs().o(2, map, rate)),
    clicks: $rxs().n(3, Subject),
    every: 1000,
    of: (name) => $rxs().p(4, $rxs().k(5, of, name), $rxs().o(6, map, rate)),
};
export const steps = [$rxs().k(7, of, 1), $rxs().k(8, of, 2)];
export const service = { load() { return $rxs().k(9, of, 1); } };
const view$ = $rxs().p(10, prices.euro$, $rxs().o(11, map, (price) => price * prices.every)); $rxs().e();
