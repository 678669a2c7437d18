/** Several copies of RxJS in one process, each with its own classes: 7.4 is hooked, too; 7.5 stays unknown. */
import { Subject, Subscriber, from, isObservable, of } from "rxjs";
import { map, mergeMap, take } from "rxjs/operators";
import * as other from "rxjs-7.4";
import * as otherOperators from "rxjs-7.4/operators";
import * as unknown from "rxjs-7.5";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const copies = { other, unknown };

export function oneInTheOther(log) {
    for (const [name, copy] of Object.entries(copies)) {
        of(1).pipe(mergeMap((x) => copy.of(x, "inner"))).subscribe({ next: (v) => log(name, v), complete: () => log(name, "complete") });
        copy.from(of("from here")).subscribe((v) => log(name, v));
        from(copy.of("from there")).subscribe((v) => log(name, v));
        log(of(1) instanceof copy.Observable, isObservable(copy.of(1)), copy.isObservable(of(1)));
    }
}

/** Operators of one copy in the pipe of another: what comes back is what `lift` of the source makes. */
export function operatorsOfAnotherCopy(log) {
    const piped = of(1, 2).pipe(otherOperators.map((x) => x + 1), map((x) => x * 2), otherOperators.take(1));
    log(piped.constructor === of().constructor);
    piped.subscribe({ next: (v) => log(v), complete: () => log("complete") });
    other.of(1).pipe(map((x) => x + 1), otherOperators.map((x) => [x])).subscribe((v) => log(v));
}

export function subscribersOfAnotherCopy(log) {
    for (const copy of Object.values(copies)) {
        const subscriber = new copy.Subscriber({ next: (v) => log("next", v), error() {}, complete: () => log("complete") });
        log(of(1).subscribe(subscriber) === subscriber, subscriber instanceof Subscriber, subscriber.closed);
        const subject = new copy.Subject();
        subject.subscribe((v) => log("other subject", v));
        of(2).subscribe(subject);
        const here = new Subject();
        const subscription = here.subscribe();
        subscription.add(new copy.Subscription(() => log("other teardown")));
        subscription.unsubscribe();
    }
}

export function errorsAcrossCopies(log) {
    for (const copy of Object.values(copies)) {
        copy.throwError(() => new Error("there")).pipe(take(1)).subscribe({ error: (e) => log(e) });
        of(1).pipe(mergeMap(() => copy.throwError(() => new Error("inner")))).subscribe({ error: (e) => log(e) });
        from(copy.throwError(() => new Error("unheard"))).subscribe();
    }
}

export function importAndRequire(log) {
    for (const name of ["rxjs-7.4", "rxjs-7.5"]) {
        const required = require(name);
        log(name, required.Observable === (name === "rxjs-7.4" ? other : unknown).Observable, Object.keys(required).length);
    }
    log(require("rxjs-7.4").of(1) instanceof other.Observable);
    require("rxjs-7.4").of(1).pipe(require("rxjs-7.4/operators").map((x) => x + 1)).subscribe((v) => log(v));
}

export async function promisesOfAnotherCopy(log) {
    log(await other.firstValueFrom(of(1)), await unknown.lastValueFrom(from([1, 2]).pipe(map((x) => x + 1))));
}
