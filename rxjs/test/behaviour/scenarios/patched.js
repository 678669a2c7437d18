/** Others patch RxJS too: spies, zones, tools like rxjs-spy. Each scenario puts back what it replaced. */
import { Observable, Subject, Subscriber, Subscription, of } from "rxjs";
import { map, take } from "rxjs/operators";

function spyOn(log, target, key) {
    const original = target[key];
    const own = Object.hasOwn(target, key);
    target[key] = function (...given) {
        log(`spy ${key}`, given.length);
        return original.apply(this, given);
    };
    return () => (own ? (target[key] = original) : delete target[key]);
}

export function spiesOnThePrototypes(log) {
    const restores = [
        spyOn(log, Observable.prototype, "subscribe"), spyOn(log, Observable.prototype, "pipe"), spyOn(log, Observable.prototype, "lift"),
        spyOn(log, Subject.prototype, "next"), spyOn(log, Subscriber.prototype, "next"), spyOn(log, Subscriber.prototype, "complete"), spyOn(log, Subscription.prototype, "unsubscribe"),
    ];
    const subject = new Subject();
    subject.pipe(map((x) => x + 1), take(1)).subscribe((v) => log(v));
    subject.next(1);
    restores.reverse().forEach((restore) => restore());
    of(1).pipe(map((x) => x)).subscribe((v) => log("restored", v));
}

export function spyOnOneObject(log) {
    const subject = new Subject();
    const restore = spyOn(log, subject, "next");
    const restoreSubscribe = spyOn(log, subject, "subscribe");
    subject.pipe(map((x) => x)).subscribe((v) => log(v));
    subject.next(1);
    restore();
    restoreSubscribe();
    subject.next(2);
    log(Reflect.ownKeys(subject).includes("next"), Reflect.ownKeys(subject).includes("subscribe"));
}

/** As zone.js does it: accessors on the instances' prototypes, and a wrapped subscribe function. */
export function zoneLikePatch(log) {
    const descriptor = Object.getOwnPropertyDescriptor(Observable.prototype, "_subscribe");
    const key = Symbol("zone");
    Object.defineProperty(Observable.prototype, "_subscribe", {
        configurable: true,
        get() {
            return this[key] ?? (this.constructor === Observable ? undefined : descriptor.value);
        },
        set(subscribe) {
            this[key] = function (...given) {
                log("in zone");
                return subscribe.apply(this, given);
            };
        },
    });
    new Observable((s) => (s.next(1), s.complete())).pipe(map((x) => x)).subscribe((v) => log(v));
    Object.defineProperty(Observable.prototype, "_subscribe", descriptor);
}

export function methodsBorrowedBeforeAPatch(log) {
    const { subscribe } = Observable.prototype;
    const { next } = Subscriber.prototype;
    const restore = spyOn(log, Observable.prototype, "subscribe");
    subscribe.call(of(1), (v) => log("borrowed", v));
    restore();
    log(Observable.prototype.subscribe === subscribe, Subscriber.prototype.next === next);
}

export function replacedSubscribeThatNeverCallsTheOriginal(log) {
    const { subscribe } = Observable.prototype;
    Observable.prototype.subscribe = () => (log("stub"), new Subscription());
    of(1).subscribe((v) => log("never", v));
    of(1).pipe(map((x) => x)).subscribe().unsubscribe();
    Observable.prototype.subscribe = subscribe;
    of(1).subscribe((v) => log(v));
}

export function addedPrototypeMethods(log) {
    Observable.prototype.log = function (name) {
        return this.pipe(map((v) => `${name}: ${v}`));
    };
    of(1).log("mine").subscribe((v) => log(v));
    delete Observable.prototype.log;
}

/** Clocks that throw or lie: whoever needs the time has to have taken the clock before. */
export function brokenClocks(log) {
    const { now } = Date;
    const real = performance.now;
    Date.now = () => log("broken clock used");
    performance.now = () => {
        throw new Error("broken clock used");
    };
    try {
        const subject = new Subject();
        subject.pipe(map((x) => x)).subscribe((v) => log(v));
        for (let i = 0; i < 3; i++) subject.next(i);
        subject.complete();
    } finally {
        Date.now = now;
        performance.now = real;
    }
}

/** A fake clock as test libraries install it: only the app's timers are on it, and none but the app's are counted. */
export function fakeTimers(log) {
    const real = { setTimeout, setInterval, clearTimeout, clearInterval, setImmediate, queueMicrotask, now: Date.now };
    const made = [];
    globalThis.setTimeout = (f, ms) => (made.push(["timeout", ms]), f(), 1);
    globalThis.setInterval = (f, ms) => (made.push(["interval", ms]), 2);
    globalThis.clearInterval = globalThis.clearTimeout = () => made.push(["clear"]);
    globalThis.setImmediate = () => made.push(["immediate"]);
    globalThis.queueMicrotask = () => made.push(["microtask"]);
    Date.now = () => 42;
    const subject = new Subject();
    for (let i = 0; i < 100; i++) subject.subscribe((v) => v).add(() => {});
    for (let i = 0; i < 1000; i++) subject.next(i);
    subject.complete();
    const { now, ...globals } = real;
    Object.assign(globalThis, globals);
    Date.now = now;
    log(made);
}
