/** A subscription is paused, stepped and resumed, and nobody but its observer notices. */
import assert from "node:assert/strict";
import test from "node:test";
import v8 from "node:v8";
import vm from "node:vm";
import {
    BehaviorSubject, Observable, Subject, Subscriber, config, defer, map, range, share, take, takeUntil, tap,
} from "rxjs";
import { Bench, observer } from "./support.js";

/** @template T @param {Observable<T>} source */
function paused(source) {
    const bench = new Bench(), seen = observer();
    const subscription = source.subscribe(seen), id = bench.id(subscription);
    assert.equal(bench.do("PAUSE", id), "OK: paused");
    bench.told = [];
    return { bench, id, subscription, got: seen.got };
}

test("what is sent to a paused subscription waits, and comes in order when it is resumed", () => {
    const source = new Subject(), { bench, id, got } = paused(source);
    source.next(1);
    source.next(2);
    assert.deepEqual(got, []);
    assert.equal(bench.do("RESUME", id), "OK: resumed: 2 values had waited");
    assert.deepEqual(got, [1, 2]);
    source.next(3);
    assert.deepEqual(got, [1, 2, 3]);
});

test("others of the same source get theirs at once", () => {
    const source = new Subject(), other = observer(), { got } = paused(source);
    source.subscribe(other);
    source.next(1);
    assert.deepEqual([got, other.got], [[], [1]]);
});

test("complete waits behind the values before it, and so does an error", () => {
    const completes = new Subject(), a = paused(completes);
    completes.next(1);
    completes.complete();
    assert.equal(a.subscription.closed, false);
    a.bench.do("RESUME", a.id);
    assert.deepEqual(a.got, [1, "complete"]);
    assert.equal(a.subscription.closed, true);

    const fails = new Subject(), b = paused(fails);
    fails.next(1);
    fails.error(new Error("x"));
    b.bench.do("RESUME", b.id);
    assert.deepEqual(b.got, [1, "error x"]);
});

test("a step lets one through and the rest waits", () => {
    const source = new Subject(), { bench, id, got } = paused(source);
    [1, 2, 3].forEach(v => source.next(v));
    assert.equal(bench.do("STEP", id), "OK: stepped: 2 values left");
    assert.deepEqual(got, [1]);
    source.next(4);
    assert.equal(bench.do("STEP", id), "OK: stepped: 2 values left");
    assert.deepEqual(got, [1, 2]);
    bench.do("RESUME", id);
    assert.deepEqual(got, [1, 2, 3, 4]);
});

test("a step onto the complete ends the subscription and the pause", () => {
    const source = new Subject(), { bench, id, got } = paused(source);
    source.complete();
    assert.equal(bench.do("STEP", id), "OK: stepped: it has ended");
    assert.deepEqual(got, ["complete"]);
    assert.equal(bench.told[0], "-paused 1");
});

