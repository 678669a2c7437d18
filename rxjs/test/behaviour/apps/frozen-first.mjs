/** Frozen before the hooks come: see process.test.js, which loads them after this. */
import { Observable, Subject, Subscriber, Subscription, map, of } from "rxjs";

for (const { prototype } of [Observable, Subject, Subscriber, Subscription]) {
    for (const key of ["subscribe", "pipe", "lift", "next", "error", "complete", "unsubscribe"]) {
        if (Object.hasOwn(prototype, key)) Object.defineProperty(prototype, key, { writable: false, configurable: false });
    }
}
const { prepare } = await import("../support/variants.js");
await prepare(process.env.LATE_VARIANT ?? "bare", "rxjs");
of(1).pipe(map((x) => x)).subscribe((v) => console.log(v));
const subject = new Subject();
subject.pipe(map((x) => x)).subscribe((v) => console.log(v));
subject.next(2);
