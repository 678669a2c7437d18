/** Order and synchrony, and what happens inside what is happening. */
import { BehaviorSubject, Observable, Subject, asapScheduler, concat, from, merge, of, queueScheduler, range } from "rxjs";
import { delay, map, mergeMap, observeOn, take, takeWhile, tap } from "rxjs/operators";

export function subscribeEmitsBeforeItReturns(log) {
    log("before");
    of(1, 2).subscribe({ next: (value) => log("next", value), complete: () => log("complete") });
    log("after");
}

export function subscribersInTheOrderOfSubscribing(log) {
    const subject = new Subject();
    for (const name of ["a", "b", "c"]) subject.subscribe((value) => log(name, value));
    subject.next(1);
    subject.next(2);
}

export function nextWithinNext(log) {
    const subject = new Subject();
    subject.subscribe((value) => {
        log("a", value);
        if (value < 3) subject.next(value + 1);
        log("a done", value);
    });
    subject.subscribe((value) => log("b", value));
    subject.next(1);
}

export function nextWithinNextThroughOperators(log) {
    const subject = new Subject();
    subject.pipe(map((value) => value * 2), tap((value) => log("tap", value))).subscribe((value) => {
        log("got", value);
        if (value < 10) subject.next(value);
        log("done", value);
    });
    subject.next(1);
}

export function subscribeWithinNext(log) {
    const subject = new Subject();
    subject.subscribe((value) => {
        log("outer", value);
        if (value === 1) subject.subscribe((inner) => log("inner", inner));
    });
    subject.next(1);
    subject.next(2);
}

export function subscribeToBehaviorWithinNext(log) {
    const state = new BehaviorSubject(0);
    state.subscribe((value) => {
        log("outer", value);
        if (value === 1) state.subscribe((inner) => log("inner", inner)).add(() => log("inner gone"));
    });
    state.next(1);
    state.complete();
}

export function unsubscribeWithinNext(log) {
    const subject = new Subject();
    const subscription = subject.subscribe((value) => {
        log("next", value);
        subscription.unsubscribe();
        log("closed", subscription.closed);
    });
    subject.next(1);
    subject.next(2);
    log("observed", subject.observed);
}

export function unsubscribeAnotherWithinNext(log) {
    const subject = new Subject();
    subject.subscribe((value) => {
        log("first", value);
        second.unsubscribe();
    });
    const second = subject.subscribe((value) => log("second", value));
    subject.next(1);
    subject.next(2);
}

export function unsubscribeWithinComplete(log) {
    const subject = new Subject();
    const subscription = subject.subscribe({
        complete() {
            log("complete", subscription.closed);
            subscription.unsubscribe();
            log("closed", subscription.closed);
        },
    });
    subscription.add(() => log("teardown"));
    subject.complete();
}

export function unsubscribeWithinError(log) {
    const subject = new Subject();
    const subscription = subject.pipe(map((x) => x)).subscribe({
        error(error) {
            log("error", error, subscription.closed);
            subscription.unsubscribe();
        },
    });
    subscription.add(() => log("teardown"));
    subject.error(new Error("boom"));
    log(subscription.closed);
}

/** The subscription is not there yet while the source emits within subscribe. */
export function unsubscribeDuringSynchronousEmission(log) {
    let subscription;
    try {
        subscription = of(1, 2, 3).subscribe((value) => {
            log("next", value, subscription === undefined);
            subscription.unsubscribe();
        });
    } catch (error) {
        log("caught", error);
    }
    log(subscription.closed);
}

export function takeOneOfAnEndlessSynchronousSource(log) {
    new Observable((subscriber) => {
        let sent = 0;
        while (!subscriber.closed) subscriber.next(sent++);
        log("sent", sent, "closed", subscriber.closed);
    })
        .pipe(take(1))
        .subscribe({ next: (value) => log("next", value), complete: () => log("complete") });
}

export function takeThreeThroughAChainOfAnEndlessGenerator(log) {
    function* numbers() {
        try {
            for (let i = 0; ; i++) yield i;
        } finally {
            log("generator returned");
        }
    }
    from(numbers()).pipe(map((x) => x + 1), mergeMap((x) => of(x, -x)), take(3)).subscribe({
        next: (value) => log("next", value),
        complete: () => log("complete"),
    });
}

export function takeWhileOfRange(log) {
    range(0, 1e9).pipe(map((x) => x * x), takeWhile((x) => x < 20, true)).subscribe({
        next: (value) => log(value),
        complete: () => log("complete"),
    });
}

export function nextAfterCompleteAndError(log) {
    new Observable((subscriber) => {
        subscriber.next(1);
        subscriber.complete();
        subscriber.next(2);
        subscriber.error(new Error("late"));
        subscriber.complete();
        log("closed", subscriber.closed);
    }).subscribe({ next: (value) => log("next", value), error: (e) => log("error", e), complete: () => log("complete") });
}

export function completeWithinNext(log) {
    const subject = new Subject();
    subject.subscribe({
        next(value) {
            log("a", value);
            subject.complete();
            log("a after complete");
        },
        complete: () => log("a complete"),
    });
    subject.subscribe({ next: (value) => log("b", value), complete: () => log("b complete") });
    subject.next(1);
}

export function errorWithinNext(log) {
    const subject = new Subject();
    subject.pipe(tap({ error: (e) => log("tap error", e), finalize: () => log("finalized") })).subscribe({
        next: () => subject.error(new Error("inside")),
        error: (error) => log("error", error),
    });
    subject.next(1);
}

export function circularSubjects(log) {
    const ping = new Subject();
    const pong = new Subject();
    ping.pipe(take(4), map((x) => x + 1)).subscribe((value) => {
        log("ping", value);
        pong.next(value);
    });
    pong.pipe(map((x) => x * 2)).subscribe((value) => {
        log("pong", value);
        ping.next(value);
    });
    ping.next(1);
}

export function queueSchedulerFlattensRecursion(log) {
    const subject = new Subject();
    subject.pipe(observeOn(queueScheduler)).subscribe((value) => {
        log("start", value);
        if (value < 3) subject.next(value + 1);
        log("end", value);
    });
    subject.next(1);
}

export async function synchronousAndMicrotasksAndTimers(log) {
    setTimeout(() => log("timeout before"));
    Promise.resolve().then(() => log("microtask before"));
    merge(of("sync"), from(Promise.resolve("promise")), of("asap", asapScheduler), of("timer").pipe(delay(0))).subscribe((value) =>
        log(value),
    );
    Promise.resolve().then(() => log("microtask after"));
    await new Promise((resolve) => setTimeout(resolve, 5));
}

export async function microtaskTicksBetweenSteps(log) {
    let ticks = 0;
    const count = () => ticks++ < 20 && Promise.resolve().then(count);
    Promise.resolve().then(count);
    await new Promise((resolve) =>
        concat(from(Promise.resolve(1)), from(Promise.resolve(2))).subscribe({
            next: (value) => log(value, "at tick", ticks),
            complete: () => (log("complete at tick", ticks), resolve()),
        }),
    );
}

export function nestedSubscribesUnwindInOrder(log) {
    of(1, 2).subscribe((a) => {
        log("enter", a);
        of("x", "y").subscribe((b) => {
            log("enter", a, b);
            of(true).subscribe(() => log("deepest"));
            log("leave", a, b);
        });
        log("leave", a);
    });
}
