/** What an app can see of RxJS's objects and classes: nothing is added, nothing looks different. */
import * as rxjs from "rxjs";
import { BehaviorSubject, Observable, ReplaySubject, Subject, Subscriber, Subscription, of } from "rxjs";
import * as operators from "rxjs/operators";
import { filter, map } from "rxjs/operators";
import assert from "node:assert/strict";
import { inspect } from "node:util";

const samples = () => {
    const subject = new Subject();
    const subscription = subject.pipe(map((x) => x)).subscribe();
    const ended = of(1).subscribe();
    subject.next(1);
    return {
        observable: new Observable(), piped: of(1).pipe(map((x) => x), filter(() => true)), subject, state: new BehaviorSubject(1), replay: new ReplaySubject(2),
        subscription, ended, plain: new Subscription(), subscriber: new Subscriber(), hidden: subject.asObservable(), lifted: subject.pipe(map((x) => x)),
    };
};

export function ownKeys(log) {
    for (const [name, object] of Object.entries(samples())) log(name, Reflect.ownKeys(object), Object.keys(object));
}

export function enumeratedKeys(log) {
    for (const [name, object] of Object.entries(samples())) {
        const keys = [];
        for (const key in object) keys.push(key);
        log(name, keys);
    }
}

export function descriptorsOfObjects(log) {
    for (const [name, object] of Object.entries(samples())) {
        const all = Object.getOwnPropertyDescriptors(object);
        log(name, Object.entries(all).map(([key, d]) => [key, d.writable, d.enumerable, d.configurable].join(" ")));
    }
}

export function serialised(log) {
    for (const [name, object] of Object.entries(samples())) {
        try {
            log(name, JSON.stringify(object));
        } catch (error) {
            log(name, error.name);
        }
        try {
            log(name, structuredClone(object));
        } catch (error) {
            log(name, error.name);
        }
        log(name, { ...object });
    }
}

export function inspected(log) {
    for (const [name, object] of Object.entries(samples())) {
        log(name, inspect(object, { depth: 1, breakLength: Infinity }));
        log(name, inspect(object, { depth: 0, showHidden: true, breakLength: Infinity }));
        log(name, String(object), Object.prototype.toString.call(object));
    }
}

export function deepEqual(log) {
    const check = (name, a, b) => {
        try {
            assert.deepEqual(a, b);
            log(name, "equal");
        } catch {
            log(name, "not equal");
        }
    };
    check("subjects", new Subject(), new Subject());
    const used = new Subject();
    used.subscribe().unsubscribe();
    used.next(1);
    check("used subject", used.observers, new Subject().observers);
    check("subscriptions", new Subscription(), new Subscription());
    check("ended", of(1).subscribe(), of(2).subscribe());
    const subscribe = () => {};
    check("observables", new Observable(subscribe), new Observable(subscribe));
    check("state", new BehaviorSubject({ a: 1 }), new BehaviorSubject({ a: 1 }));
}

const classes = { Observable, Subject, BehaviorSubject, ReplaySubject, Subscriber, Subscription };

export function descriptorsOfClasses(log) {
    for (const [name, theClass] of Object.entries(classes)) {
        for (const target of [theClass, theClass.prototype]) {
            for (const key of Reflect.ownKeys(target)) {
                const { value, get, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(target, key);
                const shown = typeof value === "function" ? `${value.name}/${value.length}` : get ? "getter" : typeof value;
                log(name, target === theClass ? "static" : "", key, shown, writable, enumerable, configurable);
            }
        }
        log(name, Object.isFrozen(theClass.prototype), Object.isExtensible(theClass.prototype), Reflect.ownKeys(theClass.prototype.subscribe ?? {}));
    }
}

export function prototypeMethodsAreNotConstructors(log) {
    for (const [name, theClass] of Object.entries(classes)) {
        for (const key of ["subscribe", "next", "unsubscribe", "pipe", "lift"]) {
            const method = theClass.prototype[key];
            if (method) log(name, key, typeof method, Object.hasOwn(method, "prototype"), Reflect.ownKeys(method));
        }
    }
}

export function exportsOfThePackage(log) {
    log(Object.keys(rxjs).sort());
    log(Object.keys(operators).sort());
}

export function constructorsAndIdentity(log) {
    log(new Subject().constructor === Subject, of(1).constructor === Observable, of(1).pipe(map(String)).constructor === Observable);
    log(new Subject().subscribe().constructor.name, new Subject().subscribe() instanceof Subscriber);
    log(Object.getPrototypeOf(Subject) === Observable, Object.getPrototypeOf(Subject.prototype) === Observable.prototype);
    log(Subject.prototype.subscribe === Observable.prototype.subscribe, Object.hasOwn(Subject.prototype, "subscribe"));
    log(BehaviorSubject.prototype.next === Subject.prototype.next, Subject.prototype.pipe === Observable.prototype.pipe);
}

export function chainsByHand(log) {
    const source = of(1);
    const piped = source.pipe(map((x) => x), filter(() => true));
    log(piped.source.source === source, typeof piped.operator, piped.operator.constructor.name, Object.keys(piped.operator), source.source);
    log(source.lift({ call: () => {} }).source === source);
}

/** Nothing but what is behind Symbol.for may be new in the global object. */
export function globals(log) {
    log(Object.getOwnPropertyNames(globalThis).sort());
    log(Object.getOwnPropertySymbols(globalThis).filter((symbol) => !Symbol.keyFor(symbol)?.startsWith("rxscope")).map(String).sort());
    log(Object.keys(globalThis));
}

export function builtinsAreUntouched(log) {
    const native = (f) => /\[native code\]/.test(Function.prototype.toString.call(f));
    log([setTimeout, setInterval, queueMicrotask, setImmediate].map((f) => f.name));
    log([Promise.prototype.then, Array.prototype.push, Function.prototype.call, Function.prototype.toString, Object.defineProperty, Date.now].map(native));
    log(Error.stackTraceLimit, Error.prepareStackTrace, process.listenerCount("beforeExit"), process.listenerCount("SIGINT"));
}
