/** Observables of observables, repetition and recursion. */
import { EMPTY, NEVER, Observable, Subject, defer, from, of, range, throwError } from "rxjs";
import {
    bufferToggle, combineLatestAll, concatAll, concatMap, delayWhen, endWith, exhaustAll, expand, groupBy, ignoreElements, map, materialize, dematerialize,
    mergeAll, mergeMap, mergeScan, repeat, repeatWhen, retry, retryWhen, sequenceEqual, skipUntil, switchAll, switchMap, switchScan, take,
    takeLast, tap, toArray, window, windowCount, windowWhen, zipAll, distinct, every, find, single, elementAt, isEmpty, first, last, finalize, connect, materialize as notes,
} from "rxjs/operators";

const all = (log, name) => ({ next: (v) => log(name, v), error: (e) => log(name, "error", e), complete: () => log(name, "complete") });

export function flatteningOfSynchronousInners(log) {
    const pairs = of(of(1, 2), of(3), EMPTY, [4], "5");
    for (const operator of [mergeAll, concatAll, switchAll, exhaustAll, combineLatestAll, zipAll]) {
        pairs.pipe(operator()).subscribe(all(log, operator.name));
    }
}

export function resultSelectors(log) {
    of(1, 2).pipe(mergeMap((x) => of("a", "b"), (outer, inner, i, j) => [outer, inner, i, j])).subscribe(all(log, "mergeMap"));
    of(1).pipe(switchMap((x) => of("a"), (outer, inner) => outer + inner)).subscribe(all(log, "switchMap"));
    of(1).pipe(concatMap((x) => of("a"), (outer, inner) => outer + inner)).subscribe(all(log, "concatMap"));
}

export function concurrencyIsKept(log) {
    const inners = [new Subject(), new Subject(), new Subject()];
    let started = 0;
    of(0, 1, 2).pipe(mergeMap((i) => (log("start", ++started), inners[i]), 2)).subscribe(all(log, "out"));
    inners[1].next("b");
    inners[0].complete();
    inners[2].next("c");
}

export function switchingDuringASynchronousInner(log) {
    const outer = new Subject();
    outer.pipe(switchMap((x) => new Observable((s) => {
        log("inner", x);
        if (x < 3) outer.next(x + 1);
        s.next(x);
        s.complete();
        return () => log("gone", x);
    }))).subscribe(all(log, "out"));
    outer.next(1);
}

export function groups(log) {
    of("apple", "avocado", "bean", "apricot", "beet")
        .pipe(groupBy((word) => word[0], { element: (word) => word.length, duration: (group) => group.pipe(take(2)) }))
        .subscribe((group) => {
            log("group", group.key, group.constructor.name);
            group.pipe(toArray()).subscribe((values) => log(group.key, values));
        });
}

export function groupsSubscribedTwiceOrNever(log) {
    const subject = new Subject();
    const subscription = subject.pipe(groupBy((x) => x % 2)).subscribe((group) => {
        if (group.key) group.subscribe(all(log, "first")) && group.subscribe(all(log, "second"));
    });
    for (const value of [1, 2, 3]) subject.next(value);
    subscription.unsubscribe();
    subject.next(5);
    log(subject.observed);
}

export function windows(log) {
    const subject = new Subject();
    const close = new Subject();
    let count = 0;
    subject.pipe(window(close)).subscribe((w) => w.subscribe(all(log, `window ${++count}`)));
    subject.next("a");
    close.next();
    subject.next("b");
    subject.complete();
    range(0, 5).pipe(windowCount(2), mergeMap((w) => w.pipe(toArray()))).subscribe(all(log, "count"));
    of(1, 2).pipe(windowWhen(() => NEVER), mergeAll()).subscribe(all(log, "when"));
    of(1, 2).pipe(bufferToggle(of(1), () => EMPTY)).subscribe(all(log, "toggle"));
}