test("a step with nothing waiting says so", () => {
    const { bench, id } = paused(new Subject());
    assert.match(bench.do("STEP", id), /^EMPTY: nothing waits for subscription#1/);
});

test("values that a handler causes while it is resumed come behind what waited", () => {
    const source = new Subject(), bench = new Bench();
    /** @type {number[]} */
    const got = [];
    const id = bench.id(source.subscribe(v => {
        got.push(v);
        if (v < 10) {
            source.next(v + 10);
        }
    }));
    bench.do("PAUSE", id);
    source.next(1);
    source.next(2);
    bench.do("RESUME", id);
    assert.deepEqual(got, [1, 2, 11, 12]);
});

test("unsubscribing while it is paused drops what waits", () => {
    const source = new Subject(), { bench, id, subscription, got } = paused(source);
    source.next(1);
    subscription.unsubscribe();
    assert.deepEqual(got, []);
    assert.equal(source.observed, false);
    assert.deepEqual(bench.told, ["-paused 1", "log 0 1: unsubscribed while it was paused: 1 value dropped"]);
    assert.match(bench.do("RESUME", id), /^STATE: subscription#1 is not paused/);
});

test("takeUntil upstream goes on deciding", () => {
    const source = new Subject(), stop = new Subject();
    const { bench, id, got } = paused(source.pipe(takeUntil(stop), map(v => v)));
    source.next(1);
    stop.next(0);
    assert.equal(source.observed, false);
    bench.do("RESUME", id);
    assert.deepEqual(got, [1, "complete"]);
});

test("what comes behind a complete that waits is dropped, as ever", () => {
    // takeUntil hands its own subscriber on, so that it is the paused one that is completed.
    const source = new Subject(), stop = new Subject(), { bench, id, got } = paused(source.pipe(takeUntil(stop)));
    source.next(1);
    stop.next(0);
    source.next(2);
    bench.do("RESUME", id);
    assert.deepEqual(got, [1, "complete"]);
    assert.equal(source.observed, false);
});

test("a subscription in the middle of a pipe is paused alone", () => {
    const source = new Subject(), seen = observer(), bench = new Bench();
    /** @type {any} */
    let inner;
    /** @type {unknown[]} */
    const before = [];
    const middle = new Observable(subscriber => {
        inner = subscriber;
        return source.pipe(tap(v => before.push(v))).subscribe(subscriber);
    });
    middle.pipe(map((/** @type {any} */ v) => v * 2)).subscribe(seen);
    assert.ok(inner instanceof Subscriber);
    const id = bench.id(inner);
    bench.do("PAUSE", id);
    source.next(1);
    assert.deepEqual([before, seen.got], [[1], []]);
    bench.do("RESUME", id);
    assert.deepEqual(seen.got, [2]);
});

test("no trace is left on the subscriber", () => {
    const source = new Subject(), seen = observer(), bench = new Bench(), subscription = source.subscribe(seen);
    const before = Object.getOwnPropertyDescriptors(subscription), id = bench.id(subscription);
    bench.do("PAUSE", id);
    assert.deepEqual(Object.keys(subscription), Object.keys(before), "nothing to be enumerated meanwhile");
    source.next(1);
    bench.do("RESUME", id);
    assert.deepEqual(Object.getOwnPropertyDescriptors(subscription), before);
});

test("methods that the app put on its subscriber are used, and stay", () => {
    const source = new Subject(), seen = observer(), bench = new Bench();
    const subscriber = /** @type {any} */ (new Subscriber(/** @type {any} */ (seen)));
    const own = subscriber.next = (/** @type {number} */ v) => Subscriber.prototype.next.call(subscriber, v + 100);
    const id = bench.id(source.subscribe(subscriber));
    bench.do("PAUSE", bench.id(subscriber));
    assert.equal(id.idLo, 1);
    source.next(1);
    bench.do("RESUME", { idLo: 2, idHi: id.idHi });
    assert.deepEqual(seen.got, [101]);
    assert.equal(subscriber.next, own);
    assert.equal(Object.getOwnPropertyDescriptor(subscriber, "next")?.enumerable, true);
});

test("what the app puts on the subscriber during the pause stays", () => {
    const source = new Subject(), { bench, id, subscription } = paused(source);
    const put = () => {};
    /** @type {any} */ (subscription).next = put;
    bench.do("RESUME", id);
    assert.equal(/** @type {any} */ (subscription).next, put);
});

test("a frozen subscriber is refused, with the reason", () => {
    const bench = new Bench(), id = bench.id(Object.freeze(new Subject().subscribe()));
    assert.equal(bench.do("PAUSE", id), "STATE: subscription#1 cannot be paused: its subscriber is frozen");
    assert.deepEqual(bench.told, []);
});

test("the pause is seen: a tag, a line of the log, and the same again when it ends", () => {
    const source = new Subject(), bench = new Bench(), id = bench.id(source.subscribe());
    bench.do("PAUSE", id);
    source.next(1);
    bench.do("RESUME", id);
    assert.deepEqual(bench.told, ["+paused 1", "log 0 1: paused", "-paused 1", "log 0 1: resumed: 1 value had waited"]);
});

test("who pauses twice is told how many wait", () => {
    const source = new Subject(), { bench, id } = paused(source);
    source.next(1);
    assert.equal(bench.do("PAUSE", id), "OK: paused already, 1 value waiting");
    assert.deepEqual(bench.told, []);
});

test("resume and step of what is not paused say so", () => {
    const bench = new Bench(), id = bench.id(new Subject().subscribe());
    assert.equal(bench.do("RESUME", id), "STATE: subscription#1 is not paused");
    assert.equal(bench.do("STEP", id), "STATE: subscription#1 is not paused: pause it first");
});

test("with 10,000 waiting it goes on by itself, and nothing is lost", () => {
    const source = new Subject(), { bench, got } = paused(source);
    for (let i = 0; i < 10_000; i++) {
        source.next(i);
    }
    assert.equal(got.length, 0);
    source.next(10_000);
    assert.deepEqual(got, Array.from({ length: 10_001 }, (_, i) => i));
    assert.deepEqual(bench.told, ["-paused 1", "log 1 1: resumed by itself: more than 10000 values were waiting"]);
});

test("a source that sends until somebody unsubscribes does not hang the program", () => {
    const go = new Subject(), bench = new Bench(), seen = observer();
    /** @type {any} */
    let inner;
    const endless = new Observable(s => (inner = s, go.subscribe(() => range(0, Infinity).subscribe(s))));
    endless.pipe(take(3)).subscribe(seen);
    bench.do("PAUSE", bench.id(inner));
    go.next(0);
    assert.deepEqual(seen.got, [0, 1, 2, "complete"]);
});

test("a long pause that is stepped through keeps only what waits", () => {
    const source = new Subject(), { bench, id, got } = paused(source);
    source.next(0);
    for (let i = 1; i < 30_000; i++) {
        source.next(i);
        bench.do("STEP", id);
    }
    assert.equal(bench.do("RESUME", id), "OK: resumed: 1 value had waited");
    assert.deepEqual(got, Array.from({ length: 30_000 }, (_, i) => i));
});

test("when the last inspector has gone, what is paused goes on", () => {
    const source = new Subject(), { bench, got } = paused(source);
    source.next(1);
    bench.actions.detached();
    assert.deepEqual(got, [1]);
});

test("what a command paused stays paused when the last inspector has gone", () => {
    const source = new Subject(), bench = new Bench(), seen = observer(), id = bench.id(source.subscribe(seen));
    bench.do("PAUSE", id, { version: 1 });
    source.next(1);
    bench.actions.detached();
    assert.deepEqual(seen.got, []);
    bench.do("RESUME", id);
    assert.deepEqual(seen.got, [1]);
});

test("a shared source that is paused for one goes on for the others", () => {
    const source = new BehaviorSubject(0), shared = source.pipe(share());
    const a = observer(), b = observer(), bench = new Bench();
    const first = shared.subscribe(a);
    shared.subscribe(b);
    bench.do("PAUSE", bench.id(first));
    source.next(1);
    assert.deepEqual([a.got, b.got], [[0], [1]]);
    first.unsubscribe();
    source.next(2);
    assert.deepEqual(b.got, [1, 2]);
});

test("what handlers throw is reported as RxJS reports it, and the rest is delivered", async t => {
    const source = new Subject(), bench = new Bench();
    t.after(() => config.onUnhandledError = null);
    /** @type {string[]} */
    const reported = [];
    const both = new Promise(resolve => config.onUnhandledError = e => reported.push(e.message) === 2 && resolve(0));
    /** @type {unknown[]} */
    const got = [];
    const id = bench.id(source.subscribe(v => {
        got.push(v);
        throw new Error(`handler ${v}`);
    }));
    bench.do("PAUSE", id);
    source.next(1);
    source.next(2);
    assert.match(bench.do("RESUME", id), /^OK/);
    assert.deepEqual(got, [1, 2]);
    await both;
    assert.deepEqual(reported, ["handler 1", "handler 2"]);
});

test("what is thrown through a subscriber all the same stands in the log", () => {
    const source = new Subject(), bench = new Bench();
    const subscriber = new Subscriber(/** @type {any} */ ({
        next() {
            throw new Error("through");
        },
    }));
    source.subscribe(subscriber);
    const id = bench.id(subscriber);
    bench.do("PAUSE", id);
    source.next(1);
    bench.told = [];
    assert.match(bench.do("RESUME", id), /^OK/);
    assert.match(bench.told[0], /^log 2 1: threw at what had waited: Error: through/);
});

test("a paused subscription that nothing else holds is collected", async () => {
    v8.setFlagsFromString("--expose-gc");
    const gc = vm.runInNewContext("gc");
    const bench = new Bench();
    const ref = (() => {
        const source = new Subject(), subscription = source.subscribe();
        const id = bench.id(subscription);
        bench.do("PAUSE", id);
        source.next({});
        bench.targets.clear();
        return new WeakRef(subscription);
    })();
    for (let i = 0; i < 50 && ref.deref(); i++) {
        await new Promise(resolve => setTimeout(resolve, 1));
        gc();
    }
    assert.equal(ref.deref(), undefined);
});

test("deferred sources that pass their subscriber on are paused as one", () => {
    const source = new Subject(), { bench, id, got } = paused(defer(() => source));
    source.next(1);
    bench.do("RESUME", id);
    assert.deepEqual(got, [1]);
});

test("a method that was taken from the subscriber before the pause goes past it", () => {
    /** @type {any} */
    let next, inner;
    const seen = observer(), bench = new Bench();
    new Observable(subscriber => {
        inner = subscriber;
        next = subscriber.next.bind(subscriber);
    }).subscribe(seen);
    const id = bench.id(inner);
    bench.do("PAUSE", id);
    next(1);
    inner.next(2);
    assert.deepEqual(seen.got, [1]);
    bench.do("RESUME", id);
    assert.deepEqual(seen.got, [1, 2]);
});
