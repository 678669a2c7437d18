/** The subjects of RxJS, one by one. */
import { AsyncSubject, BehaviorSubject, ConnectableObservable, Observable, ReplaySubject, Subject, connectable, of, range } from "rxjs";
import { map, multicast, publish, publishBehavior, publishReplay, refCount, share, shareReplay, take, tap } from "rxjs/operators";

const all = (log, name) => ({ next: (v) => log(name, v), error: (e) => log(name, "error", e), complete: () => log(name, "complete") });

export function behaviorSubject(log) {
    const state = new BehaviorSubject("initial");
    state.subscribe(all(log, "a"));
    state.next("changed");
    state.subscribe(all(log, "b"));
    log(state.value, state.getValue(), state.observed);
    state.error(new Error("broken"));
    try {
        log(state.value);
    } catch (error) {
        log("thrown", error);
    }
}

export function replaySubject(log) {
    const replay = new ReplaySubject(2);
    for (const value of [1, 2, 3]) replay.next(value);
    replay.subscribe(all(log, "a"));
    replay.complete();
    replay.subscribe(all(log, "late"));
    replay.subscribe(all(log, "cut")).unsubscribe();
}

export function replaySubjectUnsubscribedWhileItReplays(log) {
    const replay = new ReplaySubject();
    for (let i = 0; i < 5; i++) replay.next(i);
    replay.pipe(take(2)).subscribe(all(log, "took"));
    replay.subscribe({ next: (v) => (log("sends", v), v === 4 && replay.next(5)) });
}

export function asyncSubject(log) {
    const last = new AsyncSubject();
    last.subscribe(all(log, "a"));
    last.next(1);
    last.next(2);
    last.complete();
    last.subscribe(all(log, "late"));
    new AsyncSubject().subscribe(all(log, "never"));
}

export function anonymousSubjects(log) {
    const subject = new Subject();
    const lifted = subject.pipe(map((x) => x * 2));
    log(lifted.constructor.name, lifted instanceof Subject, typeof lifted.next);
    lifted.subscribe(all(log, "lifted"));
    lifted.next(4);
    lifted.complete();
    log(subject.isStopped);
}

export function subjectCreate(log) {
    const seen = [];
    const socketLike = Subject.create({ next: (v) => seen.push(v), error() {}, complete: () => seen.push("complete") }, of("in"));
    socketLike.subscribe(all(log, "in"));
    socketLike.next("out");
    socketLike.complete();
    log(seen, socketLike.constructor.name);
}

export function asObservableHidesTheSubject(log) {
    const subject = new Subject();
    const hidden = subject.asObservable();
    log(hidden instanceof Subject, hidden.next, hidden.source === subject, Object.keys(hidden));
    hidden.subscribe(all(log, "hidden"));
    subject.next(1);
}

export function observersListOfASubject(log) {
    const subject = new Subject();
    const a = subject.subscribe();
    subject.pipe(map((x) => x)).subscribe();
    log(subject.observers.length, subject.observers.map((o) => o.constructor.name), subject.observers[0] === a);
    a.unsubscribe();
    log(subject.observers.length);
}

export function errorOfASubjectReachesAll(log) {
    const subject = new Subject();
    subject.subscribe(all(log, "a"));
    subject.subscribe(all(log, "b")).unsubscribe();
    subject.subscribe(all(log, "c"));
    subject.error("no error object");
    subject.next("nothing");
}

export function shareCountsItsSubscribers(log) {
    const source = new Observable((s) => (log("connect"), s.next(1), () => log("disconnect")));
    const shared = source.pipe(share());
    const a = shared.subscribe(all(log, "a"));
    const b = shared.subscribe(all(log, "b"));
    a.unsubscribe();
    b.unsubscribe();
    shared.subscribe(all(log, "again")).unsubscribe();
}

export function shareOfASynchronousSource(log) {
    const shared = of(1, 2).pipe(tap((v) => log("source", v)), share());
    shared.subscribe(all(log, "a"));
    shared.subscribe(all(log, "b"));
}

export function shareWithOptions(log) {
    const shared = of(1, 2).pipe(share({ connector: () => new ReplaySubject(1), resetOnComplete: false, resetOnRefCountZero: false }));
    shared.subscribe(all(log, "a"));
    shared.subscribe(all(log, "b"));
}

export function shareReplayKeepsOrReleases(log) {
    for (const withCount of [true, false]) {
        const source = new Observable((s) => (log("connect"), s.next(1), s.next(2), () => log("disconnect")));
        const shared = source.pipe(shareReplay({ bufferSize: 1, refCount: withCount }));
        shared.subscribe(all(log, "a")).unsubscribe();
        shared.subscribe(all(log, "b")).unsubscribe();
    }
}

export function shareTakesFromItself(log) {
    const subject = new Subject();
    const shared = subject.pipe(share());
    shared.subscribe((v) => {
        log("outer", v);
        if (v === 1) shared.pipe(take(1)).subscribe(all(log, "inner"));
    });
    subject.next(1);
    subject.next(2);
}

export function connectables(log) {
    const source = range(1, 3).pipe(tap((v) => log("source", v)));
    const connected = connectable(source, { connector: () => new Subject(), resetOnDisconnect: true });
    connected.subscribe(all(log, "a"));
    connected.subscribe(all(log, "b"));
    const connection = connected.connect();
    log(connection.closed);
}

export function oldMulticasting(log) {
    const source = new Observable((s) => (log("connect"), s.next(1), s.next(2), () => log("disconnect")));
    const published = source.pipe(publish());
    log(published instanceof ConnectableObservable);
    published.subscribe(all(log, "published"));
    const connection = published.connect();
    log(published.connect() === connection);
    connection.unsubscribe();
    const counted = source.pipe(multicast(() => new Subject()), refCount());
    const a = counted.subscribe(all(log, "counted"));
    a.unsubscribe();
    source.pipe(multicast(() => new Subject(), (shared) => shared.pipe(map((v) => -v)))).subscribe(all(log, "selector")).unsubscribe();
    source.pipe(publishBehavior(0), refCount()).subscribe(all(log, "behavior")).unsubscribe();
    source.pipe(publishReplay(1), refCount()).subscribe(all(log, "replay")).unsubscribe();
}
