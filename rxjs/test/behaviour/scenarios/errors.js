/** Errors: thrown, sent, reported; each once, to whom it went before, and as the same object. */
import { EMPTY, Observable, Subject, UnsubscriptionError, Subscription, concat, defer, from, of, throwError, timer } from "rxjs";
import { catchError, concatMap, filter, finalize, map, mergeMap, reduce, retry, scan, switchMap, take, tap } from "rxjs/operators";

const boom = (what) => {
    throw new Error(what);
};

export function thrownInNextIsReportedLater(log) {
    of(1, 2).subscribe({ next: (value) => (log("next", value), boom(`next ${value}`)), complete: () => log("complete") });
    log("subscribe returned");
}

export function thrownInNextOfASubject(log) {
    const subject = new Subject();
    subject.subscribe(() => boom("first observer"));
    subject.subscribe((value) => log("second still gets", value));
    subject.next(1);
    subject.next(2);
    log("next returned");
}

export function thrownInError(log) {
    throwError(() => new Error("source")).subscribe({ error: () => boom("in error handler") });
    log("subscribe returned");
}

export function thrownInComplete(log) {
    const subscription = EMPTY.subscribe({ complete: () => boom("in complete handler") });
    log("closed", subscription.closed);
}

export function errorWithoutAHandler(log) {
    throwError(() => new Error("nobody listens")).subscribe((value) => log(value));
    log("subscribe returned");
}

export function errorWithoutAnyObserver(log) {
    throwError(() => new TypeError("nobody at all")).subscribe();
    log("subscribe returned");
}

export function errorsThatAreNoErrors(log) {
    for (const value of [undefined, null, 0, "text", Symbol.for("s"), { code: 7 }]) {
        throwError(() => value).subscribe({ error: (error) => log("error", error, Object.is(error, value)) });
    }
}

export function thrownInSubscribeFunction(log) {
    new Observable(() => boom("in subscribe")).subscribe({ error: (error) => log("error", error) });
    new Observable((subscriber) => {
        subscriber.next(1);
        boom("after next");
    }).subscribe({ next: (value) => log(value), error: (error) => log("error", error) });
}

export function thrownInSubscribeFunctionAfterComplete(log) {
    new Observable((subscriber) => {
        subscriber.complete();
        boom("after complete");
    }).subscribe({ error: (error) => log("error", error), complete: () => log("complete") });
    log("returned");
}

const operators = {
    map: map(() => boom("map")),
    filter: filter(() => boom("filter")),
    scan: scan(() => boom("scan"), 0),
    reduce: reduce(() => boom("reduce"), 0),
    tap: tap(() => boom("tap")),
    mergeMap: mergeMap(() => boom("mergeMap")),
    switchMap: switchMap(() => boom("switchMap")),
    concatMap: concatMap(() => boom("concatMap")),
    catchError: (source) => source.pipe(map(() => boom("inner")), catchError(() => boom("catchError"))),
};

export function thrownInOperatorFunctions(log) {
    for (const [name, operator] of Object.entries(operators)) {
        of(1, 2).pipe(operator).subscribe({ next: (v) => log(name, v), error: (e) => log(name, "error", e), complete: () => log(name, "done") });
    }
}

export function theSameErrorObjectArrives(log) {
    const error = new RangeError("mine");
    throwError(() => error).pipe(map((x) => x), catchError((caught) => (log("same", caught === error), throwError(() => caught))))
        .subscribe({ error: (caught) => log("same", caught === error, Object.keys(caught), Object.isFrozen(caught)) });
}

export function frozenErrors(log) {
    const error = Object.freeze(new Error("frozen"));
    throwError(() => error).pipe(tap()).subscribe({ error: (caught) => log(caught === error) });
}

export function innerObservableThatIsNone(log) {
    of(1).pipe(mergeMap(() => 5)).subscribe({ error: (error) => log(error) });
    of(1).pipe(switchMap(() => undefined)).subscribe({ error: (error) => log(error) });
    try {
        from(null).subscribe();
    } catch (error) {
        log("thrown", error);
    }
    of(1).pipe(() => undefined)?.subscribe();
}

export function pipeOfSomethingThatIsNoOperator(log) {
    for (const operators of [[undefined], [map((x) => x), 7], [null, map((x) => x)]]) {
        try {
            of(1).pipe(...operators).subscribe();
        } catch (error) {
            log("thrown", error.name);
        }
    }
}

export function thrownByAnOperatorFactory(log) {
    const factory = (source) => boom("while piping");
    try {
        of(1).pipe(factory);
    } catch (error) {
        log("thrown", error);
    }
}

export function thrownByOperatorCall(log) {
    const source = of(1);
    const lifted = source.lift({ call: () => boom("in operator.call") });
    try {
        lifted.subscribe({ error: (error) => log("error", error) });
    } catch (error) {
        log("thrown", error);
    }
}

