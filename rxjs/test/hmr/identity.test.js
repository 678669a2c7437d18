/** Cases of identity: which stream of a save is which of the one before. */
import assert from "node:assert/strict";
import test from "node:test";
import { attach, flush } from "../runtime/support/inspector.js";
import { App } from "./support/app.js";

test("one variable name in two modules is two tracks", async t => {
    const app = new App(t);
    const text = (/** @type {string} */ name) => `export const in$ = new Subject(); export const out$ = in$.pipe(map(x => "${name}" + x)); out$.subscribe(x => seen(x));`;
    await app.save("a.js", text("a"));
    await app.save("b.js", text("b"));
    await app.edit("a.js", '"a"', '"A"');
    app.module("a.js").in$.next(1);
    app.module("b.js").in$.next(2);
    assert.deepEqual(app.take(), ["A1", "b2"]);
    assert.deepEqual([app.track("a.js", "out$").runs, app.track("b.js", "out$").runs], [2, 1]);
});

// ---- Factories ---------------------------------------------------------------------------------------

test("a factory that is called many times at module level makes a track a call: an edit reaches each, with its own state", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        const sums = n => in$.pipe(map(x => x * n), scan((a, b) => a + b, 0), map(x => n + ":" + x));
        export const one$ = sums(1), two$ = sums(2);
        export const list = [sums(3), sums(4)];
        [one$, two$, ...list].forEach(each$ => each$.subscribe(x => seen(x)));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", '":"', '"="');
    in$.next(1);
    assert.deepEqual(app.take(), ["1:1", "2:2", "3:3", "4:4", "1=2", "2=4", "3=6", "4=8"]);
    assert.equal(in$.observers.length, 4);
});

test("one of the calls of a factory is edited: the others are not touched", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        const sums = n => in$.pipe(map(x => x * n), scan((a, b) => a + b, 0));
        export const one$ = sums(1);
        export const two$ = sums(2);
        one$.subscribe(watch("one"));
        two$.subscribe(watch("two"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "sums(2)", "sums(20)");
    in$.next(1);
    assert.deepEqual(app.take().filter(([who]) => who === "one"), [["one", 1], ["one", 2]]);
    assert.deepEqual([app.track("a.js", "one$").runs, app.track("a.js", "two$").runs], [1, 2]);
});

test("a factory that the app calls later makes new calls only: what lives runs on and is marked old, the next call is new", async t => {
    const app = new App(t), inspector = attach(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const make$ = n => in$.pipe(map(x => n + ":" + x));
        export const open = (make, n) => make(n).subscribe(x => seen(x));
    `);
    const { in$, make$, open } = app.module("a.js");
    open(make$, 1);
    open(make$, 2);
    await app.edit("a.js", '":"', '"="');
    open(app.module("a.js").make$, 3);
    open(make$, 4);
    in$.next(0);
    assert.deepEqual(app.take(), ["1:0", "2:0", "3=0", "4=0"]);
    flush();
    assert.equal(inspector.all("subscription").filter(({ tags }) => tags.has("old code")).length, 2);
});

test("callbacks of a factory's living streams that capture nothing are swapped, in each of them", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const make$ = () => in$.pipe(map(x => x + 1), scan((a, b) => a + b, 0));
    `);
    const { in$, make$ } = app.module("a.js"), first = make$(), see = (/** @type {number} */ x) => app.seen.push(x);
    first.subscribe(see);
    in$.next(1);
    make$().subscribe(see);
    await app.edit("a.js", "x + 1", "x * 10");
    in$.next(1);
    assert.deepEqual(app.take(), [2, 12, 10]);
});

