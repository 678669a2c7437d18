/** What a pattern takes out of a call: the call is made again when it changed, and its streams are tracks. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

/** What makes pairs, in a module of its own: what it makes has no keys. */
const LIB = `
    export function counter(by) {
        seen("counter", by);
        const clicks = new Subject();
        return [clicks.pipe(scan(sum => sum + by, 0)), () => clicks.next()];
    }
    export function cell(value) {
        seen("cell", value);
        const state$ = new BehaviorSubject(value);
        return { state$, set: value => state$.next(value) };
    }
`;

test("a pair is kept with its state while its call is the same", async t => {
    const app = new App(t);
    await app.save("lib.js", LIB);
    await app.save("a.js", `
        import { counter, cell } from "./lib.js";
        const [count$, click] = counter(1), { state$, set } = cell(5);
        count$.subscribe(watch("count"));
        state$.subscribe(watch("state"));
        export const in$ = new Subject();
        in$.subscribe(x => { click(); set(x); });
    `);
    const { in$ } = app.module("a.js");
    in$.next(6);
    assert.deepEqual(app.take(), [["counter", 1], ["cell", 5], ["state", 5], ["count", 1], ["state", 6]]);
    await app.edit("a.js", "set(x)", "set(-x)");
    in$.next(7);
    assert.deepEqual(app.take(), [["count", 2], ["state", -7]]);
    assert.deepEqual([...app.swap("a.js").module.tracks.keys()].sort(), ["count$", "in$", "state$"]);
});

test("a stream of a call that changed is swapped below its subscribers, and goes with what was made beside it", async t => {
    const app = new App(t);
    await app.save("lib.js", LIB);
    await app.save("a.js", `import { counter } from "./lib.js"; export const [count$, click] = counter(1);`);
    await app.save("b.js", `import { count$ } from "./a.js"; count$.subscribe(watch("count"));`);
    const { count$ } = app.module("a.js");
    app.module("a.js").click();
    await app.edit("a.js", "counter(1)", "counter(10)");
    const again = app.module("a.js");
    assert.equal(again.count$, count$);
    again.click();
    assert.deepEqual(app.take(), [["counter", 1], ["count", 1], ["counter", 10], ["count", 10]]);
    assert.equal(app.track("a.js", "count$").runs, 2);
});

test("so is a part that a function of the module itself makes, which keeps its subjects and names them by their variables", async t => {
    const app = new App(t);
    await app.save("a.js", `
        function both(by) {
            const in$ = new Subject(), sums$ = in$.pipe(scan((a, b) => a + b * by, 0));
            return { in$, deep: { list: [sums$, in$.pipe(map(x => -x))] } };
        }
        export const { in$, deep: { list: [sums$, minus$] } } = both(1);
        sums$.subscribe(watch("sums"));
        minus$.subscribe(watch("minus"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "a + b * by", "a - b * by");
    await app.edit("a.js", "=> -x", "=> x * 100");
    in$.next(3);
    assert.equal(app.module("a.js").in$, in$);
    assert.deepEqual(app.take(), [["sums", 1], ["minus", -1], ["sums", -2], ["minus", 300]]);
    assert.deepEqual([...app.swap("a.js").module.tracks.keys()].sort(), ["in$", "minus$", "sums$"]);
    assert.deepEqual(app.resultsOf("sums$"), [["SWAPPED", "moved scan (a, b) => a - b * by, 0"]]);
    assert.deepEqual(app.invalidated, []);
});

test("a subject that another module makes anew is the new one for all, since its setter sends there", async t => {
    const app = new App(t);
    await app.save("lib.js", LIB);
    await app.save("a.js", `
        import { cell } from "./lib.js";
        export const { state$, set } = cell(1);
        state$.subscribe(watch("here"));
    `);
    await app.save("b.js", `import { state$ } from "./a.js"; state$.subscribe(watch("there"));`);
    app.module("a.js").set(2);
    await app.edit("a.js", "cell(1)", "cell(10)");
    app.take();
    app.module("a.js").set(11);
    assert.deepEqual(app.take(), [["here", 11], ["there", 11]]);
    assert.equal(app.invalidated.length, 1);
});

test("an edit that names other parts keeps those of before, whatever they are called now", async t => {
    const app = new App(t);
    await app.save("lib.js", `export function two() { seen("two"); const a$ = new Subject(), b$ = new Subject(); Object.assign(globalThis, { first$: a$, second$: b$ }); return [a$, b$]; }`);
    await app.save("a.js", `import { two } from "./lib.js"; const [x$, y$] = two(); x$.subscribe(watch("x")); y$.subscribe(watch("y"));`);
    const { first$, second$ } = /** @type {any} */ (globalThis);
    await app.edit("a.js", "[x$, y$]", "[y$, x$]");
    first$.next(1);
    second$.next(2);
    assert.deepEqual(app.take(), ["two", ["y", 1], ["x", 2]]);
    await app.save("a.js", `import { two } from "./lib.js"; const [p$] = two(); p$.subscribe(watch("p"));`);
    first$.next(3);
    assert.deepEqual(app.take(), [["p", 3]]);
});

test("what holds an await, or a site, is evaluated each time, and its streams are swapped all the same", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        const split = source$ => ({ evens$: source$.pipe(filter(x => x % 2 === 0)), odds$: source$.pipe(filter(x => x % 2 === 1)) });
        const { evens$, odds$ } = split(in$.pipe(map(x => x + 1)));
        const { late$ } = await Promise.resolve({ late$: in$.pipe(map(x => "late " + x)) });
        for (const stream$ of [evens$, odds$, late$]) stream$.subscribe(seen);
        export { evens$, late$ };
    `);
    const first = app.module("a.js");
    first.in$.next(1);
    await app.edit("a.js", "x + 1", "x + 10");
    await app.edit("a.js", "late ", "later ");
    const last = app.module("a.js");
    assert.deepEqual([last.evens$, last.late$], [first.evens$, first.late$]);
    first.late$.subscribe((/** @type {string} */ x) => app.seen.push(x));
    app.take();
    first.in$.next(2);
    assert.ok(app.take().includes("later 2"));
    assert.equal(app.track("a.js", "evens$").runs, 2);
});

