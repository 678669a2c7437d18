/** The functions that users give: how they are called, and what can be seen of them. */
import { Observable, Subject, defer, from, generate, iif, of } from "rxjs";
import {
    catchError, concatMap, distinct, distinctUntilChanged, every, exhaustMap, expand, filter, find, groupBy, map, max, mergeMap, reduce, scan, single,
    switchMap, tap, takeWhile, skipWhile, toArray, count, first, last, min, sequenceEqual, finalize, partition, retry, share, throttle, debounce, audit,
} from "rxjs/operators";

/** What a function sees when it is called. */
function watched(log, name, result) {
    return function (...given) {
        log(name, given.length, given.map((g) => (typeof g === "object" && g !== null ? g.constructor.name : g)), this === undefined ? "no this" : typeof this);
        return typeof result === "function" ? result(...given) : result;
    };
}

export function argumentsOfOperatorFunctions(log) {
    const source = of("a", "b");
    const operators = {
        map: map(watched(log, "map", 1)),
        filter: filter(watched(log, "filter", true)),
        scan: scan(watched(log, "scan", 1), 0),
        reduce: reduce(watched(log, "reduce", 1)),
        mergeMap: mergeMap(watched(log, "mergeMap", () => of(1))),
        switchMap: switchMap(watched(log, "switchMap", () => of(1))),
        concatMap: concatMap(watched(log, "concatMap", () => of(1))),
        exhaustMap: exhaustMap(watched(log, "exhaustMap", () => of(1))),
        tap: tap(watched(log, "tap")),
        every: every(watched(log, "every", true)),
        find: find(watched(log, "find", false)),
        first: first(watched(log, "first", true)),
        last: last(watched(log, "last", true)),
        single: single(watched(log, "single", (v) => v === "a")),
        count: count(watched(log, "count", true)),
        max: max(watched(log, "max", 1)),
        min: min(watched(log, "min", 1)),
        distinct: distinct(watched(log, "distinct", (v) => v)),
        distinctUntilChanged: distinctUntilChanged(watched(log, "compare", false), watched(log, "key", (v) => v)),
        takeWhile: takeWhile(watched(log, "takeWhile", true)),
        skipWhile: skipWhile(watched(log, "skipWhile", true)),
        groupBy: groupBy(watched(log, "groupBy", (v) => v)),
        expand: expand(watched(log, "expand", () => [])),
        sequenceEqual: sequenceEqual(of("a", "b"), watched(log, "equal", true)),
        throttle: throttle(watched(log, "throttle", () => of(1))),
        debounce: debounce(watched(log, "debounce", () => of(1))),
        audit: audit(watched(log, "audit", () => of(1))),
        finalize: finalize(watched(log, "finalize")),
        toArray: toArray(),
    };
    for (const [name, operator] of Object.entries(operators)) source.pipe(operator).subscribe({ error: (e) => log(name, e) });
}

export function thisArguments(log) {
    const context = { name: "context" };
    for (const operator of [map, filter, every, find, takeWhile, skipWhile, partition]) {
        const made = operator(function () {
            log(operator.name, this === context);
            return true;
        }, context);
        const result = of(1).pipe(made);
        for (const part of Array.isArray(result) ? result : [result]) part.subscribe();
    }
}

export function tapObservers(log) {
    const observer = {
        who: "tap",
        next(v) {
            log("next", this === observer, v);
        },
        complete() {
            log("complete", this === observer);
        },
        subscribe() {
            log("subscribe", this === observer);
        },
        unsubscribe() {
            log("unsubscribe", this === observer);
        },
        finalize() {
            log("finalize", this === observer);
        },
    };
    of(1).pipe(tap(observer)).subscribe();
    new Subject().pipe(tap(observer)).subscribe().unsubscribe();
    log(Object.keys(observer), Object.getOwnPropertyDescriptor(observer, "next").writable);
}

/** A function that tells by its length how it wants to be called, as loggers and middlewares do. */
export function namesAndLengthsOfUsersFunctions(log) {
    const seen = [];
    const taking = (f) => (seen.push([f.name, f.length, String(f)]), (source) => source);
    of(1).pipe(taking(function named(a, b, c) {}), taking((x) => x), taking(async (x) => x));
    log(seen);
    function project(value, index) {
        return value;
    }
    const before = [project.name, project.length, String(project), Reflect.ownKeys(project)];
    of(1).pipe(map(project)).subscribe();
    log(before, [project.name, project.length, String(project), Reflect.ownKeys(project)]);
}

export function namesAndLengthsOfRxjsFunctions(log) {
    for (const f of [map, filter, of, from, tap, share, Subject, Observable, defer]) log(f.name, f.length, typeof f, Reflect.ownKeys(f));
    log(map(() => 1).length, map(() => 1).name, Reflect.ownKeys(map(() => 1)));
}

export function functionsWithPropertiesAndBoundOnes(log) {
    const project = Object.assign(function (v) {
        return [v, project.calls++];
    }, { calls: 0 });
    of(1, 2).pipe(map(project)).subscribe((v) => log(v));
    log(project.calls);
    of(1).pipe(map(String), map(parseInt), map(Math.sqrt), filter(Boolean), map(Object)).subscribe((v) => log(v));
    of(1).pipe(map(function () { return this; }.bind({ bound: true }))).subscribe((v) => log(v));
    of("a").pipe(map(String.prototype.toUpperCase.call.bind(String.prototype.toUpperCase))).subscribe((v) => log(v));
}

