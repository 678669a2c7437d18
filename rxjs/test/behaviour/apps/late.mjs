/** Hooks that come while subscriptions live, and in the middle of a send. */
import { Subject, interval, map, of, share, take } from "rxjs";

const { prepare } = await import("../support/variants.js");
const subject = new Subject();
const shared = subject.pipe(map((x) => x * 2), share());
shared.subscribe({ next: (v) => console.log("before", v), complete: () => console.log("complete") });
const early = shared.subscribe((v) => console.log("early", v));
const ticks = [];
interval(1).pipe(take(3)).subscribe((v) => ticks.push(v));
process.on("exit", () => console.log("ticks", ticks));
await prepare(process.env.LATE_VARIANT ?? "bare", "rxjs");
shared.subscribe((v) => console.log("after", v));
subject.next(1);
early.unsubscribe();
subject.next(2);
of(3).subscribe(subject);
console.log(early.closed, subject.observed);
