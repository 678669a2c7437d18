import { connectable, interval, Subject } from "rxjs";
import { route$, iterator } from "./app";

const clicks = new Subject();
const ticks = connectable(interval(1000));
clicks.next(1);
clicks.next(first());
route$.next("/");
ticks.connect();
connectable(route$).connect();
clicks.subscribe((n) => show(n));
route$.subscribe(log);
const held = ticks.subscribe(log);

iterator.next(1);
clicks.next(await first());
if (import.meta.env.DEV) {
    clicks.next(2);
}