export function windowsSubscribedAfterTheirEnd(log) {
    const kept = [];
    of(1, 2, 3).pipe(windowCount(1)).subscribe((w) => kept.push(w));
    for (const w of kept) w.subscribe(all(log, "late"));
}

export function repeating(log) {
    let times = 0;
    defer(() => of(++times)).pipe(repeat(3)).subscribe(all(log, "repeat"));
    of("x").pipe(repeatWhen((ends) => ends.pipe(take(2), tap(() => log("again"))))).subscribe(all(log, "repeatWhen"));
    of("y").pipe(repeat({ delay: (n) => (n < 3 ? of(1) : EMPTY) })).subscribe(all(log, "delay"));
    of("z").pipe(repeat(0)).subscribe(all(log, "none"));
}

export function retrying(log) {
    let tries = 0;
    const failing = defer(() => (++tries % 3 ? throwError(() => new Error(`${tries}`)) : of(tries)));
    failing.pipe(retry(5)).subscribe(all(log, "retry"));
    failing.pipe(retryWhen((errors) => errors.pipe(tap((e) => log("saw", e)), take(1)))).subscribe(all(log, "retryWhen"));
    failing.pipe(retry({ count: 1, delay: () => EMPTY })).subscribe(all(log, "delay empty"));
}

export function expanding(log) {
    of(1).pipe(expand((x) => (x < 20 ? of(x * 2, x * 3) : EMPTY)), take(12)).subscribe(all(log, "expand"));
    of(3).pipe(expand((x) => (x ? of(x - 1) : EMPTY), 1)).subscribe(all(log, "one by one"));
}

export function scans(log) {
    of(1, 2).pipe(mergeScan((sum, x) => of(sum + x, sum - x), 0)).subscribe(all(log, "mergeScan"));
    of(1, 2).pipe(switchScan((sum, x) => of(sum + x), 0)).subscribe(all(log, "switchScan"));
}

export function notifications(log) {
    const noted = of(1, 2).pipe(materialize(), toArray());
    noted.subscribe((list) => log(list.map((n) => [n.kind, n.value, n.constructor.name, n.hasValue])));
    of(1).pipe(materialize(), dematerialize()).subscribe(all(log, "back"));
    throwError(() => 7).pipe(notes()).subscribe((n) => log(n.kind, n.error));
}

export function conditions(log) {
    of(1, 2, 3).pipe(every((x) => x < 3)).subscribe(all(log, "every"));
    of(1, 2, 3).pipe(find((x) => x > 1)).subscribe(all(log, "find"));
    of(1, 2).pipe(single()).subscribe(all(log, "single"));
    of(1).pipe(elementAt(3)).subscribe(all(log, "elementAt"));
    EMPTY.pipe(first()).subscribe(all(log, "first"));
    EMPTY.pipe(last(null, "default")).subscribe(all(log, "last"));
    EMPTY.pipe(isEmpty()).subscribe(all(log, "isEmpty"));
    of(1, 1, 2).pipe(distinct()).subscribe(all(log, "distinct"));
    of(1, 2).pipe(sequenceEqual(from([1, 2]))).subscribe(all(log, "equal"));
    of(1, 2).pipe(skipUntil(of(1)), takeLast(1), endWith("end")).subscribe(all(log, "skip"));
    of(1, 2).pipe(delayWhen(() => of(0)), ignoreElements()).subscribe(all(log, "ignored"));
}

export function connecting(log) {
    let subscribed = 0;
    const source = defer(() => (log("subscribed", ++subscribed), of(1, 2)));
    source.pipe(connect((shared) => shared.pipe(map((x) => -x), mergeMap((x) => of(x, shared === source))))).subscribe(all(log, "connect"));
}

export function innerErrorsEndTheOuter(log) {
    of(1, 2).pipe(mergeMap((x) => (x === 2 ? throwError(() => new Error("inner")) : NEVER.pipe(finalize(() => log("first gone"))))))
        .subscribe(all(log, "out"));
}
