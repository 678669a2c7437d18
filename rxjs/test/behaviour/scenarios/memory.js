/**
 * Nothing is kept alive: what an app drops is collected, whether it unsubscribed or not. Each scenario makes things in
 * a function of its own, so that no variable of this module holds them, and says which are left.
 */
import { BehaviorSubject, Observable, Subject, defer, fromEvent, interval, of, throwError } from "rxjs";
import { catchError, filter, finalize, groupBy, map, mergeMap, scan, share, shareReplay, switchMap, take, takeUntil, tap, windowCount } from "rxjs/operators";
import { Weak } from "../support/collecting.js";

async function gone(log, make) {
    const weak = new Weak();
    await make((name, object) => weak.keep(name, object));
    log("left:", await weak.left());
}

export const subjectsAndSubscriptionsThatWereDropped = (log) =>
    gone(log, (keep) => {
        const subject = keep("subject", new Subject());
        const observer = keep("observer", { next() {} });
        keep("subscription", subject.subscribe(observer));
        keep("piped subscription", subject.pipe(map((x) => x)).subscribe());
        subject.next(1);
    });

export const observablesNeverSubscribed = (log) =>
    gone(log, (keep) => {
        const source = keep("source", new Observable(keep("function", () => {})));
        keep("piped", source.pipe(keep("operator", map(keep("project", (x) => x)))));
        keep("created", of(keep("value", {})));
    });

export const chainsThatEnded = (log) =>
    gone(log, (keep) => {
        const value = keep("value", { some: "value" });
        const piped = keep("piped", of(value).pipe(map(keep("project", (x) => x)), filter(keep("predicate", () => true)), scan((a) => a, {})));
        keep("subscription", piped.subscribe(keep("observer", { next() {}, complete() {} })));
    });

export const subscriptionsThatWereUnsubscribed = (log) =>
    gone(log, (keep) => {
        const subject = keep("subject", new Subject());
        const subscription = keep("subscription", subject.pipe(map(keep("project", (x) => x)), finalize(keep("teardown", () => {}))).subscribe());
        subject.next(keep("value", {}));
        subscription.unsubscribe();
    });

/** The source lives on; what was subscribed to it and unsubscribed does not. */
const kept = new Subject();
export const whatWasSubscribedToALivingSource = (log) =>
    gone(log, (keep) => {
        const subscription = keep("subscription", kept.pipe(map(keep("project", (x) => x))).subscribe(keep("observer", () => {})));
        kept.next(keep("value", {}));
        subscription.unsubscribe();
    });

export const valuesWhileTheSubscriptionLives = (log) =>
    gone(log, (keep) => {
        kept.pipe(map((x) => x), tap(() => {}), filter((x) => x), take(1000)).subscribe(() => {});
        for (let i = 0; i < 10; i++) kept.next(keep(`value ${i}`, { i, buffer: new ArrayBuffer(1024) }));
        kept.next(null);
    });

export const errors = (log) =>
    gone(log, (keep) => {
        throwError(keep("factory", () => keep("error", new Error("gone")))).pipe(catchError(() => of(1))).subscribe();
        const failed = new Subject();
        failed.subscribe({ error() {} });
        failed.error(keep("sent error", { reason: "an object" }));
    });

export const innerObservables = (log) =>
    gone(log, (keep) => {
        const outer = keep("outer", new Subject());
        const inners = (name) => (value) => keep(`${name} ${value}`, new Subject());
        outer.pipe(switchMap(inners("switched"))).subscribe();
        outer.pipe(mergeMap(inners("merged"))).subscribe();
        outer.pipe(windowCount(1), tap((w) => keep("window", w))).subscribe();
        outer.pipe(groupBy((x) => x), tap((g) => keep("group", g))).subscribe((g) => g.subscribe());
        for (const value of [1, 2, 3]) outer.next(value);
    });

export const switchedInnersWhileTheOuterLives = (log) =>
    gone(log, (keep) => {
        kept.pipe(filter((x) => typeof x === "number"), switchMap((x) => (x < 3 ? keep(`inner ${x}`, new Subject()) : of(1)))).subscribe();
        for (const value of [0, 1, 2, 3]) kept.next(value);
    });

export const sharedStreams = (log) =>
    gone(log, (keep) => {
        const shared = keep("shared", keep("source", new Subject()).pipe(share()));
        shared.subscribe();
        shared.subscribe().unsubscribe();
        const replayed = keep("replayed", of(keep("value", {})).pipe(shareReplay(1)));
        replayed.subscribe();
        replayed.subscribe();
        keep("state", new BehaviorSubject(keep("state value", {}))).subscribe();
    });

export const closuresOfTheApp = (log) =>
    gone(log, (keep) => {
        class Component {
            stop$ = new Subject();
            clicks$ = new Subject();
            name = "component";
            constructor() {
                this.clicks$.pipe(map(() => this.name), takeUntil(this.stop$)).subscribe((name) => (this.last = name));
            }
        }
        const destroyed = keep("destroyed component", new Component());
        destroyed.clicks$.next();
        destroyed.stop$.next();
        keep("dropped component", new Component()).clicks$.next();
    });

export const eventTargets = (log) =>
    gone(log, (keep) => {
        const target = keep("target", new EventTarget());
        const subscription = fromEvent(target, "x").subscribe(keep("handler", () => {}));
        fromEvent(keep("other target", new EventTarget()), "x").subscribe();
        subscription.unsubscribe();
    });

export const timersThatWereStopped = (log) =>
    gone(log, (keep) => {
        const subscription = keep("subscription", interval(1000).pipe(map(keep("project", (x) => x))).subscribe());
        subscription.unsubscribe();
    });

export const promises = (log) =>
    gone(log, async (keep) => {
        const source = keep("source", defer(keep("factory", async () => keep("value", {}))));
        await source.forEach(() => {});
        await keep("promise", source.toPromise());
    });

export const subclassesOfTheApp = (log) =>
    gone(log, (keep) => {
        const Own = keep("class", class Own extends Subject {});
        const own = keep("instance", new Own());
        own.pipe(map((x) => x)).subscribe();
        own.next(1);
    });

/** What many values and subscriptions leave has nothing to do with how many there were. ROUNDS=10: ten million values. */
export async function manyValuesAndSubscriptions(log) {
    const { usedBytes } = await import("../support/collecting.js");
    const subject = new Subject();
    const subscription = subject.pipe(map((x) => x + 1), filter((x) => x > 0)).subscribe();
    const rest = () => new Promise((resolve) => setTimeout(resolve, 120));
    const round = async (sends, subscribes) => {
        for (let i = 0; i < sends; i++) subject.next(i);
        for (let i = 0; i < subscribes; i++) of(i).pipe(map((x) => x)).subscribe();
        for (let i = 0; i < subscribes; i++) subject.subscribe().unsubscribe();
        await rest();
    };
    await round(500_000, 50_000);
    const before = usedBytes();
    for (let i = 0; i < Number(process.env.ROUNDS ?? 2); i++) await round(1_000_000, 50_000);
    const grown = usedBytes() - before;
    log("grown by less than 4 MiB:", grown < 4 * 1024 * 1024 || grown);
    subscription.unsubscribe();
}
