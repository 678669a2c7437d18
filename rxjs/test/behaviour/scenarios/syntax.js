/** Ways of writing it. What is interesting here is the transform: the same code must run in the same order. */
import { BehaviorSubject, Observable, Subject, Subscription, of, of as just, from } from "rxjs";
import * as rx from "rxjs";
import * as ops from "rxjs/operators";
import { filter, map, map as mapped, tap, toArray } from "rxjs/operators";
import { PassThrough } from "node:stream";

export const atModuleLevel$ = of(1, 2).pipe(map((x) => x + 1));
export const { value: destructured } = new BehaviorSubject({ value: 5 }).value;
export let reassigned$ = of("first");
reassigned$ = reassigned$.pipe(map((x) => x + "!"));
export const plainFunction = (a, b) => a;
export const PlainClass = class {};
const subjects = { a: new Subject(), b$: new BehaviorSubject(1), nested: { c: new Subject() } };
const [left$, right$ = of("default")] = [of("left")];
var hoisted$ = of("var");

export function moduleLevel(log) {
    atModuleLevel$.subscribe((v) => log(v));
    log(destructured, plainFunction.name, plainFunction.length, PlainClass.name);
    reassigned$.subscribe((v) => log(v));
    for (const [name, subject] of Object.entries(subjects)) log(name, subject.constructor.name);
    left$.subscribe((v) => log(v));
    right$.subscribe((v) => log(v));
    hoisted$.subscribe((v) => log(v));
}

export function namespacesAndAliases(log) {
    rx.of(1).pipe(ops.map((x) => x + 1), mapped((x) => x * 2)).subscribe((v) => log(v));
    just(1).subscribe((v) => log(v));
    rx["of"](2)["pipe"](ops["map"]((x) => x))["subscribe"]((v) => log(v));
    new rx.Subject().subscribe().unsubscribe();
    (0, of)(3).subscribe((v) => log(v));
}

export function shadowedNames(log) {
    const of = (...all) => ({ pipe: (...f) => ({ subscribe: (g) => g(["mine", all.length, f.length]) }) });
    const map = (x) => x;
    class Subject {
        constructor(...given) {
            this.given = given;
        }
    }
    of(1, 2).pipe(map(1)).subscribe((v) => log(v));
    log(new Subject(1, 2).given);
    (function (from) {
        log(from(5));
    })((x) => x);
}

export function newWithoutParentheses(log) {
    const subject = new Subject;
    subject.subscribe((v) => log(v));
    subject.next(1);
    new Observable((s) => s.next("chained")).subscribe((v) => log(v));
    new (class extends Subject {})().subscribe();
    new (rx.BehaviorSubject)(1).subscribe((v) => log(v));
    log(new Subject instanceof Subject, (new Subject).observers.length);
}

export function optionalChains(log) {
    let none;
    log(none?.pipe(map((x) => x)), none?.subscribe((v) => log(v)), none?.a.pipe(f()).subscribe());
    function f() {
        log("evaluated although nothing is there");
    }
    of(1)?.pipe(map((x) => x))?.subscribe?.((v) => log(v));
    const holder = { subject: new Subject() };
    holder?.subject?.subscribe((v) => log("held", v));
    holder.subject?.next(1);
    log(none?.subject.subscribe().unsubscribe());
}

export function spreads(log) {
    const operators = [map((x) => x + 1), filter((x) => x > 1)];
    of(...[1, 2, 3]).pipe(...operators).subscribe((v) => log(v));
    of(1).pipe(...[]).subscribe(...[(v) => log(v)]);
    new BehaviorSubject(...[7]).subscribe((v) => log(v));
}

/** `pipe` and `subscribe` are everybody's names. */
export function pipesAndSubscribesOfOthers(log) {
    const store = {
        listeners: [],
        subscribe(listener, ...more) {
            log(this === store, arguments.length);
            this.listeners.push(listener);
            return () => log("unsubscribed");
        },
    };
    store.subscribe(() => {})();
    store.subscribe();
    const stream = new PassThrough();
    log(stream.pipe(new PassThrough()).constructor.name);
    stream.destroy();
    const words = { pipe: (...f) => f.reduce((x, g) => g(x), 1) };
    log(words.pipe((x) => x + 1, (x) => x * 5));
    class Bus {
        #handlers = [];
        subscribe(name, handler) {
            this.#handlers.push(handler);
            return this.#handlers.length;
        }
        pipe() {
            return this;
        }
    }
    log(new Bus().pipe().subscribe("name", () => {}));
    log("text".pipe, (5).subscribe);
}

export function orderOfEvaluation(log) {
    const say = (what, result) => (log(what), result);
    say("receiver", of(1)).pipe(say("first", map((x) => x)), say("second", map((x) => x))).subscribe(say("observer", (v) => log(v)));
    let a = of("old");
    a.pipe(((a = of("new")), map((x) => x))).subscribe((v) => log(v));
}

