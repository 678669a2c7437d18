var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-conditions/input.js", file: "/patterns/hot-conditions/input.js", sites: '[["k","interval",4,"ticks","",[["0",1,"1000","asPF-Ohgpe"]],"","tHCyTIt8VN"],["k","of",4,"ticks","",[["0",1,"0","eOqRqQYr0v"]],"ticks~2","V9PucdnFGK"],["x","",5,"other$","",[],"","xoEAqNS3UM",[0]],["k","interval",5,"other$","",[["0",1,"options.every","zWxa50lU3A",[0]]],"other$~2","cEvlOJYXHi",[0]],["k","interval",6,"maybe","",[["0",1,"10","e3qNWMvu3B"]],"","IPJou1oj6y"]]', hot: {"imports":[["options",() => options]],"exports":[["ticks","stream"],["other$","stream"],["maybe","plain"],["none$","stream"]],"hash":"QVajwFjh6Z"} }); } import { interval, NEVER, of } from "rxjs";
import { options } from "./options";

export const ticks = options.live ? $rxs().k(0, interval, 1000) : $rxs().k(1, of, 0);
export const other$ = $rxs().x(2, options.other$) ?? $rxs().k(3, interval, options.every);
export const maybe = options.live && $rxs().k(4, interval, 10);
export const none$ = NEVER; $rxs().e({ h: [], m: {} });
