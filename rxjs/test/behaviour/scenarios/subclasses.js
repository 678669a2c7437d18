/** Classes of the user's own: RxJS asks them back through subscribe, lift, _subscribe, _trySubscribe, pipe. */
import { BehaviorSubject, Observable, Subject, Subscriber, from, of } from "rxjs";
import { filter, map, mergeMap, take } from "rxjs/operators";

export function overriddenSubscribe(log) {
    class Loud extends Observable {
        subscribe(...observer) {
            log("subscribe", observer.length);
            const subscription = super.subscribe(...observer);
            log("subscribed", subscription.closed);
            return subscription;
        }
    }
    new Loud((s) => (s.next(1), s.complete())).subscribe((v) => log(v));
    of(1).pipe(mergeMap(() => new Loud((s) => (s.next("inner"), s.complete())))).subscribe((v) => log(v));
}

export function subscribeThatDoesNotCallSuper(log) {
    class Own extends Observable {
        subscribe(observer) {
            if (typeof observer === "function") observer("own");
            else observer.next("own");
            return { unsubscribe: () => log("own unsubscribe"), closed: false };
        }
    }
    log(new Own().subscribe({ next: (v) => log(v) }).closed);
    const subscription = new Own().pipe(map((x) => x + "!")).subscribe((v) => log(v));
    subscription.unsubscribe();
}

export function overriddenLift(log) {
    class Chain extends Observable {
        lift(operator) {
            const lifted = new Chain();
            lifted.source = this;
            lifted.operator = operator;
            return lifted;
        }
        double() {
            return this.pipe(map((x) => x * 2));
        }
    }
    const chain = new Chain((s) => (s.next(1), s.next(2), s.complete()));
    const piped = chain.double().pipe(filter((x) => x > 2));
    log(piped instanceof Chain, piped.constructor.name, piped.source.source === chain);
    piped.double().subscribe((v) => log(v));
}

export function overriddenPipe(log) {
    class Piped extends Observable {
        pipe(...operators) {
            log("pipe", operators.length);
            return super.pipe(...operators, map((x) => [x]));
        }
    }
    new Piped((s) => s.next(1)).pipe(map((x) => x + 1)).subscribe((v) => log(v));
}

export function overriddenUnderscoreSubscribe(log) {
    class Source extends Observable {
        _subscribe(subscriber) {
            log("_subscribe", subscriber instanceof Subscriber, this instanceof Source);
            subscriber.next("from _subscribe");
            return () => log("teardown");
        }
    }
    new Source().pipe(take(1)).subscribe((v) => log(v));
    new Source().subscribe().unsubscribe();
}

export function overriddenTrySubscribe(log) {
    class Source extends Observable {
        _trySubscribe(subscriber) {
            log("_trySubscribe");
            return super._trySubscribe(subscriber);
        }
    }
    new Source((s) => s.next(1)).subscribe((v) => log(v));
}

export function subclassesOfSubject(log) {
    class Logged extends Subject {
        next(value) {
            log("send", value);
            super.next(value);
            log("sent", value);
        }
        _subscribe(subscriber) {
            log("subscriber", this.observers.length);
            return super._subscribe(subscriber);
        }
    }
    const subject = new Logged();
    subject.subscribe((v) => log("got", v));
    subject.pipe(map((x) => x)).subscribe((v) => log("piped", v));
    subject.next(1);
    of(2).subscribe(subject);
}

export function subjectWithAReducer(log) {
    class Store extends BehaviorSubject {
        dispatch(change) {
            this.next({ ...this.value, ...change });
        }
    }
    const store = new Store({ a: 1 });
    store.pipe(map((s) => s.b)).subscribe((v) => log(v));
    store.dispatch({ b: 2 });
    log(store.getValue(), store.value);
}

