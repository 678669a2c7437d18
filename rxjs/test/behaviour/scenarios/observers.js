/** What may be given to subscribe, and what it is called with. */
import { BehaviorSubject, Observable, ReplaySubject, Subject, Subscriber, Subscription, of, throwError } from "rxjs";
import { map, take, tap } from "rxjs/operators";

export function thisOfObserverMethods(log) {
    const observer = {
        name: "me",
        next() {
            log(this === observer, arguments.length);
        },
        complete() {
            log(this === observer, arguments.length);
        },
        error() {
            log(this === observer, arguments.length);
        },
    };
    of(1).subscribe(observer);
    throwError(() => 1).subscribe(observer);
}

export function thisOfPlainFunctions(log) {
    of(1).subscribe(
        function () {
            log(typeof this, Object.keys(this ?? {}), arguments.length);
        },
        null,
        function () {
            log(typeof this, Object.keys(this ?? {}), arguments.length);
        },
    );
}

export function partialObservers(log) {
    const all = [{}, { next: (v) => log("next", v) }, { complete: () => log("complete") }, { error: () => log("never") }, null, undefined];
    for (const observer of all) log(of(1).subscribe(observer).closed);
    throwError(() => new Error("no handler")).subscribe({ next() {} });
}

export function threeArguments(log) {
    of(1).subscribe((v) => log(v), null, () => log("complete"));
    throwError(() => 5).subscribe(undefined, (e) => log("error", e));
    of(1).subscribe(null, null, () => log("only complete"));
}

export function observersWithGetters(log) {
    const observer = {
        get next() {
            log("get next");
            return (value) => log("next", value);
        },
        get error() {
            log("get error");
            return undefined;
        },
        get complete() {
            log("get complete");
            return () => log("complete");
        },
    };
    of(1, 2).subscribe(observer);
}

export function observersBehindAProxy(log) {
    const observer = new Proxy({ next: (v) => log("next", v), complete: () => log("complete") }, {
        get: (target, key) => (log("get", String(key)), target[key]),
        has: (target, key) => (log("has", String(key)), key in target),
        set: (target, key) => (log("set", String(key)), true),
        defineProperty: (target, key) => (log("define", String(key)), true),
        ownKeys: (target) => (log("ownKeys"), Reflect.ownKeys(target)),
        getPrototypeOf: (target) => (log("getPrototypeOf"), Reflect.getPrototypeOf(target)),
        getOwnPropertyDescriptor: (target, key) => (log("descriptor", String(key)), Reflect.getOwnPropertyDescriptor(target, key)),
    });
    of(1).subscribe(observer);
}

export function methodsReplacedWhileSubscribed(log) {
    const subject = new Subject();
    const observer = { next: (v) => log("old", v) };
    subject.subscribe(observer);
    subject.next(1);
    observer.next = (v) => log("new", v);
    subject.next(2);
    delete observer.next;
    subject.next(3);
}