export function callableProxiesAndClasses(log) {
    const proxy = new Proxy((v) => v + 1, { apply: (target, self, given) => (log("apply", given.length), target(...given)) });
    of(1).pipe(map(proxy)).subscribe((v) => log(v));
    class Inner extends Observable {}
    of(1).pipe(map((v) => new Inner())).subscribe((v) => log(v instanceof Inner));
    of(1).pipe(map(Inner)).subscribe({ error: (e) => log(e.name) });
}

export function oneOperatorInManyPipes(log) {
    const double = map((x) => x * 2);
    of(1).pipe(double, double, double).subscribe((v) => log(v));
    of(5).pipe(double).subscribe((v) => log(v));
    const scanning = scan((a, b) => a + b);
    const sums = of(1, 2).pipe(scanning);
    sums.subscribe((v) => log(v));
    sums.subscribe((v) => log(v));
}

export function configObjectsAreNotTouched(log) {
    const config = Object.freeze({ connector: () => new Subject(), resetOnComplete: true, resetOnError: true, resetOnRefCountZero: true });
    of(1).pipe(share(config)).subscribe((v) => log(v));
    const retryConfig = Object.freeze({ count: 1, delay: () => of(1) });
    let tries = 0;
    defer(() => { if (++tries < 2) throw new Error("once"); return of(tries); }).pipe(retry(retryConfig)).subscribe((v) => log(v));
    class Options {
        #condition = (x) => x < 2;
        initialState = 0;
        get condition() {
            return (x) => this.#condition(x);
        }
        iterate(x) {
            return x + 1;
        }
    }
    generate(new Options()).subscribe({ next: (v) => log(v), error: (e) => log(e.name) });
    const observer = Object.freeze({ next: (v) => log("tap", v) });
    of(1).pipe(tap(observer)).subscribe();
}

export function configWithGettersIsReadAsOften(log) {
    const config = {
        get connector() {
            log("get connector");
            return () => new Subject();
        },
        get resetOnComplete() {
            log("get resetOnComplete");
            return true;
        },
    };
    const operator = share(config);
    of(1).pipe(operator).subscribe();
}

export function returnedValuesPassUnchanged(log) {
    const value = { deep: { array: [1, { x: 1 }] } };
    of(value).pipe(map((v) => v), tap(), filter(() => true)).subscribe((v) => log(v === value));
    const odd = new Proxy({}, { get: (_, key) => (log("touched", String(key)), undefined), has: (_, key) => (log("asked", String(key)), false), ownKeys: () => (log("keys"), []), getPrototypeOf: () => (log("prototype"), null) });
    of(odd).pipe(map((v) => v)).subscribe((v) => log("same", v === odd));
}

/** Nothing may look at them while nobody has asked for values, and looking must not run what they are. */
export function valuesThatThrowWhenLookedAt(log) {
    const throwing = { get a() { log("getter ran"); throw new Error("a"); }, toJSON() { log("toJSON ran"); throw new Error("json"); }, toString() { log("toString ran"); throw new Error("string"); }, [Symbol.toPrimitive]() { log("toPrimitive ran"); throw new Error("primitive"); }, get [Symbol.toStringTag]() { log("tag ran"); throw new Error("tag"); }, [Symbol.iterator]() { log("iterator ran"); throw new Error("iterator"); }, get then() { log("then ran"); return undefined; }, get constructor() { log("constructor ran"); throw new Error("constructor"); }, [Symbol.for("nodejs.util.inspect.custom")]() { log("inspect ran"); throw new Error("inspect"); } };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const noPrototype = Object.create(null);
    const values = [throwing, proxy, noPrototype, Symbol("s"), 10n, document(), new (class extends Error { get message() { log("message ran"); throw new Error("m"); } get name() { log("name ran"); throw new Error("n"); } get stack() { log("stack ran"); throw new Error("s"); } })(), function () {}, class {}];
    from(values.map((v, i) => [v, i])).pipe(map(([v]) => v), tap()).subscribe({ next: (v) => log(values.includes(v)), error: (e) => log("error", e) });
    const subject = new Subject();
    subject.pipe(catchError((e) => of(e))).subscribe((v) => log("as error", v === throwing));
    subject.error(throwing);
}

function document() {
    const node = { nodeType: 1 };
    node.parentNode = node;
    node.childNodes = [node, node];
    return node;
}

export function hugeAndDeepValues(log) {
    let deep = {};
    for (let i = 0; i < 20000; i++) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
    of(deep, wide, "x".repeat(1e6), new Uint8Array(1e6), new Array(1e6), new Map([[wide, deep]])).pipe(map((v) => v)).subscribe({ next: (v) => log(typeof v), complete: () => log("complete") });
}

export function conditionsAreAskedAsOften(log) {
    iif(watched(log, "iif", true), of(1), of(2)).subscribe((v) => log(v));
    defer(watched(log, "defer", () => of(1))).subscribe((v) => log(v));
    new Observable(watched(log, "subscribe", undefined)).subscribe();
}