test("getters, iterators, frozen objects, instances and rests are read as they are written, and importers get what is new", async t => {
    const app = new App(t);
    const text = `
        export const in$ = new Subject();
        class Shop {
            #reads = 0;
            constructor(by) { this.items$ = in$.pipe(map(x => x * by)); Object.freeze(this); }
            get reads() { return ++this.#reads; }
            get fresh$() { return of(this.reads); }
        }
        const make = by => new Shop(by);
        function* several(by) { yield in$.pipe(map(x => x + by)); yield "second"; }
        const list = by => Object.freeze([in$.pipe(map(x => x - by)), 1, 2, 3]);
        const { items$, reads, fresh$, missing = "none", ...rest } = make(2);
        const [plus$, second] = several(1), [minus$, ...more] = list(1);
        export const read = { reads, missing, rest, second, more };
        export { items$, fresh$, plus$, minus$ };
    `;
    await app.save("a.js", text);
    const first = app.module("a.js");
    const seen = /** @type {any[]} */ ([]);
    [first.items$, first.minus$].forEach(stream => stream.subscribe((/** @type {number} */ x) => seen.push(x)));
    await app.edit("a.js", "make(2)", "make(3)");
    await app.edit("a.js", "list(1)", "list(2)");
    const { read, items$, minus$ } = app.module("a.js");
    assert.deepEqual(read, { reads: 3, missing: "none", rest: {}, second: "second", more: [1, 2, 3] });
    assert.deepEqual([items$, minus$], [first.items$, first.minus$]);
    await app.save("b.js", `import { fresh$, plus$ } from "./a.js"; Object.assign(globalThis, { ofImporter: [fresh$, plus$] });`);
    await app.edit("a.js", "read = {", "read = {} && {");
    const last = app.module("a.js");
    assert.deepEqual(/** @type {any} */ (globalThis).ofImporter, [last.fresh$, last.plus$]);
    first.in$.next(10);
    assert.deepEqual(seen, [30, 8]);
});

test("what gives no stream is evaluated each time, as variables are, and what throws leaves what runs", async t => {
    const app = new App(t);
    await app.save("a.js", `
        let runs = 0;
        const measure = n => { seen("measured"); return { width: n, height: runs++ }; };
        const { width, height } = measure(1);
        const make = () => ({ a$: in$.pipe(map(x => x + width)) });
        export const in$ = new Subject();
        const { a$ } = make();
        a$.subscribe(watch("a"));
    `);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "x + width", "x + width * 10");
    in$.next(1);
    assert.deepEqual(app.take(), ["measured", "measured", ["a", 11]]);
    await app.edit("a.js", "make();", "make().nothing;");
    in$.next(2);
    assert.deepEqual(app.take(), ["measured", ["a", 12]]);
    assert.match(app.results().at(-1)[1], /discarded: TypeError/);
});

test("rx:ignore and rx:reset count for them, too", async t => {
    const app = new App(t);
    await app.save("lib.js", LIB);
    await app.save("a.js", `
        import { counter } from "./lib.js";
        // rx:ignore
        const [ignored$] = counter(1);
        // rx:reset
        const [reset$] = counter(2);
        const k = 1;
    `);
    app.take();
    await app.edit("a.js", "k = 1", "k = 2");
    assert.deepEqual(app.take(), [["counter", 1], ["counter", 2]]);
    assert.deepEqual([...app.swap("a.js").tracks.keys()], ["reset$"]);
});

test("a name that stands for a stream of a function is told, and is no news to importers while it is kept", async t => {
    const app = new App(t);
    await app.save("a.js", `
        function make() { const inner$ = new Subject(); return inner$; }
        export const s$ = make();
        const k = 1;
    `);
    await app.save("b.js", `import { s$ } from "./a.js"; s$.subscribe(watch("s")); seen("b");`);
    await app.edit("a.js", "k = 1", "k = 2");
    await app.edit("a.js", "k = 2", "k = 3");
    assert.deepEqual([app.invalidated, app.take()], [[], ["b"]]);
    assert.deepEqual([...app.swap("a.js").module.tracks.keys()], ["s$"]);
    await app.save("a.js", app.text("a.js").replace("s$ =", "t$ =").replace("k = 3", "s$ = t$; export { s$ }"));
    assert.deepEqual([...app.swap("a.js").module.tracks.keys()], ["t$"]);
});
