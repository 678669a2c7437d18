/** Everything that makes an observable. */
import {
    EMPTY, Observable, bindCallback, bindNodeCallback, combineLatest, concat, defer, forkJoin, from, fromEvent, fromEventPattern, generate,
    identity, iif, isObservable, merge, observable, of, partition, race, range, scheduled, asyncScheduler, using, zip, pipe, Subject,
} from "rxjs";
import { map, mergeAll, toArray, take, combineLatestWith, mergeMap } from "rxjs/operators";

const all = (log, name) => ({ next: (v) => log(name, v), error: (e) => log(name, "error", e), complete: () => log(name, "complete") });

export function observableCreate(log) {
    Observable.create((s) => (s.next(1), s.complete(), () => log("teardown"))).subscribe(all(log, "create"));
    Observable.create().subscribe(all(log, "empty")).unsubscribe();
}

export function theThisOfASubscribeFunction(log) {
    const made = new Observable(function (subscriber) {
        log(this === made, arguments.length, subscriber.constructor.name);
    });
    made.subscribe();
    made.pipe(map((x) => x)).subscribe();
}

export function valuesThatAreFunctionsAndObservables(log) {
    const f = (a, b) => a + b;
    const inner = of("inner");
    of(f, inner, null, undefined, NaN, -0).subscribe((v) => log(v === f, v === inner, Object.is(v, -0)));
    from([f, inner]).subscribe((v) => log(typeof v, v === f || v === inner));
    of({ next() {}, subscribe: 1, pipe: 2 }).subscribe((v) => log(Object.keys(v)));
}

/** As other libraries do it: no instance of RxJS's Observable, only the interop method. */
export function interopObservables(log) {
    const foreign = {
        [observable]() {
            return {
                subscribe(observer) {
                    log("foreign subscribe", typeof observer.next, observer.constructor.name);
                    observer.next("foreign");
                    observer.complete();
                    return { unsubscribe: () => log("foreign unsubscribe") };
                },
            };
        },
    };
    from(foreign).subscribe(all(log, "from"));
    of(1).pipe(mergeMap(() => foreign)).subscribe(all(log, "mergeMap"));
    log(isObservable(foreign), of(1)[observable]() instanceof Observable);
}

export function interopWithTheirObserver(log) {
    const zenLike = {
        "@@observable": () => zenLike,
        subscribe(observer) {
            const { next } = observer;
            try {
                next("without this");
            } catch (error) {
                log("thrown", error.name);
            }
            observer.next("with this");
            return { unsubscribe() {} };
        },
    };
    zenLike[observable] = zenLike["@@observable"];
    from(zenLike).pipe(take(1)).subscribe(all(log, "zen"));
}

export function thingsThatOnlyLookLikeObservables(log) {
    log(isObservable({ lift() {}, subscribe() {} }), isObservable({}), isObservable(of(1)));
    const duck = { lift() {}, subscribe: (observer) => observer.next?.("duck") };
    try {
        from(duck).subscribe(all(log, "duck"));
    } catch (error) {
        log("thrown", error);
    }
}

export async function promisesAndAsyncIterables(log) {
    async function* values() {
        try {
            yield 1;
            yield 2;
            yield 3;
        } finally {
            log("iterator returned");
        }
    }
    await new Promise((resolve) => from(values()).pipe(toArray()).subscribe({ next: (v) => log(v), complete: resolve }));
    await new Promise((resolve) => from(values()).pipe(take(1)).subscribe({ next: (v) => log(v), complete: resolve }));
    const thenable = { then: (resolve) => resolve("thenable") };
    await new Promise((resolve) => from(thenable).subscribe({ next: (v) => log(v), complete: resolve }));
    await new Promise((resolve) => defer(async () => "async").subscribe({ next: (v) => log(v), complete: resolve }));
}

export function iterables(log) {
    from(new Set([1, 2])).subscribe(all(log, "set"));
    from(new Map([["a", 1]])).subscribe(all(log, "map"));
    from("text").pipe(toArray()).subscribe(all(log, "string"));
    from({ length: 2, 0: "a", 1: "b" }).subscribe(all(log, "array-like"));
    const iterator = { next: () => (log("step"), { value: 1, done: false }), return: () => (log("return"), {}) };
    from({ [Symbol.iterator]: () => iterator }).pipe(take(2)).subscribe(all(log, "iterator"));
}

