/** Schedulers, real and virtual. Orders only: no scenario depends on how fast the machine is. */
import {
    Observable, Scheduler, Subject, VirtualTimeScheduler, animationFrameScheduler, asapScheduler, asyncScheduler, concat, interval, of,
    queueScheduler, timer, animationFrames, range,
} from "rxjs";
import {
    auditTime, bufferTime, debounceTime, delay, delayWhen, map, observeOn, sampleTime, subscribeOn, take, tap, throttleTime, timeInterval,
    timeout, timestamp, toArray, windowTime,
} from "rxjs/operators";

const end = (observable, log) =>
    new Promise((resolve) =>
        observable.subscribe({ next: (v) => log(v), error: (e) => (log("error", e), resolve()), complete: () => (log("complete"), resolve()) }),
    );

export async function asyncOrder(log) {
    asyncScheduler.schedule(() => log("async 0"));
    asyncScheduler.schedule(() => log("async 2"), 2);
    asapScheduler.schedule(() => log("asap"));
    queueScheduler.schedule(() => log("queue"));
    log("sync");
    await end(timer(10), () => {});
}

export function queueNests(log) {
    queueScheduler.schedule(() => {
        log("one");
        queueScheduler.schedule(() => log("three"));
        log("two");
    });
}

export async function reschedulingActions(log) {
    await new Promise((resolve) => {
        const action = asyncScheduler.schedule(function (state) {
            log(state, this === action);
            if (state < 3) this.schedule(state + 1, 1);
            else resolve();
        }, 0, 0);
        log(action.closed);
    });
    log("end");
}

export async function thrownInAnAction(log) {
    asapScheduler.schedule(() => {
        throw new Error("in asap");
    });
    asyncScheduler.schedule(() => {
        throw new Error("in async");
    });
    asyncScheduler.schedule(() => log("the next one runs"), 5);
    await end(timer(20), () => {});
}

export function thrownInQueue(log) {
    try {
        queueScheduler.schedule(() => {
            queueScheduler.schedule(() => log("never"));
            throw new Error("in queue");
        });
    } catch (error) {
        log("thrown", error);
    }
    queueScheduler.schedule(() => log("queue works again"));
}

/** Node has no frames: as jsdom does it. */
export async function animationFrame(log) {
    globalThis.requestAnimationFrame = (callback) => setTimeout(() => callback(performance.now()), 1);
    globalThis.cancelAnimationFrame = clearTimeout;
    try {
        await end(of("frame").pipe(observeOn(animationFrameScheduler)), log);
        await end(animationFrames().pipe(take(2), map(({ timestamp, elapsed }) => [typeof timestamp, elapsed >= 0])), log);
    } finally {
        delete globalThis.requestAnimationFrame;
        delete globalThis.cancelAnimationFrame;
    }
}

export function virtualTime(log) {
    const clock = new VirtualTimeScheduler();
    interval(10, clock).pipe(take(3), timestamp(clock)).subscribe(({ value, timestamp: at }) => log(value, "at", at));
    concat(of("a"), of("b").pipe(delay(15, clock))).pipe(timeInterval(clock)).subscribe(({ value, interval: after }) => log(value, "after", after));
    clock.flush();
    log(clock.frame, clock.now());
}

const sends = (clock, frames) =>
    new Observable((s) => {
        for (const [at, value] of frames) s.add(clock.schedule(() => s.next(value), at));
        s.add(clock.schedule(() => s.complete(), 100));
    });

export function timeOperatorsInVirtualTime(log) {
    for (const [name, operator] of Object.entries({
        debounce: (c) => debounceTime(5, c),
        throttle: (c) => throttleTime(5, c, { leading: true, trailing: true }),
        audit: (c) => auditTime(5, c),
        sample: (c) => sampleTime(5, c),
        buffer: (c) => bufferTime(10, c),
        delayWhen: (c) => delayWhen((v) => timer(v, c)),
        timeout: (c) => timeout({ each: 30, scheduler: c, with: () => of("timed out") }),
        "subscribe on": (c) => subscribeOn(c, 3),
    })) {
        const clock = new VirtualTimeScheduler();
        sends(clock, [[1, 1], [2, 2], [9, 9], [20, 20], [60, 60]]).pipe(operator(clock)).subscribe({
            next: (v) => log(name, clock.now(), v),
            complete: () => log(name, clock.now(), "complete"),
        });
        clock.flush();
    }
}

export function windowsInVirtualTime(log) {
    const clock = new VirtualTimeScheduler();
    let number = 0;
    sends(clock, [[1, "a"], [12, "b"], [13, "c"]]).pipe(windowTime(10, clock), take(3)).subscribe((window) => {
        const name = ++number;
        window.pipe(toArray()).subscribe((values) => log("window", name, values));
    });
    clock.flush();
}

export function ownScheduler(log) {
    const own = new Scheduler(function (scheduler, work) {
        this.schedule = (state) => (log("scheduled"), work.call(this, state), this);
        this.unsubscribe = () => {};
        this.closed = false;
    }, () => 5);
    of(1).pipe(observeOn(own), timestamp(own)).subscribe((v) => log(v));
}

export async function timeoutOfAStream(log) {
    await end(new Subject().pipe(timeout({ first: 1 }), map((x) => x)), log);
    await end(new Subject().pipe(timeout(1)), (what, error) => log(what, error?.name ?? error));
}

export async function observeOnAsap(log) {
    const done = end(range(1, 3).pipe(observeOn(asapScheduler), tap((v) => log("tap", v))), log);
    log("sync");
    await done;
}
