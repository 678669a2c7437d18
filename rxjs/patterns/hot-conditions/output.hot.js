var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-conditions/input.js", file: "/patterns/hot-conditions/input.js", sites: [["k","interval",4,"ticks","",[["$args.0",1,"1000"]]],["k","of",4,"ticks","",[["$args.0",1,"0"]]],["x","",5,"other$","",[]],["k","interval",5,"other$","",[["$args.0",1,"options.every"]]],["k","interval",6,"maybe","",[["$args.0",1,"10"]]]], hot: {"sites":[["ticks","3pyy2umc2mo9",[],0,[["kl9qc0vdspmw",[],0]]],["ticks~2","zfzcpg15za6b",[],0,[["v3ty87ys2abx",[],0]]],["other$","mofqxf22jftu",[0],0,[]],["other$~2","dcew2pkj9nd7",[0],0,[["3hceac90i3ee",[0],0]]],["maybe","iy4p0dezd6pq",[],0,[["wa5n9e1in6ka",[],0]]]],"imports":[["options",() => options]],"exports":[["ticks","stream"],["other$","stream"],["maybe","plain"],["none$","stream"]],"hash":"hvqj04vexfoa"} }); } import { interval, NEVER, of } from "rxjs";
import { options } from "./options";

export const ticks = options.live ? $rxs().k(0, interval, 1000) : $rxs().k(1, of, 0);
export const other$ = $rxs().x(2, options.other$) ?? $rxs().k(3, interval, options.every);
export const maybe = options.live && $rxs().k(4, interval, 10);
export const none$ = NEVER; $rxs().e({ h: [], m: {} });
