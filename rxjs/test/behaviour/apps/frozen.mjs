/** The methods of RxJS may not be changed any more, as under SES (which leaves what RxJS assigns): it works as before, unseen. */
import { Observable, Subject, Subscriber, Subscription, map, of } from "rxjs";

for (const { prototype } of [Observable, Subject, Subscriber, Subscription]) {
    for (const key of ["subscribe", "pipe", "lift", "next", "error", "complete", "unsubscribe"]) {
        if (Object.hasOwn(prototype, key)) Object.defineProperty(prototype, key, { writable: false, configurable: false });
    }
}
of(1).pipe(map((x) => x)).subscribe((v) => console.log(v));
const subject = new Subject();
subject.subscribe((v) => console.log(v));
subject.next(2);
console.log(Object.getOwnPropertyDescriptor(Observable.prototype, "subscribe").writable);