test("a class field of many instances: each instance keeps its stream and its state, a new instance has the new code", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export class Store {
            sum$ = in$.pipe(map(x => x * 1), scan((a, b) => a + b, 0));
        }
    `);
    const { in$, Store } = app.module("a.js"), stores = [new Store(), new Store()];
    stores.forEach((store, i) => store.sum$.subscribe((/** @type {number} */ x) => app.seen.push([i, x])));
    in$.next(1);
    await app.edit("a.js", "x * 1", "x * 10");
    const third = new (app.module("a.js").Store)();
    third.sum$.subscribe((/** @type {number} */ x) => app.seen.push([2, x]));
    in$.next(1);
    assert.deepEqual(app.take(), [[0, 1], [1, 1], [0, 11], [1, 11], [2, 10]]);
    assert.notEqual(stores[0].sum$, stores[1].sum$);
});

// ---- Order and shape ---------------------------------------------------------------------------------

test("an operator is inserted above two that are the same: they are matched by shape, not by number", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(scan((a, b) => a + b, 0), scan((a, b) => a + b, 0));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    [1, 1].forEach(x => in$.next(x));
    await app.edit("a.js", "pipe(scan", "pipe(scan((a, b) => Math.max(a, b), 0), scan");
    in$.next(1);
    assert.deepEqual(app.take(), [1, 3, 6]);
});

test("a stream without a name is inserted before two that are the same: they keep their subscriptions", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = new Subject();
        export const out$ = rx.combineLatest([counted("1", a$).pipe(scan((a, b) => a + b, 0)), counted("2", a$).pipe(scan((a, b) => a + b, 0))]).pipe(map(all => all.join()));
        out$.subscribe(x => seen(x));
    `);
    const { a$ } = app.module("a.js");
    a$.next(1);
    await app.edit("a.js", "all.join()", "all.join('-')");
    a$.next(1);
    assert.deepEqual(app.take(), ["1,1", "2-1", "2-2"]);
    assert.deepEqual([app.counts[1].subscribed, app.counts[2].subscribed], [1, 1]);
});

test("tracks change places in the file: each keeps its subscriptions", async t => {
    const app = new App(t);
    const a = `export const a$ = counted("a", in$).pipe(map(x => "a" + x));`, b = `export const b$ = counted("b", in$).pipe(map(x => "b" + x));`;
    await app.save("a.js", `export const in$ = new Subject(); ${a} ${b} a$.subscribe(x => seen(x)); b$.subscribe(x => seen(x));`);
    const { in$, a$, b$ } = app.module("a.js");
    await app.save("a.js", `export const in$ = new Subject(); ${b} ${a} b$.subscribe(x => seen(x)); a$.subscribe(x => seen(x));`);
    in$.next(1);
    assert.deepEqual(app.take().sort(), ["a1", "b1"]);
    assert.deepEqual([app.module("a.js").a$, app.module("a.js").b$], [a$, b$]);
    assert.deepEqual([app.counts.a.subscribed, app.counts.b.subscribed], [1, 1]);
});

test("two tracks swap their definitions: the names stay, what is behind them is the other", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => x + 1));
        export const b$ = in$.pipe(filter(x => x > 0));
        a$.subscribe(watch("a"));
        b$.subscribe(watch("b"));
    `);
    const { in$ } = app.module("a.js");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const a$ = in$.pipe(filter(x => x > 0));
        export const b$ = in$.pipe(map(x => x + 1));
        a$.subscribe(watch("a"));
        b$.subscribe(watch("b"));
    `);
    in$.next(1);
    assert.deepEqual(app.take().sort(), [["a", 1], ["b", 2]]);
    assert.equal(in$.observers.length, 2);
});

// ---- Nothing changed ---------------------------------------------------------------------------------

test("lines are moved, comments and layout changed: no version goes up, nothing is reconnected, and it says unchanged", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const N = 2;
        export const in$ = new Subject(), state$ = new BehaviorSubject(0);
        export const out$ = counted("in", in$).pipe(rx.skip(N), map(x => x + 1), rx.mergeMap(x => of(x).pipe(map(y => y))));
        out$.subscribe(watch("out"));
        in$.next(0);
    `);
    const { in$, out$ } = app.module("a.js");
    in$.next(0);
    await app.save("a.js", `
        // a comment
        const N = 2;

        export const in$ = new Subject(),
            state$ = new BehaviorSubject(0);
        /** another */
        export const out$ = counted("in", in$)
            .pipe(
                rx.skip(N), // here
                map((x) => (x + 1)),
                rx.mergeMap(x => of(x).pipe(map(y => y))),
            );
        out$.subscribe(watch("out"));
        in$.next(0);
    `);
    assert.deepEqual(app.results().map(([code]) => code), ["UNCHANGED"]);
    assert.equal(app.track("a.js", "out$").runs, 1);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 2]]);
    assert.equal(app.module("a.js").out$, out$);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("the same text is saved again and again: nothing happens", async t => {
    const app = new App(t);
    const text = `export const in$ = new Subject(); const x = () => 1; export const out$ = counted("in", in$).pipe(map(y => y + x()), rx.debounceTime(0, rx.queueScheduler)); out$.subscribe(watch("out"));`;
    await app.save("a.js", text);
    for (let i = 0; i < 5; i++) {
        await app.save("a.js", text);
    }
    app.module("a.js").in$.next(1);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.equal(app.track("a.js", "out$").runs, 1);
    assert.ok(app.results().every(([code]) => code === "UNCHANGED"));
});

// ---- What is reached ---------------------------------------------------------------------------------

test("a local function that callbacks use is edited: what reaches it swaps, the rest is unchanged", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const inner = x => x + 1;
        function label(x) { return "v" + inner(x); }
        export const in$ = new Subject();
        export const with$ = counted("in", in$).pipe(map(x => label(x)));
        export const without$ = in$.pipe(map(x => x));
        with$.subscribe(watch("with"));
        without$.subscribe(watch("without"));
    `);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "x + 1", "x + 100");
    in$.next(1);
    assert.deepEqual(app.take(), [["with", "v101"], ["without", 1]]);
    assert.deepEqual([app.track("a.js", "with$").runs, app.track("a.js", "without$").runs], [2, 1]);
    assert.equal(app.counts.in.subscribed, 1);
});