export function thrownInTeardown(log) {
    const subscription = new Observable(() => () => boom("teardown")).subscribe();
    subscription.add(() => log("other teardown runs"));
    subscription.add(() => boom("second"));
    try {
        subscription.unsubscribe();
    } catch (error) {
        log("thrown", error instanceof UnsubscriptionError, error);
    }
    log("closed", subscription.closed);
}

export function thrownInTeardownsOfNestedSubscriptions(log) {
    const parent = new Subscription(() => boom("parent"));
    const child = new Subscription(() => boom("child"));
    child.add(() => boom("grandchild"));
    parent.add(child);
    try {
        parent.unsubscribe();
    } catch (error) {
        log(error, error.errors.length);
    }
}

export function thrownInTeardownAtComplete(log) {
    try {
        new Observable((subscriber) => {
            subscriber.add(() => boom("teardown at complete"));
            subscriber.complete();
            log("not reached?");
        }).subscribe({ complete: () => log("complete"), error: (e) => log("error", e) });
    } catch (error) {
        log("thrown", error);
    }
}

export function thrownInFinalize(log) {
    try {
        of(1).pipe(finalize(() => boom("finalize"))).subscribe({ next: (v) => log(v), complete: () => log("complete") });
    } catch (error) {
        log("thrown", error);
    }
}

export function catchAndGoOn(log) {
    let tries = 0;
    defer(() => (++tries < 3 ? throwError(() => new Error(`try ${tries}`)) : of("fine")))
        .pipe(catchError((error, caught) => (log("caught", error), caught)))
        .subscribe({ next: (value) => log(value), complete: () => log("complete") });
}

export async function retryWithDelayAndReset(log) {
    let tries = 0;
    await new Promise((resolve) =>
        defer(() => (log("subscribe", ++tries), concat(of(tries), throwError(() => new Error(`fails ${tries}`)))))
            .pipe(retry({ count: 2, delay: (error, count) => (log("retry", error, count), timer(1)), resetOnSuccess: false }))
            .subscribe({ next: (v) => log("next", v), error: (e) => (log("error", e), resolve()) }),
    );
}

export function nextOnAnUnsubscribedSubject(log) {
    const subject = new Subject();
    subject.unsubscribe();
    for (const act of [() => subject.next(1), () => subject.error(1), () => subject.complete(), () => subject.subscribe()]) {
        try {
            act();
            log("no throw");
        } catch (error) {
            log("thrown", error);
        }
    }
}

export function subscribersAfterTheError(log) {
    const subject = new Subject();
    subject.error(new Error("early"));
    subject.subscribe({ error: (error) => log("late subscriber", error) });
    log(subject.hasError, subject.isStopped, subject.thrownError);
}

export async function rejectedPromise(log) {
    from(Promise.reject(new Error("rejected"))).subscribe({ error: (error) => log("error", error) });
    from(Promise.reject(new Error("rejected, unheard"))).subscribe();
    await null;
}

export async function thrownInNextOfAPromise(log) {
    from(Promise.resolve(1)).subscribe(() => boom("next of promise"));
    await new Promise((resolve) => setTimeout(resolve, 5));
}

export function errorInTheMiddleOfManyObservers(log) {
    const subject = new Subject();
    const chain = subject.pipe(map((x) => (x === 2 ? boom("two") : x)));
    chain.subscribe({ next: (v) => log("a", v), error: (e) => log("a", e) });
    chain.subscribe({ next: (v) => log("b", v) });
    subject.subscribe((v) => log("c", v));
    subject.next(1);
    subject.next(2);
    subject.next(3);
}

export function takeThenThrow(log) {
    const source = new Observable((subscriber) => {
        subscriber.next(1);
        log("still running, closed:", subscriber.closed);
        boom("after the take");
    });
    try {
        source.pipe(take(1)).subscribe({ next: (v) => log(v), complete: () => log("complete"), error: (e) => log("error", e) });
    } catch (error) {
        log("thrown", error);
    }
}

/** The user's own frames, in their order, are in the stack, also when its length is limited to the usual ten. */
export function stackOfAnErrorInAnOperator(log) {
    function userMapper() {
        throw new Error("mapped");
    }
    of(1).pipe(map(userMapper)).subscribe({ error: (error) => log(error.stack.split("\n")[1].includes("userMapper")) });
}

export function stackThroughSubjects(log) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 100;
    const subject = new Subject();
    function userSends() {
        subject.next(1);
    }
    subject.pipe(map((x) => x), filter(() => true)).subscribe(function userObserver() {
        const users = new Error("look").stack.split("\n").filter((line) => /user(Sends|Observer)/.test(line));
        log(users.map((line) => line.match(/user\w+/)[0]));
    });
    userSends();
    Error.stackTraceLimit = limit;
    log(Error.stackTraceLimit === limit);
}