export async function readableStreams(log) {
    const stream = new ReadableStream({
        start(controller) {
            controller.enqueue("a");
            controller.enqueue("b");
            controller.close();
        },
    });
    await new Promise((resolve) => from(stream).subscribe({ next: (v) => log(v), complete: resolve }));
    log(stream.locked);
}

export function combining(log) {
    combineLatest([of(1, 2), of("a")]).subscribe(all(log, "array"));
    combineLatest({ a: of(1), b: of(2) }).subscribe(all(log, "object"));
    combineLatest([of(1), of(2)], (a, b) => a + b).subscribe(all(log, "selector"));
    forkJoin({ x: of(1, 2), y: of(3) }).subscribe(all(log, "forkJoin"));
    forkJoin([]).subscribe(all(log, "nothing"));
    zip(of(1, 2), of("a", "b", "c")).subscribe(all(log, "zip"));
    merge(of(1), of(2), 1).subscribe(all(log, "merge"));
    concat(of(1), [2, 3]).subscribe(all(log, "concat"));
    race(new Subject(), of("first")).subscribe(all(log, "race"));
    of(1).pipe(combineLatestWith(of(2))).subscribe(all(log, "with"));
}

export function generating(log) {
    generate({ initialState: 0, condition: (x) => x < 3, iterate: (x) => x + 1, resultSelector: (x) => x * 10 }).subscribe(all(log, "generate"));
    generate(0, (x) => x < 2, (x) => x + 1).subscribe(all(log, "positions"));
    range(3).pipe(toArray()).subscribe(all(log, "range"));
    iif(() => (log("condition"), true), of("yes"), of("no")).subscribe(all(log, "iif"));
    defer(() => (log("factory"), of("deferred"))).subscribe(all(log, "defer"));
    defer(() => undefined).subscribe(all(log, "defer nothing"));
    using(() => ({ unsubscribe: () => log("resource gone") }), (resource) => of(typeof resource.unsubscribe)).subscribe(all(log, "using"));
}

export function partitions(log) {
    const context = { limit: 1 };
    const [small, big] = partition(of(0, 1, 2), function (v) {
        return v <= (this?.limit ?? 1);
    }, context);
    small.subscribe(all(log, "small"));
    big.subscribe(all(log, "big"));
}

export function events(log) {
    const target = new EventTarget();
    const added = [];
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = function (...given) {
        added.push(["add", given.length, typeof given[1], given[2]]);
        return addEventListener.apply(this, given);
    };
    target.removeEventListener = function (...given) {
        added.push(["remove", given.length]);
        return removeEventListener.apply(this, given);
    };
    const subscription = fromEvent(target, "ping", { passive: true }).subscribe((event) => log(event.type, event instanceof Event));
    target.dispatchEvent(new Event("ping"));
    subscription.unsubscribe();
    target.dispatchEvent(new Event("ping"));
    log(added);
    fromEvent(target, "ping", (event) => event.type.length).pipe(take(1)).subscribe(all(log, "selector"));
    target.dispatchEvent(new Event("ping"));
    let handler;
    fromEventPattern((h) => ((handler = h), "token"), (h, token) => log("removed", h === handler, token), (a, b) => a + b)
        .pipe(take(1))
        .subscribe(all(log, "pattern"));
    handler(1, 2);
}

export function callbacks(log) {
    const plain = bindCallback(function (a, callback) {
        log(this?.me, a);
        callback(a + 1, "second");
    });
    plain.call({ me: "context" }, 1).subscribe(all(log, "plain"));
    const node = bindNodeCallback((fail, callback) => (fail ? callback(new Error("node")) : callback(null, "fine")));
    node(true).subscribe(all(log, "node"));
    node(false).subscribe(all(log, "node"));
    log(plain.length, typeof plain);
}

export async function scheduledSources(log) {
    await new Promise((resolve) =>
        scheduled([of(1), of(2)], asyncScheduler).pipe(mergeAll()).subscribe({ next: (v) => log(v), complete: resolve }),
    );
    log("after");
}

export function constantsAndUtilities(log) {
    EMPTY.subscribe(all(log, "EMPTY"));
    log(EMPTY === EMPTY.pipe(), identity(5), pipe()(5), pipe((x) => x + 1, (x) => x * 2)(1));
    const composed = pipe(map((x) => x + 1), map((x) => x * 2));
    of(1).pipe(composed).subscribe(all(log, "composed"));
    log(composed.length, typeof composed);
}
