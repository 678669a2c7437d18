/** Subscriptions: flags at each point, teardowns and their order. */
import { EMPTY, NEVER, Observable, Subject, Subscription, concat, interval, of } from "rxjs";
import { finalize, map, mergeMap, share, switchMap, take, takeUntil, tap } from "rxjs/operators";

const flags = ({ closed, isStopped }) => `closed ${closed} stopped ${isStopped}`;

export function flagsAtEachPoint(log) {
    const subject = new Subject();
    const subscription = subject.subscribe({
        next: () => log("next", flags(subscription)),
        complete: () => log("complete", flags(subscription)),
    });
    subscription.add(() => log("teardown", flags(subscription)));
    log("subscribed", flags(subscription), flags(subject));
    subject.next(1);
    subject.complete();
    log("end", flags(subscription), flags(subject), subject.observed);
}

export function flagsAtEachPointOfAnError(log) {
    const subject = new Subject();
    const subscription = subject.pipe(map((x) => x)).subscribe({ error: () => log("error", flags(subscription)) });
    subscription.add(() => log("teardown", flags(subscription)));
    subject.error(1);
    log("end", flags(subscription), subject.hasError, subject.thrownError);
}

export function destinationIsReleased(log) {
    const subscription = NEVER.pipe(map((x) => x)).subscribe();
    log(subscription.destination === null);
    subscription.unsubscribe();
    log(subscription.destination === null, subscription._finalizers, subscription._parentage);
}

export function formsOfTeardown(log) {
    const forms = {
        function: () => () => log("called"),
        subscription: () => new Subscription(() => log("unsubscribed")),
        unsubscribable: () => ({ unsubscribe: () => log("unsubscribe of an object") }),
        nothing: () => undefined,
        "a subscriber": (subscriber) => subscriber,
        "closed subscription": () => Subscription.EMPTY,
        promise: () => Promise.resolve(1),
        number: () => 7,
    };
    for (const [name, form] of Object.entries(forms)) {
        try {
            log(name);
            const subscription = new Observable(form).subscribe({ error: (error) => log("error", error) });
            subscription.unsubscribe();
        } catch (error) {
            log("thrown", error);
        }
    }
}

export function teardownOfWhatCompletedAtOnce(log) {
    new Observable((subscriber) => {
        subscriber.add(() => log("added"));
        subscriber.complete();
        subscriber.add(() => log("added after the end"));
        return () => log("returned");
    }).subscribe({ complete: () => log("complete") });
}

export function orderOfFinalizeAndTeardown(log) {
    const subject = new Subject();
    const subscription = subject
        .pipe(finalize(() => log("first finalize")), tap({ finalize: () => log("tap finalize"), unsubscribe: () => log("tap unsubscribe") }))
        .pipe(map((x) => x), finalize(() => log("last finalize")))
        .subscribe({ complete: () => log("complete") });
    subscription.add(() => log("added"));
    subscription.unsubscribe();
    subject.pipe(finalize(() => log("a")), finalize(() => log("b"))).subscribe({ complete: () => log("complete") });
    subject.complete();
}

export function addAndRemove(log) {
    const parent = new Subscription(() => log("parent"));
    const a = new Subscription(() => log("a"));
    const b = new Subscription(() => log("b"));
    parent.add(a);
    parent.add(b);
    parent.add(a);
    parent.add(parent);
    parent.remove(b);
    a.add(() => log("of a"));
    const twice = () => log("function");
    parent.add(twice);
    parent.add(twice);
    parent.remove(twice);
    parent.unsubscribe();
    parent.unsubscribe();
    log(a.closed, b.closed);
    parent.add(() => log("at once"));
    parent.add(b);
    log(b.closed);
}

export function childWithTwoParents(log) {
    const [one, two, child] = [new Subscription(), new Subscription(), new Subscription(() => log("child"))];
    one.add(child);
    two.add(child);
    one.unsubscribe();
    two.unsubscribe();
    log(child.closed);
}

export function unsubscribingWhileUnsubscribing(log) {
    const subscription = new Subscription(() => {
        log("teardown", subscription.closed);
        subscription.unsubscribe();
        subscription.add(() => log("added within"));
    });
    subscription.unsubscribe();
}

export function theSharedEmptySubscription(log) {
    log(Subscription.EMPTY.closed, Reflect.ownKeys(Subscription.EMPTY));
    const subject = new Subject();
    subject.complete();
    subject.subscribe({ complete: () => log("complete") });
    Subscription.EMPTY.unsubscribe();
    log(Subscription.EMPTY.closed, Reflect.ownKeys(Subscription.EMPTY));
}

export function takeUntilTearsDownInOrder(log) {
    const stop = new Subject();
    const source = new Observable(() => () => log("source gone"));
    source.pipe(takeUntil(stop.pipe(finalize(() => log("stop gone"))))).subscribe({ complete: () => log("complete") });
    stop.next();
    log(stop.observed);
}

export function switchMapUnsubscribesInOrder(log) {
    const outer = new Subject();
    const inner = (name) => new Observable((s) => (log("subscribe", name), s.next(name), () => log("unsubscribe", name)));
    const subscription = outer.pipe(switchMap(inner)).subscribe((v) => log("next", v));
    outer.next("a");
    outer.next("b");
    outer.complete();
    log(subscription.closed);
    subscription.unsubscribe();
}

export function mergeMapUnsubscribesAll(log) {
    const subscription = of("a", "b")
        .pipe(mergeMap((name) => new Observable(() => () => log("gone", name))), finalize(() => log("outer gone")))
        .subscribe();
    subscription.unsubscribe();
}

export function concatSubscribesOneAfterTheOther(log) {
    const part = (name) => new Observable((s) => (log("subscribe", name), s.next(name), s.complete(), () => log("gone", name)));
    concat(part("a"), part("b"), EMPTY, part("c")).subscribe({ next: (v) => log(v), complete: () => log("complete") });
}

export async function intervalStops(log) {
    await new Promise((resolve) => {
        const subscription = interval(1).pipe(take(3), share()).subscribe({ next: (v) => log(v), complete: () => (log(subscription.closed), resolve()) });
    });
}

export function unsubscribeIsCalledBySubclassesAndByHand(log) {
    class Own extends Subscription {
        unsubscribe() {
            log("own", this.closed);
            super.unsubscribe();
            log("own after", this.closed);
        }
    }
    const own = new Own(() => log("teardown"));
    const parent = NEVER.subscribe();
    parent.add(own);
    parent.unsubscribe();
    Subscription.prototype.unsubscribe.call(own);
    const { unsubscribe } = NEVER.subscribe();
    try {
        unsubscribe();
    } catch (error) {
        log(error.name);
    }
}