test("a constant that a callback uses, and one that a value uses, are edited: the one swaps, the other reconnects", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const FACTOR = 2, SKIP = 0;
        export const in$ = new Subject();
        export const product$ = counted("p", in$).pipe(map(x => x * FACTOR));
        export const rest$ = counted("r", in$).pipe(scan((a, b) => a + b, 0), rx.skip(SKIP));
        product$.subscribe(watch("product"));
        rest$.subscribe(watch("rest"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "FACTOR = 2", "FACTOR = 3");
    await app.edit("a.js", "SKIP = 0", "SKIP = 1");
    in$.next(1);
    in$.next(1);
    assert.deepEqual(app.take(), [["product", 2], ["rest", 1], ["product", 3], ["product", 3], ["rest", 3]]);
    assert.deepEqual([app.counts.p.subscribed, app.counts.r.subscribed], [1, 1]);
});

test("a variable is renamed: it keeps its subscriptions and its state, and the result says so", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), state$ = new BehaviorSubject(0);
        const sum$ = counted("in", in$).pipe(scan((a, b) => a + b, 0));
        sum$.subscribe(x => seen(x));
    `);
    const { in$, state$ } = app.module("a.js");
    in$.next(1);
    state$.next(5);
    await app.save("a.js", `
        export const in$ = new Subject(), kept$ = new BehaviorSubject(0);
        const total$ = counted("in", in$).pipe(scan((a, b) => a + b, 0));
        total$.subscribe(x => seen(x));
    `);
    in$.next(1);
    assert.deepEqual(app.take(), [1, 2]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.equal(app.module("a.js").kept$, state$);
    assert.ok(app.results().some(([code]) => code === "RENAMED"));
    await app.edit("a.js", "a + b", "a * b");
    in$.next(7);
    assert.deepEqual(app.take(), [14]);
});

test("a function that another module exports is edited: what uses it swaps with its importer", async t => {
    const app = new App(t);
    await app.save("lib.js", "export const label = x => 'a' + x;");
    await app.save("a.js", `
        import { label } from "./lib.js";
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => label(x)), scan((a, b) => a + b, ""));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("lib.js", "'a'", "'b'");
    await app.save("a.js", app.text("a.js"));
    in$.next(2);
    assert.deepEqual(app.take(), [["out", "a1"], ["out", "a1b2"]]);
    assert.equal(app.track("a.js", "out$").runs, 2);
    assert.equal(app.counts.in.subscribed, 1);
});

// ---- Unusual places ----------------------------------------------------------------------------------

for (const [where, declare, get] of [
    ["a default export", "export default source$.pipe(map(x => x + 1));", (/** @type {any} */ m) => m.default],
    ["a member of an object", "export const streams = { a$: source$.pipe(map(x => x + 1)), b: { c$: of(1) } };", (/** @type {any} */ m) => m.streams.a$],
    ["an element of an array", "export const list = [of(1), source$.pipe(map(x => x + 1))];", (/** @type {any} */ m) => m.list[1]],
    ["the return of a function", "const make = () => { const it$ = source$.pipe(map(x => x + 1)); return it$; }; export const out$ = make();", (/** @type {any} */ m) => m.out$],
    ["a conditional expression", "export const out$ = globalThis.never ? of(1) : source$.pipe(map(x => x + 1));", (/** @type {any} */ m) => m.out$],
    ["a default value", "const options = {}; export const out$ = options.out$ ?? source$.pipe(map(x => x + 1));", (/** @type {any} */ m) => m.out$],
    ["a let", "export let out$; out$ = source$.pipe(map(x => x + 1));", (/** @type {any} */ m) => m.out$],
    ["a function that is called at once", "export const out$ = (() => source$.pipe(map(x => x + 1)))();", (/** @type {any} */ m) => m.out$],
]) {
    test(`${where} is tracked: another module's subscription calls the new function`, async t => {
        const app = new App(t), { seen } = app;
        await app.save("a.js", `export const in$ = new Subject(); const source$ = counted('in', in$); ${declare}`);
        const { in$ } = app.module("a.js"), stream$ = /** @type {any} */ (get)(app.module("a.js"));
        const sub = stream$.subscribe((/** @type {number} */ x) => seen.push(x));
        in$.next(1);
        await app.edit("a.js", "x + 1", "x * 10");
        in$.next(2);
        assert.deepEqual(app.take(), [2, 20]);
        assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
        await app.edit("a.js", "map(x => x * 10)", "map(x => x * 10), filter(x => x > 20)");
        in$.next(2);
        in$.next(3);
        assert.deepEqual(app.take(), [30]);
        sub.unsubscribe();
        assert.equal(app.counts.in.living, 0);
    });
}

