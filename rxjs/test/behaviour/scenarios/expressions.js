"use strict";
/** More ways of writing it: names used as values, methods of one's own classes, modules in circles, awaits at the top. */
import { BehaviorSubject, Observable, Subject, defer, from, of, pipe } from "rxjs";
import { filter, map, mergeMap, scan, take, tap } from "rxjs/operators";
import { fromTheOther, otherStream$ } from "./parts/circle-a.js";

const awaited$ = of(await Promise.resolve("awaited at the top"));
export const { length } = "destructured";

export function creatorsAndOperatorsAsValues(log) {
    const make = of;
    make(1).subscribe((v) => log(v));
    [1, 2].map((x) => of(x)).forEach((s) => s.subscribe((v) => log(v)));
    [3].map(of).forEach((s) => s.subscribe((v) => log(v)));
    (true ? of : from)(4).subscribe((v) => log(v));
    of.call(null, 5).subscribe((v) => log(v));
    of.apply(null, [6, 7]).subscribe((v) => log(v));
    Reflect.construct(Subject, []).subscribe().unsubscribe();
    map((x) => x + 1)(of(8)).subscribe((v) => log(v));
    pipe(map((x) => x), filter(Boolean))(of(9)).subscribe((v) => log(v));
    const operators = [map, tap, filter].map((operator) => operator((x) => x));
    of(10).pipe(...operators).subscribe((v) => log(v));
    const { pipe: taken } = of(11);
    log(typeof taken, of(12).pipe.call(of(13), map((x) => x)) instanceof Observable);
    (of(14).pipe)(map((x) => x)).subscribe((v) => log(v));
}

export function methodsNamedPipeAndSubscribe(log) {
    const object = {
        pipe(a, b = of("default")) {
            return b;
        },
        subscribe: (f) => f("arrow"),
        get subscription() {
            return of("getter").subscribe((v) => log(v));
        },
        *[Symbol.iterator]() {
            yield* [of("iterated")];
        },
    };
    object.pipe().subscribe((v) => log(v));
    object.subscribe((v) => log(v));
    object.subscription.unsubscribe();
    for (const stream of object) stream.subscribe((v) => log(v));
}

export function classesThatUseThemselves(log) {
    class Timeline extends Observable {
        static #made = 0;
        static {
            of("static block").subscribe((v) => (this.first = v));
        }
        constructor(values) {
            super((subscriber) => {
                for (const value of values) subscriber.next(value);
                subscriber.complete();
            });
            Timeline.#made++;
        }
        subscribe(...given) {
            log("own subscribe", given.length);
            return super.subscribe(...given);
        }
        pipe(...given) {
            log("own pipe", given.length);
            return super.pipe(...given);
        }
        sum() {
            return this.pipe(scan((a, b) => a + b, 0));
        }
        run(f) {
            return this.subscribe(f);
        }
        static get made() {
            return Timeline.#made;
        }
    }
    const timeline = new Timeline([1, 2, 3]);
    timeline.sum().subscribe((v) => log(v));
    timeline.run((v) => log(v));
    log(Timeline.first, Timeline.made);
}

export async function dynamicImports(log) {
    const { of: imported } = await import("rxjs");
    const { map: mapped } = await import("rxjs/operators");
    imported(1).pipe(mapped((x) => x + 1)).subscribe((v) => log(v));
    (await import("rxjs")).of(3).subscribe((v) => log(v));
    await import("rxjs/operators").then(({ take: taking }) => of(1, 2).pipe(taking(1)).subscribe((v) => log(v)));
    awaited$.subscribe((v) => log(v, length));
}

/** Modules in a circle: one calls the other's functions before the other's first line has run. */
export function modulesInACircle(log) {
    log(fromTheOther);
    otherStream$.subscribe((v) => log(v));
}

export async function asyncAndGenerators(log) {
    const start = async (x = of("parameter")) => x.pipe(map(await Promise.resolve((v) => v + "!")));
    (await start()).subscribe((v) => log(v));
    async function* streams() {
        yield of(1).pipe(map((x) => x));
        yield* [of(2), of(await 3)];
    }
    for await (const stream of streams()) stream.subscribe((v) => log(v));
    const subscription = await of("awaited").subscribe((v) => log(v));
    log(subscription.closed);
}

export function throwingInTheMiddle(log) {
    const fail = (what) => {
        throw new Error(what);
    };
    for (const act of [
        () => of(1).pipe(map((x) => x), fail("an argument of pipe")),
        () => of(fail("an argument of a creator")),
        () => map(fail("an argument of an operator")),
        () => of(1).subscribe(fail("an argument of subscribe")),
        () => new Subject(fail("an argument of new")),
        () => new (class extends BehaviorSubject { constructor() { fail("a constructor"); } })(),
    ]) {
        try {
            act();
        } catch (error) {
            log(error.message);
        }
    }
    of("fine afterwards").pipe(map((x) => x)).subscribe((v) => log(v));
}

export function assignmentsAndUpdates(log) {
    let a = of(1), count = 0, list = [of("a"), of("b")];
    a = a.pipe(map((x) => x + count++));
    a ??= of("never");
    a &&= a.pipe(tap(() => count++));
    [list[0], list[1]] = [list[1], list[0].pipe(map((x) => x + x))];
    ({ a = of(2), b: list.c = of(3) } = { a });
    a.subscribe((v) => log(v, count));
    list.forEach((s) => s.subscribe((v) => log(v)));
    list.c.subscribe((v) => log(v));
    const object = { count: 0, stream: null };
    object.stream = object.count++ ? of("no") : of("yes").pipe(map((v) => v + object.count--));
    object.stream.subscribe((v) => log(v, object.count));
    var twice = of("first"); var twice = of("second");
    twice.subscribe((v) => log(v));
}

export function recursionAndClosuresOverLoops(log) {
    const streams = [];
    for (let i = 0; i < 3; i++) streams.push(defer(() => of(i).pipe(map((x) => x * i))));
    for (const key in { x: 1, y: 2 }) streams.push(of(key).pipe(mergeMap((k) => of(k + key))));
    streams.forEach((s) => s.subscribe((v) => log(v)));
    const count = (n) => (n === 0 ? of("end") : of(n).pipe(take(1), mergeMap((x) => count(x - 1))));
    count(5).subscribe((v) => log(v));
}

export function valuesThatLookLikeCode(log) {
    const text = "of(1).pipe(map(x => x)).subscribe()";
    const regex = /of\((\d)\)\.pipe\(/;
    const template = `${of(1).constructor.name} and ${`nested ${[of("x")].length}`} of(1).subscribe()`;
    log(text, regex.test(text), template, String.raw`\of(1)`);
    // of(1).subscribe()
    /* new Subject() */
    const html = "<!-- of(1) -->";
    log(html, "\u2028".length, 1_000n ** 2n);
}

export { awaited$ as renamed$ };
export default class extends Subject {}
