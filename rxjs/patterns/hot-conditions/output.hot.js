var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-conditions/input.js", file: "/patterns/hot-conditions/input.js", sites: [["k","interval",4,"ticks","",[["$args.0",1,"1000"]]],["k","of",4,"ticks","",[["$args.0",1,"0"]]],["x","",5,"other$","",[]],["k","interval",5,"other$","",[["$args.0",1,"options.every"]]],["k","interval",6,"maybe","",[["$args.0",1,"10"]]]], hot: {"sites":[["ticks","tHCyTIt8VN",[],0,[["asPF-Ohgpe",[],0]]],["ticks~2","V9PucdnFGK",[],0,[["eOqRqQYr0v",[],0]]],["other$","xoEAqNS3UM",[0],0,[]],["other$~2","cEvlOJYXHi",[0],0,[["zWxa50lU3A",[0],0]]],["maybe","IPJou1oj6y",[],0,[["e3qNWMvu3B",[],0]]]],"imports":[["options",() => options]],"exports":[["ticks","stream"],["other$","stream"],["maybe","plain"],["none$","stream"]],"hash":"QVajwFjh6Z"} }); } import { interval, NEVER, of } from "rxjs";
import { options } from "./options";

export const ticks = options.live ? $rxs().k(0, interval, 1000) : $rxs().k(1, of, 0);
export const other$ = $rxs().x(2, options.other$) ?? $rxs().k(3, interval, options.every);
export const maybe = options.live && $rxs().k(4, interval, 10);
export const none$ = NEVER; $rxs().e({ h: [], m: {} });
