/** Numbers of things: what is done for one must not be done for all of them each time, and not without end. */
import { Observable, Subject, of, range } from "rxjs";
import { groupBy, map, share, take, toArray } from "rxjs/operators";

/** What the stack allows at most is in depth.test.js. */
export function hundredsOfOperators(log) {
    const chain = Array.from({ length: 600 }, () => map((x) => x + 1));
    of(0).pipe(...chain).subscribe({ next: (v) => log(v), error: (e) => log(e.name) });
}

export function aMillionValues(log) {
    let sum = 0;
    range(0, 1e6).pipe(map((x) => x % 7)).subscribe({ next: (v) => (sum += v), complete: () => log("complete", sum) });
}

export function aSubjectWithManyObservers(log) {
    const subject = new Subject();
    let got = 0;
    const all = Array.from({ length: 20_000 }, () => subject.subscribe(() => got++));
    subject.next(1);
    all.forEach((s, i) => i % 2 && s.unsubscribe());
    subject.next(2);
    log(got, subject.observers.length);
    subject.complete();
    log(all.every((s) => s.closed));
}

/** Of each, the first of two subscribers goes while the other stays. */
export function manySharedStreams(log) {
    const source = new Subject();
    let got = 0;
    const pairs = Array.from({ length: 20_000 }, () => {
        const shared = source.pipe(share());
        return [shared.subscribe(() => got++), shared.subscribe(() => got++)];
    });
    for (const [first] of pairs) first.unsubscribe();
    source.next(1);
    for (const [, second] of pairs) second.unsubscribe();
    log(got, source.observed);
}

/** The groups live on when the outer is gone; what they cause takes the place of what was. */
export function groupsThatOutliveTheirOuter(log) {
    const subject = new Subject();
    const groups = [];
    const shared = of(1).pipe(share());
    const outer = subject.pipe(groupBy((x) => x % 2)).subscribe((g) => groups.push(g));
    subject.next(0);
    let made = 0;
    groups[0].subscribe(() => {
        for (let i = 0; i < 5000; i++) of(i).subscribe(() => made++);
        for (let i = 0; i < 10; i++) shared.pipe(take(1)).subscribe(() => made++);
        const late = new Subject();
        const lateShared = late.pipe(share());
        const a = lateShared.subscribe();
        lateShared.subscribe();
        a.unsubscribe();
    });
    outer.unsubscribe();
    for (let i = 0; i < 5; i++) subject.next(i * 2);
    log(made, subject.observed);
}

export function deepNestsOfSubscriptions(log) {
    let deepest = 0;
    const walk = (depth) => new Observable((s) => (depth === 0 ? s.complete() : walk(depth - 1).subscribe({ complete: () => (deepest++, s.complete()) })));
    walk(100).subscribe({ complete: () => log("complete", deepest) });
    range(0, 50_000).pipe(toArray()).subscribe((all) => log(all.length));
}
