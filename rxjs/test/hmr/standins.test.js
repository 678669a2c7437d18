/** Config objects and observers that are not written in the call: what is edited in them moves, and their operators go on. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

test("a constant of the module is as good as the literal in its place", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        const policy = { connector: () => { seen("connector"); return new Subject(); }, resetOnRefCountZero: false };
        export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), rx.share(policy));
        out$.subscribe(watch("1"));
        const other = out$.subscribe(watch("2"));
        other.unsubscribe();
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", 'seen("connector")', 'seen("anew")');
    in$.next(2);
    assert.deepEqual(app.take(), ["connector", ["1", 1], ["1", 3]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.deepEqual(app.resultsOf("out$").map(([code]) => code), ["SWAPPED"]);
    await app.edit("a.js", "resetOnRefCountZero: false", "resetOnRefCountZero: true");
    in$.next(4);
    assert.deepEqual(app.resultsOf("out$").map(([code]) => code), ["RESET"]);
    assert.deepEqual(app.take().filter(seen => seen !== "anew"), [["1", 7]]);
});

test("so is one that a function uses: what it has made gets the function that is edited", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const policy = { delay: (error, n) => { seen("delay", n); return of(1); }, count: 5 };
        export const in$ = new Subject();
        export const load = () => in$.pipe(map(x => { if (x < 0) throw x; return x; }), rx.retry(policy));
    `);
    const { in$, load } = app.module("a.js");
    load().subscribe((/** @type {number} */ x) => app.seen.push(x));
    in$.next(-1);
    await app.edit("a.js", 'seen("delay", n)', 'seen("waits", n)');
    in$.next(-1);
    in$.next(1);
    assert.deepEqual(app.take(), [["delay", 1], ["waits", 2], 1]);
});

test("a name that means something else there is none, nor a literal that looks at itself or is changed", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        const log = { total: 0, next(x) { this.total += x; seen("total", log.total); } };
        export const out$ = in$.pipe(tap(log), scan((a, b) => a + b, 0));
        out$.subscribe(watch("out"));
        export const of2 = log => in$.pipe(tap(log));
        export { log };
    `);
    const { in$, log, of2 } = app.module("a.js");
    of2({ next: (/** @type {number} */ x) => app.seen.push(["own", x]) }).subscribe();
    in$.next(1);
    await app.edit("a.js", '"total"', '"sum"');
    in$.next(2);
    assert.deepEqual(app.take(), [["total", 1], ["out", 1], ["own", 1], ["sum", 2], ["out", 3], ["own", 2]]);
    assert.equal(log.total, 1, "the object before keeps what it had");
    assert.equal(app.module("a.js").log.total, 2);
    assert.deepEqual(app.resultsOf("out$"), [["SWAPPED", "moved tap log; kept scan (a, b) => a + b, 0"]]);
});

const POLICY = `
    export const policy = Object.freeze({ count: 3, delay: (error, n) => { seen("delay", n); return of(1); } });
    export class Log { #seen = 0; next(x) { this.#seen++; seen("log", this.#seen, x); } complete() { seen("over"); } }
    export const log = new Log();
`;

test("an imported one: functions move, values that say the same are the same, others make the operator anew", async t => {
    const app = new App(t);
    await app.save("policy.js", POLICY);
    await app.save("a.js", `
        import { policy, log } from "./policy.js";
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => { if (x < 0) throw x; return x; }), rx.retry(policy), tap(log), scan((a, b) => a + b, 0));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(-1);
    await app.edit("policy.js", '"delay"', '"waits"');
    await app.edit("policy.js", '"log"', '"note"');
    in$.next(-1);
    in$.next(2);
    assert.deepEqual(app.take(), [["log", 1, 1], ["out", 1], ["delay", 1], ["waits", 2], ["note", 1, 2], ["out", 3]]);
    assert.deepEqual(app.resultsOf("out$").map(([, text]) => text), ["kept map x => { if (x < 0) throw x; return x; }; moved retry policy; kept tap log; kept scan (a, b) => a + b, 0",
        "kept map x => { if (x < 0) throw x; return x; }; kept retry policy; moved tap log; kept scan (a, b) => a + b, 0"]);
    await app.edit("policy.js", "count: 3", "count: 4");
    assert.deepEqual(app.resultsOf("out$").map(([code]) => code), ["RESET"]);
    in$.next(3);
    assert.deepEqual(app.take(), [["note", 1, 3], ["out", 6]]);
});

