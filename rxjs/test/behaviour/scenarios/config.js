/** The switches of rxjs's config, also when they are thrown after the hooks were loaded. */
import { Observable, Subject, config, of, throwError } from "rxjs";
import { catchError, map, take, tap } from "rxjs/operators";

/** Each scenario puts back what it sets. */
async function having(settings, body) {
    const before = Object.fromEntries(Object.keys(settings).map((key) => [key, config[key]]));
    const { warn } = console;
    console.warn = () => {};
    Object.assign(config, settings);
    try {
        await body();
        await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
        Object.assign(config, before);
        console.warn = warn;
    }
}

const boom = (what) => {
    throw new Error(what);
};

export const unhandledErrorsGoToTheHandler = (log) =>
    having({ onUnhandledError: (error) => log("handler", error) }, () => {
        throwError(() => new Error("unheard")).subscribe();
        of(1).subscribe(() => boom("in next"));
        new Subject().pipe(map((x) => x)).subscribe().unsubscribe();
        log("returned");
    });

export const stoppedNotificationsGoToTheHandler = (log) =>
    having(
        {
            onStoppedNotification: (notification, subscriber) =>
                log(notification, subscriber.constructor.name, subscriber.closed, Object.keys(subscriber)),
        },
        () => {
            new Observable((subscriber) => {
                subscriber.complete();
                subscriber.next(1);
                subscriber.error(new Error("late"));
                subscriber.complete();
            }).subscribe(() => log("never"));
            const subject = new Subject();
            subject.pipe(take(1)).subscribe((value) => log("took", value));
            subject.next(1);
            subject.next(2);
        },
    );

export const synchronousErrorHandling = (log) =>
    having({ useDeprecatedSynchronousErrorHandling: true }, () => {
        const attempt = (name, act) => {
            try {
                act();
                log(name, "no throw");
            } catch (error) {
                log(name, "thrown", error);
            }
        };
        attempt("next", () => of(1, 2).subscribe((value) => (log(value), boom(`next ${value}`))));
        attempt("error", () => throwError(() => new Error("source")).subscribe());
        attempt("error handler", () => throwError(() => new Error("source")).subscribe({ error: () => boom("handler") }));
        attempt("complete", () => of(1).subscribe({ complete: () => boom("complete") }));
        attempt("chain", () => of(1).pipe(map((x) => x), tap()).subscribe(() => boom("chain")));
        attempt("nested", () => of(1).subscribe(() => of(2).subscribe(() => boom("nested"))));
        attempt("caught", () => of(1).pipe(map(() => boom("map")), catchError(() => of("caught"))).subscribe((v) => log(v)));
        const subject = new Subject();
        subject.subscribe(() => boom("subject"));
        subject.subscribe((value) => log("second", value));
        attempt("subject", () => subject.next(1));
        attempt("subscribe function", () => new Observable(() => boom("subscribe function")).subscribe());
    });

export const nextContext = (log) =>
    having({ useDeprecatedNextContext: true }, () => {
        const subject = new Subject();
        const observer = {
            seen: [],
            next(value) {
                this.seen.push(value);
                log(value, typeof this.unsubscribe, Object.getPrototypeOf(this) === observer);
                if (value === 2) this.unsubscribe();
            },
        };
        subject.subscribe(observer);
        for (const value of [1, 2, 3]) subject.next(value);
        log(observer.seen, Object.keys(observer));
    });

export const promiseConstructor = (log) => {
    class Own extends Promise {}
    return having({ Promise: Own }, async () => {
        const promise = of(1, 2).toPromise();
        log(promise instanceof Own, await promise);
        log(of(1).forEach(() => {}) instanceof Own);
    });
};
