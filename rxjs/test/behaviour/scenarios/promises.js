/** From observables to promises. */
import { EMPTY, NEVER, Observable, Subject, firstValueFrom, lastValueFrom, of, throwError, timer } from "rxjs";
import { delay, map, take } from "rxjs/operators";

const settled = async (log, name, promise) => {
    try {
        log(name, "resolved", await promise);
    } catch (error) {
        log(name, "rejected", error);
    }
};

export async function firstAndLast(log) {
    await settled(log, "first", firstValueFrom(of(1, 2)));
    await settled(log, "last", lastValueFrom(of(1, 2)));
    await settled(log, "empty", firstValueFrom(EMPTY));
    await settled(log, "default", firstValueFrom(EMPTY, { defaultValue: 5 }));
    await settled(log, "last of none", lastValueFrom(EMPTY));
    await settled(log, "error", lastValueFrom(throwError(() => new Error("no"))));
    await settled(log, "delayed", firstValueFrom(of(1).pipe(delay(1))));
}

export async function firstUnsubscribesAtOnce(log) {
    const source = new Observable((s) => {
        for (let i = 0; i < 3 && !s.closed; i++) s.next((log("send", i), i));
        return () => log("teardown");
    });
    await settled(log, "first", firstValueFrom(source));
}

export async function forEach(log) {
    await settled(log, "forEach", of(1, 2).forEach((v) => log(v)));
    await settled(log, "throws", of(1, 2).forEach((v) => {
        log(v);
        throw new Error("in forEach");
    }));
    await settled(log, "error", throwError(() => new Error("source")).forEach(() => {}));
    const subject = new Subject();
    const promise = subject.forEach((v) => {
        throw new Error(`at ${v}`);
    });
    subject.next(1);
    log(subject.observed);
    await settled(log, "subject", promise);
}

export async function toPromise(log) {
    await settled(log, "last", of(1, 2).toPromise());
    await settled(log, "none", EMPTY.toPromise());
    await settled(log, "error", throwError(() => "plain").toPromise());
    const made = [];
    class Own extends Promise {
        constructor(executor) {
            super(executor);
            made.push(1);
        }
    }
    const promise = of(1).toPromise(Own);
    log(promise instanceof Own, made.length);
    await promise;
}

export async function ticksUntilAPromiseResolves(log) {
    let ticks = 0;
    const counting = (async () => {
        for (; ticks < 30; ticks++) await null;
    })();
    await firstValueFrom(of(1).pipe(map((x) => x)));
    log("first at tick", ticks);
    await of(1).forEach(() => {});
    log("forEach at tick", ticks);
    await counting;
}

export async function raceWithATimer(log) {
    const winner = await Promise.race([firstValueFrom(NEVER), firstValueFrom(timer(1).pipe(map(() => "timer")))]);
    log(winner);
}

export async function nothingIsLeftOfAPromise(log) {
    const subject = new Subject();
    const promise = firstValueFrom(subject.pipe(take(5)));
    subject.next("value");
    log(await promise, subject.observed);
}