for (const [name, edited] of Object.entries({ repeat: "rx.repeat(config)", timeout: "rx.timeout(config)", groupBy: "rx.groupBy(x => x, config), rx.mergeMap(group$ => group$)", connect: "rx.connect(shared$ => shared$, config)" })) {
    test(`${name} takes one: its function moves`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            const make = word => ({ count: 2, each: 1000, delay: () => { seen(word, "delay"); return of(1); }, with: () => of("late"),
                element: x => word + x, duration: () => rx.NEVER, connector: () => { seen(word, "connector"); return new Subject(); } });
            export const in$ = new Subject();
            const config = make("one");
            export const out$ = counted("in", in$).pipe(${edited});
            const subscription = out$.subscribe(watch("out"));
            export { subscription };
        `);
        const { in$, subscription } = app.module("a.js");
        in$.next(1);
        await app.edit("a.js", "word + x", 'word + "-" + x');
        in$.next(2);
        subscription.unsubscribe();
        const { subscribed, living } = app.counts.in;
        assert.deepEqual([subscribed, living], [1, 0]);
        assert.deepEqual(app.take().filter(([what]) => what === "out").map(([, value]) => value), name === "groupBy" ? ["one1", "one-2"] : [1, 2]);
    });
}

test("a function that fails is put back, one that throws of its own accord is not", async t => {
    const app = new App(t);
    await app.save("log.js", 'export const log = { next: x => seen("log", x) };');
    await app.save("a.js", 'import { log } from "./log.js"; export const in$ = new Subject(); in$.pipe(tap(log)).subscribe(watch("out"));');
    const { in$ } = app.module("a.js");
    await app.edit("log.js", 'seen("log", x)', "x.missing()");
    in$.next(1);
    assert.deepEqual(app.take(), [["log", 1], ["out", 1]]);
    await app.edit("log.js", "x.missing()", 'seen("good", x)');
    in$.next(2);
    assert.deepEqual(app.take(), [["good", 2], ["out", 2]]);
    await app.edit("log.js", 'x => seen("good", x)', 'x => { throw new Error("own"); }');
    in$.next(3);
    assert.deepEqual(app.take(), [["out", "error", "own"]]);
});

test("an observer's methods are looked for when they are called, on the object itself", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const state = { list: [], next(x) { this.list.push(x); } };
        export const out$ = in$.pipe(tap(state));
        out$.subscribe(state);
        export const k = 1;
    `);
    const { in$, state } = app.module("a.js");
    in$.next(1);
    assert.deepEqual(state.list, [1, 1]);
    state.next = (/** @type {number} */ x) => app.seen.push(["late", x]);
    in$.next(2);
    assert.deepEqual(app.take(), [["late", 2], ["late", 2]]);
});

test("subjects, subscribers, getters and proxies are given as they are", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), to$ = new Subject();
        to$.subscribe(watch("to"));
        const getter = { get next() { seen("get"); return x => seen("got", x); } };
        const hostile = new Proxy({}, { getOwnPropertyDescriptor() { throw new Error("hands off"); }, get: (_, key) => key === "next" ? x => seen("proxy", x) : undefined });
        const subscriber = new rx.Subscriber({ next: x => seen("subscriber", x) });
        const operators = [tap(to$), tap(getter), tap(hostile)];
        in$.pipe(tap(to$), tap(getter), tap(hostile)).subscribe(subscriber);
    `);
    const { in$ } = app.module("a.js");
    app.take();
    in$.next(1);
    await app.edit("a.js", '"subscriber"', '"again"');
    in$.next(2);
    const seen = app.take().filter(what => what !== "get");
    assert.deepEqual(seen, [["to", 1], ["got", 1], ["proxy", 1], ["subscriber", 1], ["to", 2], ["got", 2], ["proxy", 2], ["again", 2]]);
});

test("a subscribe's observer is another object with other functions", async t => {
    const app = new App(t);
    await app.save("observer.js", 'export const observer = { next: x => seen("one", x) };');
    await app.save("a.js", 'import { observer } from "./observer.js"; export const in$ = new Subject(); counted("in", in$).subscribe(observer);');
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("observer.js", '"one"', '"two"');
    in$.next(2);
    await app.save("observer.js", 'export const observer = { next: x => seen("three", x), complete: () => seen("over") };');
    in$.next(3);
    in$.complete();
    assert.deepEqual(app.take(), [["one", 1], ["two", 2], ["three", 3], "over"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 1, living: 0 });
});