export function classesWithoutClassSyntax(log) {
    function Old(subscribe) {
        Observable.call(this, subscribe);
    }
    try {
        Old.prototype = Object.create(Observable.prototype, { constructor: { value: Old } });
        const made = Reflect.construct(Observable, [(s) => (s.next(1), s.complete())], Old);
        log(made instanceof Old);
        made.subscribe((v) => log(v));
        new Old((s) => s.next("called")).subscribe((v) => log(v));
    } catch (error) {
        log("thrown", error.name);
    }
}

export function operatorObjects(log) {
    class Doubling {
        call(subscriber, source) {
            log("call", this instanceof Doubling, subscriber instanceof Subscriber, arguments.length);
            return source.subscribe(Subscriber.create((v) => subscriber.next(v * 2), undefined, () => subscriber.complete()));
        }
    }
    const lifted = of(1, 2).lift(new Doubling());
    lifted.subscribe({ next: (v) => log(v), complete: () => log("complete") });
}

export function operatorsWrittenByHand(log) {
    const everyOther = (source) =>
        new Observable((subscriber) => {
            let index = 0;
            return source.subscribe({
                next: (value) => index++ % 2 || subscriber.next(value),
                error: (error) => subscriber.error(error),
                complete: () => subscriber.complete(),
            });
        });
    of("a", "b", "c").pipe(everyOther, map((x) => x + x)).subscribe({ next: (v) => log(v), complete: () => log("complete") });
}

export function operatorsThatPassTheirSubscriberOn(log) {
    const same = (source) => new Observable((subscriber) => source.subscribe(subscriber));
    const subject = new Subject();
    const subscription = subject.pipe(same, same, map((x) => x + 1), same).subscribe((v) => log(v));
    subject.next(1);
    subscription.unsubscribe();
    log(subject.observed);
}

export function operatorsThatReturnTheirSource(log) {
    const source = of(1);
    const identity = (x) => x;
    log(source.pipe(identity) === source, source.pipe() === source);
    source.pipe(identity, identity).subscribe((v) => log(v));
    log(of(1).pipe((s) => 5), of(1).pipe(() => ({ pipe: "yes" })));
}

export function subscribedThroughThePrototype(log) {
    const source = of(1);
    Observable.prototype.subscribe.call(source, (v) => log("call", v));
    Reflect.apply(Observable.prototype.subscribe, source, [(v) => log("apply", v)]);
    const bound = source.subscribe.bind(source);
    bound((v) => log("bound", v));
    log(Observable.prototype.pipe.call(source, map((x) => x + 1)) instanceof Observable);
    try {
        const { subscribe } = source;
        subscribe(() => {});
    } catch (error) {
        log(error.name);
    }
}

export function setPrototypeAndAssign(log) {
    const source = Object.assign(Object.create(Observable.prototype), { _subscribe: (s) => (s.next("made by hand"), s.complete()) });
    source.subscribe((v) => log(v));
    const copy = Object.assign(Object.create(Object.getPrototypeOf(source)), source);
    copy.pipe(map((x) => x.length)).subscribe((v) => log(v));
}

export function aCopyOfASubject(log) {
    const subject = new Subject();
    const heir = Object.create(subject);
    heir.subscribe((v) => log("heir", v));
    subject.subscribe((v) => log("subject", v));
    subject.next(1);
    heir.next(2);
}

export function fromASubclass(log) {
    class Own extends Observable {}
    const own = new Own((s) => s.complete());
    log(from(own) === own, own.pipe(map((x) => x)) instanceof Own);
}

/** Looks like an Observable, is none: nothing of it may be constructed or called. */
export function classesThatLookLikeObservable(log) {
    class Stream {
        constructor() {
            log("constructed");
        }
        lift() {
            log("lift");
        }
        pipe(...operators) {
            log("pipe", operators.length);
            return this;
        }
        subscribe(observer) {
            log("subscribe", typeof observer);
            return { closed: false, unsubscribe: () => log("unsubscribe") };
        }
    }
    const stream = new Stream();
    stream.pipe(map((x) => x)).subscribe(() => {}).unsubscribe();
    stream.subscribe();
}