test("what a pattern takes out of a literal is tracked", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); const { a$ } = { a$: in$.pipe(map(x => x + 1)) }; export { a$ };");
    const { in$, a$ } = app.module("a.js");
    const sub = a$.subscribe((/** @type {number} */ x) => app.seen.push(x));
    await app.edit("a.js", "x + 1", "x * 10");
    in$.next(2);
    sub.unsubscribe();
    assert.deepEqual(app.take(), [20]);
});

test("what only looks like a subscribe or a stream is left alone, and strings in arguments are no trouble", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const bus = { subscribe: f => { seen("bus", typeof f); return 7; }, pipe: (...all) => all.length, next: x => seen("sent", x) };
        export const got = bus.subscribe(() => {});
        export const piped = bus.pipe(1, 2);
        bus.next(1);
        ["a", "b"].forEach(x => seen(x));
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => \`\${x}: "it's" \\\`quoted\\\`\`), rx.startWith('a\\'b', "c\\"d", \`e\`), rx.tap({ next: x => seen(x) }));
        out$.subscribe();
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    assert.deepEqual(app.take(), [["bus", "function"], ["sent", 1], "a", "b", "a'b", 'c"d', "e", '1: "it\'s" `quoted`']);
    await app.edit("a.js", "it's", "it is");
    in$.next(2);
    assert.deepEqual(app.take(), [["bus", "function"], ["sent", 1], "a", "b", '2: "it is" `quoted`']);
    assert.deepEqual([app.module("a.js").got, app.module("a.js").piped], [7, 2]);
});

test("an operator of the app's own is edited: it is made anew alone, its neighbours keep their state", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const double = source$ => source$.pipe(map(x => x * 2));
        const counting = () => source$ => new rx.Observable(subscriber => {
            let n = 0;
            return source$.subscribe({ next: x => subscriber.next([n++, x]), error: e => subscriber.error(e), complete: () => subscriber.complete() });
        });
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), double, counting(), map(([n, x]) => n + ":" + x));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "x * 2", "x * 3");
    in$.next(1);
    await app.edit("a.js", "let n = 0", "let n = 10");
    in$.next(1);
    assert.deepEqual(app.take(), ["0:2", "1:6", "10:9"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

// ---- Counts ------------------------------------------------------------------------------------------

test("what swaps put between never shows: the subscriptions that are told are those of the pipe as it is written now", async t => {
    const app = new App(t), inspector = attach(t);
    const ofPlain = async (/** @type {string} */ text) => {
        const before = inspector.all("subscription").length;
        await app.save("plain.js", text.replace("#", "plain"));
        flush();
        return inspector.all("subscription").length - before;
    };
    const text = (/** @type {string} */ operators) => `export const in$ = new Subject(); export const out$ = in$.pipe(${operators}); out$.subscribe(watch("#"));`;
    flush();
    const start = inspector.all("subscription").length;
    await app.save("a.js", text("map(x => x), scan((a, b) => a + b, 0)"));
    for (const operators of ["map(x => x), filter(() => true), scan((a, b) => a + b, 0)", "filter(() => true), scan((a, b) => a + b, 0)", "rx.skip(0), filter(() => true), tap(() => {}), scan((a, b) => a + b, 0), rx.take(99)"]) {
        await app.save("a.js", text(operators));
    }
    app.module("a.js").in$.next(1);
    flush();
    const swapped = inspector.all("subscription").length - start;
    assert.equal(swapped, await ofPlain(text("rx.skip(0), filter(() => true), tap(() => {}), scan((a, b) => a + b, 0), rx.take(99)")));
    const sent = inspector.totals.next;
    app.module("a.js").in$.next(1);
    flush();
    const ours = inspector.totals.next - sent;
    app.module("plain.js").in$.next(1);
    flush();
    assert.equal(ours, inspector.totals.next - sent - ours);
});
