var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-conditions/input.js", file: "/patterns/hot-conditions/input.js", sites: '[["k","interval",4,"ticks","",[["0",1,"1000"]]],["k","of",4,"ticks","",[["0",1,"0"]]],["x","",5,"other$"],["k","interval",5,"other$","",[["0",1,"options.every"]]],["k","interval",6,"maybe","",[["0",1,"10"]]]]' }); } import { interval, NEVER, of } from "rxjs";
import { options } from "./options";

export const ticks = options.live ? $rxs().k(0, interval, 1000) : $rxs().k(1, of, 0);
export const other$ = $rxs().x(2, options.other$) ?? $rxs().k(3, interval, options.every);
export const maybe = options.live && $rxs().k(4, interval, 10);
export const none$ = NEVER; $rxs().e();
