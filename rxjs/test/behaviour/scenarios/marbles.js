/** Tests that users write with the TestScheduler see the same frames and the same subscriptions. */
import { Subject, merge, of, throwError, timer } from "rxjs";
import {
    buffer, bufferCount, catchError, concatMap, debounceTime, delay, distinctUntilChanged, exhaustMap, expand, groupBy, map, mergeMap, pairwise,
    repeat, retry, scan, share, startWith, switchMap, take, takeUntil, throttleTime, window as windowOf, withLatestFrom, zipWith,
} from "rxjs/operators";
import { TestScheduler } from "rxjs/testing";

/** Logs what was expected and what came, whether it matches or not. */
function marbles(log, body) {
    const scheduler = new TestScheduler((actual, expected) => {
        log(JSON.stringify(actual) === JSON.stringify(expected) ? "as expected" : "DIFFERS", actual, expected);
    });
    scheduler.run((helpers) => body(helpers));
}

export const timing = (log) =>
    marbles(log, ({ cold, hot, time, expectObservable, expectSubscriptions }) => {
        const source = cold("-a-b-c-|");
        expectObservable(source.pipe(delay(time("--|")))).toBe("---a-b-c-|");
        expectSubscriptions(source.subscriptions).toBe("^------!");
        expectObservable(hot("-a-b--c---d|").pipe(debounceTime(2))).toBe("-----b--c--(d|)");
        expectObservable(hot("-abcdef----g|").pipe(throttleTime(3))).toBe("-a---e-----g|");
    });

export const flattening = (log) =>
    marbles(log, ({ cold, hot, expectObservable, expectSubscriptions }) => {
        for (const operator of [mergeMap, switchMap, concatMap, exhaustMap]) {
            const inner = cold("x-y-|");
            expectObservable(hot("-a-b----|").pipe(operator(() => inner))).toBe("-");
            expectSubscriptions(inner.subscriptions).toBe([]);
        }
    });

export const errorsAndRepeats = (log) =>
    marbles(log, ({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold("-a-#");
        expectObservable(failing.pipe(retry(2))).toBe("-a--a--a-#");
        expectSubscriptions(failing.subscriptions).toBe(["^--!", "---^--!", "------^--!"]);
        expectObservable(cold("a|").pipe(repeat({ count: 3, delay: () => timer(2) }))).toBe("a--a--a|");
        expectObservable(throwError(() => new Error("x")).pipe(catchError(() => of("caught")))).toBe("(c|)", { c: "caught" });
    });

export const windowsAndGroups = (log) =>
    marbles(log, ({ hot, cold, expectObservable }) => {
        expectObservable(hot("-a-b-c-d|").pipe(windowOf(hot("----x----")))).toBe("?");
        expectObservable(hot("-a-b-a-b|").pipe(groupBy((x) => x), mergeMap((group) => group.pipe(map((v) => group.key + v))))).toBe("?");
        expectObservable(hot("-a-b-c-d|").pipe(buffer(hot("----x---")), map((b) => b.join("")))).toBe("?");
        expectObservable(cold("abc|").pipe(bufferCount(2, 1))).toBe("?");
    });

export const sharingAndStopping = (log) =>
    marbles(log, ({ cold, hot, expectObservable, expectSubscriptions }) => {
        const source = cold("-a-b-c-d-|");
        const shared = source.pipe(share());
        expectObservable(shared, "^---!").toBe("-a-b");
        expectObservable(shared, "--^-----!").toBe("---b-c-d");
        expectSubscriptions(source.subscriptions).toBe("^-------!");
        expectObservable(source.pipe(takeUntil(hot("----x")))).toBe("-a-b|");
        expectObservable(merge(cold("a-|"), cold("-b|")).pipe(scan((all, x) => all + x, ""))).toBe("?");
        expectObservable(cold("a-b|").pipe(withLatestFrom(hot("x-y")), zipWith(of(1, 2)))).toBe("?");
        expectObservable(cold("aab|").pipe(distinctUntilChanged(), startWith("s"), pairwise())).toBe("?");
        expectObservable(of(1).pipe(expand((x) => of(x + 1).pipe(delay(1))), take(3))).toBe("?");
    });

export const flushOrder = (log) =>
    marbles(log, ({ hot, flush, expectObservable }) => {
        const subject = new Subject();
        hot("-a-b|").subscribe(subject);
        subject.subscribe((v) => log("side", v));
        expectObservable(subject).toBe("-a-b|");
        flush();
        log("flushed");
    });