export async function awaitAndYieldInArguments(log) {
    const later = async (v) => v;
    of(await later(1)).pipe(map(await later((x) => x + 1))).subscribe(await later((v) => log(v)));
    function* steps() {
        of(yield "a").pipe(map(yield "b")).subscribe(yield "c");
    }
    const iterator = steps();
    log(iterator.next().value, iterator.next("value").value, iterator.next((x) => x + "!").value);
    iterator.next((v) => log(v));
    for await (const value of [of(1).pipe(toArray())]) value.subscribe((v) => log(v));
}

export function thisArgumentsAndSuperInArguments(log) {
    class Base {
        factor() {
            return 10;
        }
    }
    class Service extends Base {
        static shared$ = new BehaviorSubject("static");
        #private$ = new Subject();
        value$ = of(1).pipe(map((x) => x * this.scale));
        scale = 2;
        get stream$() {
            return this.#private$.pipe(map((x) => x * super.factor() * this.scale));
        }
        send(value) {
            this.#private$.next(value);
            return this.#private$?.observed;
        }
        listen() {
            return of(arguments.length).pipe(map((x) => x + arguments.length)).subscribe((v) => log("arguments", v, new.target));
        }
    }
    const service = new Service();
    service.stream$.subscribe((v) => log(v));
    log(service.send(3));
    service.value$.subscribe((v) => log(v));
    service.listen(1, 2, 3);
    Service.shared$.subscribe((v) => log(v));
}

export function functionsUsedBeforeTheirLine(log) {
    early().subscribe((v) => log(v));
    function early() {
        return of("hoisted").pipe(map((x) => x));
    }
}

export function expressionsEverywhere(log) {
    const made = (flag) => (flag ? of("yes") : from(["no"]));
    made(true).subscribe((v) => log(v)), made(false).subscribe((v) => log(v));
    const { a = of("default") } = {};
    a.subscribe((v) => log(v));
    const byDefault = (stream = of("parameter").pipe(map((x) => x))) => stream;
    byDefault().subscribe((v) => log(v));
    `${of(1).subscribe((v) => log("in a template", v)).closed}`;
    if (of(1).subscribe().closed) log("in a condition");
    for (let s = of(1).subscribe((v) => log("in for", v)), i = 0; i < 1; i++) log(s.closed);
    label: for (const s of [of(1)]) {
        s.subscribe((v) => log(v));
        continue label;
    }
    const object = { [of(1).constructor.name]: of("computed"), method() { return of("method").pipe(); } };
    object.Observable.subscribe((v) => log(v));
    object.method().subscribe((v) => log(v));
    const returned = () => { return of(1)
        .pipe(
            // a comment, with a ) in it
            map((x) => /* and ( another */ x + 1), /\)/.test("a regular expression )") ? tap() : tap(),
        ); };
    returned().subscribe((v) => log(v));
    log(typeof of(1).pipe, void of(1).subscribe(), !of(1).subscribe().closed);
    (of(1).subscribe((v) => log("parenthesised", v))).unsubscribe();
    const assigned = (subjects.late = new Subject());
    log(assigned === subjects.late);
    delete subjects.late;
}

export function automaticSemicolons(log) {
    let x = of(1)
    ;[of("a"), of("b")].forEach((s) => s.subscribe((v) => log(v)))
    const y = x
        .pipe(map((v) => v + 1))
    y
        .subscribe((v) => log(v))
    const z = new Subject
    ;(() => log("after"))()
    z.subscribe()
    x = y
    x.subscribe((v) => log(v)); log("same line"); of(2).subscribe((v) => log(v))
}

export function namesAreInferredAsBefore(log) {
    const arrow = () => of(1);
    const expression = function () {};
    const anonymous = class {};
    const chosen = true ? () => {} : of(1);
    const either = null ?? (() => {});
    let later;
    later = () => {};
    const { fallback = () => {} } = {};
    const object = { property: () => {}, ["computed" + 1]: () => {}, field$: () => {} };
    log(arrow.name, expression.name, anonymous.name, chosen.name, either.name, later.name, fallback.name, object.property.name, object.computed1.name, object.field$.name);
}

export function constantsStayConstant(log) {
    const constant = of(1);
    try {
        constant = 5;
    } catch (error) {
        log(error.name, error.message);
    }
    try {
        inTheDeadZone.subscribe();
    } catch (error) {
        log(error.name, error.message);
    }
    const inTheDeadZone = of(1);
}

export function subscriptionsAsValues(log) {
    const subscriptions = new Subscription();
    subscriptions.add(of(1).subscribe((v) => log(v)));
    const list = [new Subject().subscribe(), new Subject().subscribe()];
    list.forEach((s) => subscriptions.add(s));
    subscriptions.unsubscribe();
    log(list.map((s) => s.closed));
}

export function thisOfDetachedCreators(log) {
    const lib = { of, self: true, custom(...given) { log(this === lib, given.length); return of(...given); } };
    lib.custom(1, 2).subscribe((v) => log(v));
    lib.of(3).subscribe((v) => log(v));
    const { custom } = lib;
    custom(4).subscribe((v) => log(v));
}

export default of("default export").pipe(map((x) => x));
