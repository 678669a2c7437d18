var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-statements/input.js", file: "/patterns/hot-statements/input.js", sites: '[["n","Subject",4,"clicks"],["k","connectable",5,"ticks","",[["0",2,"interval(1000)"]]],["k","interval",5,"","",[["0",1,"1000"]]],["k","connectable",10,"","",[["0",2,"route$"]]],["s","",11,"","",[["0",0,"(n) => show(n)"]]],["s","log",12,"","",[["0",0,"log"]]],["s","log",13,"held","",[["0",0,"log"]]]]' }); } import { connectable, interval, Subject } from "rxjs";
import { route$, iterator } from "./app";

const clicks = $rxs().n(0, Subject);
const ticks = $rxs().k(1, connectable, $rxs().k(2, interval, 1000));
clicks.next(1);
clicks.next(first());
route$.next("/");
ticks.connect();
$rxs().k(3, connectable, route$).connect();
$rxs().s(4, clicks, (n) => show(n));
$rxs().s(5, route$, log);
const held = $rxs().s(6, ticks, log);

iterator.next(1);
clicks.next(await first());
if (import.meta.env.DEV) {
    clicks.next(2);
}; $rxs().e();