export function classObservers(log) {
    class Counter {
        #count = 0;
        next(value) {
            this.#count += value;
        }
        error() {}
        complete() {
            log("count", this.#count);
        }
    }
    of(1, 2, 3).subscribe(new Counter());
}

export function frozenObservers(log) {
    const observer = Object.freeze({ next: (v) => log("next", v), error() {}, complete: () => log("complete") });
    of(1).subscribe(observer);
    log(Reflect.ownKeys(observer).length);
}

export function aSubscriberAsObserver(log) {
    const destination = new Subscriber({ next: (v) => log("next", v), error() {}, complete: () => log("complete") });
    const returned = of(1).subscribe(destination);
    log(returned === destination, destination.closed, returned instanceof Subscriber, returned instanceof Subscription);
}

export function aSubscriberOfTwoSources(log) {
    const a = new Subject();
    const b = new Subject();
    const both = Subscriber.create((v) => log("next", v), (e) => log("error", e), () => log("complete"));
    log(a.subscribe(both) === both, b.subscribe(both) === both);
    a.next(1);
    b.next(2);
    a.complete();
    b.next(3);
    log(a.observed, b.observed, both.closed);
}

export function subclassesOfSubscriber(log) {
    class Loud extends Subscriber {
        _next(value) {
            log("_next", value);
            super._next(value);
        }
        next(value) {
            log("next", value);
            super.next(value);
        }
        _complete() {
            log("_complete");
            super._complete();
        }
        unsubscribe() {
            log("unsubscribe", this.closed);
            super.unsubscribe();
        }
    }
    const loud = new Loud({ next: (v) => log("destination", v), error() {}, complete: () => log("destination complete") });
    log(of(1, 2).pipe(map((x) => x * 10)).subscribe(loud) === loud);
}

export function subscriberWithReplacedMethods(log) {
    const subject = new Subject();
    const subscription = subject.subscribe((v) => log("original", v));
    const { next } = subscription;
    subscription.next = function (value) {
        log("own next", value);
        next.call(this, value);
    };
    subscription.unsubscribe = function () {
        log("own unsubscribe");
        Object.getPrototypeOf(this).unsubscribe.call(this);
    };
    subject.next(1);
    subscription.unsubscribe();
    subject.next(2);
}

export function aSubjectAsObserver(log) {
    const subject = new Subject();
    subject.subscribe({ next: (v) => log("next", v), complete: () => log("complete") });
    log(of(1, 2).subscribe(subject) === subject, subject.isStopped);
}

export function behaviorAndReplayAsObservers(log) {
    const state = new BehaviorSubject(0);
    const replay = new ReplaySubject(2);
    of(1, 2, 3).pipe(tap(state)).subscribe(replay);
    log(state.isStopped, state.closed);
    replay.subscribe((v) => log(v));
}

/** What looks like a Subscriber is used as one: it has closed, add, remove, unsubscribe. */
export function objectsThatLookLikeSubscribers(log) {
    const seen = [];
    const like = {
        closed: false,
        next: (v) => seen.push(["next", v]),
        error: (e) => seen.push(["error", e]),
        complete: () => seen.push(["complete"]),
        add: (t) => seen.push(["add", typeof t]),
        remove: () => seen.push(["remove"]),
        unsubscribe: () => seen.push(["unsubscribe"]),
    };
    log(of(1).subscribe(like) === like, seen);
    const subject = new Subject();
    log(subject.pipe(map((x) => x + 1)).subscribe(like) === like);
    subject.next(1);
    subject.complete();
    log(seen, Reflect.ownKeys(like));
}

export function frozenThingsThatLookLikeSubscribers(log) {
    const like = Object.freeze({
        closed: false,
        next: (v) => log("next", v),
        error: (e) => log("error", e),
        complete: () => log("complete"),
        add() {},
        remove() {},
        unsubscribe() {},
    });
    of(1).pipe(map((x) => x)).subscribe(like);
    new Observable((subscriber) => (subscriber.next(subscriber === like), subscriber.complete())).subscribe(like);
}

export function frozenSubscribers(log) {
    const subscriber = Object.freeze(Subscriber.create((v) => log("next", v), null, () => log("complete")));
    const subject = new Subject();
    try {
        subject.subscribe(subscriber);
        subject.next(1);
        subject.complete();
        log("closed", subscriber.closed);
    } catch (error) {
        log("thrown", error);
    }
}

export function sealedObservables(log) {
    for (const seal of [Object.freeze, Object.seal, Object.preventExtensions]) {
        const source = seal(new Observable((s) => (s.next(1), s.complete())));
        const piped = seal(source.pipe(map((x) => x + 1)));
        source.subscribe((v) => log(v));
        piped.subscribe((v) => log(v));
        log(Reflect.ownKeys(source), Reflect.ownKeys(piped));
    }
}

export function proxiesOfObservables(log) {
    const plain = of(1, 2).pipe(map((x) => x * 2));
    const proxy = new Proxy(plain, { get: (target, key, self) => (log("get", String(key)), Reflect.get(target, key, self)) });
    proxy.pipe(take(1)).subscribe((v) => log(v));
}

export function argumentsBeyondTheThird(log) {
    class Watching extends Observable {
        subscribe(...given) {
            log("arguments", given.length);
            return super.subscribe(...given);
        }
    }
    new Watching((s) => s.complete()).subscribe(() => {}, undefined, () => log("complete"), "fourth");
    new Watching((s) => s.complete()).subscribe();
}

export function theSubscriberGivenToTheSubscribeFunction(log) {
    let inner;
    const outer = new Observable((subscriber) => {
        inner = subscriber;
        log(subscriber instanceof Subscriber, subscriber.closed, subscriber.constructor.name, Object.keys(subscriber));
    }).subscribe();
    log(inner === outer);
    outer.unsubscribe();
    log(inner.closed, inner.isStopped, Object.keys(inner));
}

/** What is asked of an object that only looks like a Subscriber; how often is not promised (README.md). */
export function readsOfThingsThatLookLikeSubscribers(log) {
    const like = { closed: false, destination: null, next: (v) => log("next", v), error() {}, complete() {}, add() {}, remove() {}, unsubscribe() {} };
    const asked = new Set();
    const proxy = new Proxy(like, {
        get: (target, key) => (asked.add(`get ${String(key)}`), target[key]),
        has: (target, key) => (asked.add(`has ${String(key)}`), key in target),
        getPrototypeOf: (target) => (asked.add("getPrototypeOf"), Reflect.getPrototypeOf(target)),
        set: (target, key) => (asked.add(`set ${String(key)}`), true),
        defineProperty: (target, key) => (asked.add(`define ${String(key)}`), true),
    });
    of(1).subscribe(proxy);
    of(1).pipe(map((x) => x + 1)).subscribe(proxy);
    log([...asked].sort());
}

export function functionsThatLookLikeSubscribers(log) {
    const like = Object.assign((v) => log("called", v), {
        closed: false, next: (v) => log("next", v), error() {}, complete: () => log("complete"), add() {}, remove() {}, unsubscribe() {},
    });
    log(of(1).subscribe(like) === like);
    const partial = Object.assign((v) => log("called", v), { next: (v) => log("next", v) });
    of(2).subscribe(partial);
}

export function proxiesThatSeeTheirPrototypeAskedFor(log) {
    const proxy = new Proxy(of(1), { getPrototypeOf: (target) => (log("prototype"), Reflect.getPrototypeOf(target)) });
    proxy.subscribe((v) => log(v));
    const throwing = new Proxy(of(2), {
        getPrototypeOf() {
            throw new Error("do not look");
        },
    });
    throwing.subscribe((v) => log(v));
    throwing.pipe(map((x) => x)).subscribe((v) => log(v));
}

export function subscribeOfWhatIsNoObservable(log) {
    for (const self of [undefined, null, 5, "text", {}, { source: null, operator: null, _trySubscribe: (s) => s.next("own") }]) {
        try {
            Observable.prototype.subscribe.call(self, (v) => log(v));
            log("no throw");
        } catch (error) {
            log(error.name);
        }
    }
    for (const self of [undefined, 5, {}]) {
        for (const key of ["next", "error", "complete", "unsubscribe"]) {
            try {
                Subscriber.prototype[key].call(self);
                log(key, "no throw");
            } catch (error) {
                log(key, error.name);
            }
        }
    }
}
