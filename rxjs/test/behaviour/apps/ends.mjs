/** Has nothing to do any more although subscriptions live: the process ends by itself. */
import { NEVER, Subject, interval, map, share, take } from "rxjs";

let beforeExits = 0;
process.on("beforeExit", () => console.log("beforeExit", ++beforeExits));
process.on("exit", (code) => console.log("exit", code));

NEVER.pipe(map((x) => x)).subscribe();
const subject = new Subject();
subject.pipe(share()).subscribe((v) => console.log(v));
subject.next("a value");
interval(5).pipe(take(3)).subscribe({ next: (v) => console.log(v), complete: () => setTimeout(() => console.log("timer"), 120) });
console.log(process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate|TCP|Server/.test(kind)));
