/** The same in CommonJS; `require` of RxJS's parts gives one copy. */
const { Observable, Subject, of } = require("rxjs");
const { map, take } = require("rxjs/operators");
const { Subscriber } = require("rxjs/internal/Subscriber");

new Observable((s) => (s.next(s instanceof Subscriber), s.complete())).subscribe((v) => console.log(v));
const subject = new Subject();
const subscription = subject.pipe(map((x) => x * 2), take(2)).subscribe({ next: (v) => console.log(v), complete: () => console.log("complete") });
subject.next(1);
subject.next(2);
subject.next(3);
console.log(subscription.closed, Object.keys(subject), of(1));
import("rxjs").then((esm) => console.log(esm.Observable === Observable));
