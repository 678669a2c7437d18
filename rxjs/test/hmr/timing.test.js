/** Cases of timing: synchronous sources, what has ended, saves that come while something is under way. */
import assert from "node:assert/strict";
import test from "node:test";
import { SWAP } from "../../src/protocol/kinds.js";
import { App, until } from "./support/app.js";

/** Values that an endless source may send before the test gives up. */
const CAP = 1000;
const ENDLESS = `
    const endless$ = new rx.Observable(subscriber => {
        for (let i = 0; !subscriber.closed; i++) {
            if (i === ${CAP}) { throw new Error("it did not stop"); }
            subscriber.next(i);
        }
    });
`;

// ---- Synchronous sources -----------------------------------------------------------------------------

test("an endless synchronous source under take(1) stops, before and after each edit", async t => {
    const app = new App(t);
    await app.save("a.js", `${ENDLESS}
        export const out$ = endless$.pipe(map(x => x), rx.take(1));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { open } = app.module("a.js");
    open("first");
    await app.edit("a.js", "map(x => x)", "map(x => x + 10)");
    open("function");
    await app.edit("a.js", "take(1)", "take(2)");
    open("value");
    await app.edit("a.js", "map(x => x + 10), ", "");
    open("structure");
    assert.deepEqual(app.take(), [
        ["first", 0], ["first", "complete"], ["function", 10], ["function", "complete"],
        ["value", 10], ["value", 11], ["value", "complete"], ["structure", 0], ["structure", 1], ["structure", "complete"],
    ]);
});

test("a living subscription gets an endless synchronous source under its take: it stops, and everything is let go of", async t => {
    const app = new App(t);
    await app.save("a.js", `${ENDLESS}
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x), rx.take(3));
        out$.subscribe(watch("out"));
    `);
    app.module("a.js").in$.next(7);
    await app.edit("a.js", 'counted("in", in$).pipe', "endless$.pipe");
    const [first, ...all] = app.take();
    assert.deepEqual(first, ["out", 7]);
    assert.deepEqual(all.at(-1), ["out", "complete"]);
    assert.ok(all.length <= 4, `${all.length} values`);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 1, living: 0 });
});

test("an operator that subscribes synchronously to something endless comes before a take: it stops", async t => {
    const app = new App(t);
    await app.save("a.js", `${ENDLESS}
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x), rx.take(2));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "map(x => x)", "rx.mergeMap(() => endless$)");
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 0], ["out", 1], ["out", "complete"]]);
    assert.equal(in$.observers.length, 0);
});

test("a synchronous source of three values sends each once and completes once, with any number of saves", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const out$ = of(1, 2, 3).pipe(map(x => x * 2));
        out$.subscribe(watch("out"));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { open } = app.module("a.js");
    await app.edit("a.js", "x * 2", "x * 3");
    await app.edit("a.js", "of(1, 2, 3)", "of(1, 2, 3, 4)");
    assert.deepEqual(app.take(), [["out", 2], ["out", 4], ["out", 6], ["out", "complete"]]);
    open("late");
    assert.deepEqual(app.take(), [["late", 3], ["late", 6], ["late", 9], ["late", 12], ["late", "complete"]]);
});

test("the source of a living subscription becomes a synchronous one: each value once, one complete", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(scan((a, b) => a + b, 0), map(x => "v" + x));
        out$.subscribe(watch("1"));
        out$.subscribe(watch("2"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(5);
    app.take();
    await app.edit("a.js", "in$.pipe", "of(1, 2, 3).pipe");
    const all = app.take();
    for (const name of ["1", "2"]) {
        const own = all.filter(([who]) => who === name).map(([, what]) => what);
        assert.equal(own.length, 4);
        assert.equal(own.at(-1), "complete");
    }
    assert.equal(in$.observers.length, 0);
});

// ---- What has ended ----------------------------------------------------------------------------------

test("a completed subscription stays completed, its source is not subscribed again, and a new subscriber gets the new code", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x), rx.take(2));
        out$.subscribe(watch("old"));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js");
    [1, 2].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), [["old", 1], ["old", 2], ["old", "complete"]]);
    await app.edit("a.js", "take(2)", "take(4)");
    await app.edit("a.js", "map(x => x)", "map(x => x * 10)");
    await app.edit("a.js", "map(x => x * 10), ", "map(x => x * 10), filter(x => x > 0), ");
    await app.edit("a.js", 'watch("old")', 'watch("older")');
    in$.next(3);
    assert.deepEqual(app.take(), []);
    assert.equal(app.counts.in.subscribed, 1);
    open("new");
    [1, 2, 3, 4].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), [["new", 10], ["new", 20], ["new", 30], ["new", 40], ["new", "complete"]]);
});

test("a subscription that has failed stays failed", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => { if (x > 1) { throw new Error("too much"); } return x; }));
        out$.subscribe(watch("old"));
    `);
    const { in$ } = app.module("a.js");
    [1, 2].forEach(x => in$.next(x));
    await app.edit("a.js", "x > 1", "x > 100");
    in$.next(3);
    assert.deepEqual(app.take(), [["old", 1], ["old", "error", "too much"]]);
    assert.equal(in$.observers.length, 0);
});

// ---- Values under way --------------------------------------------------------------------------------

test("a save that comes while a value is on the stack waits until the stack is empty", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => { globalThis.onValue?.(); return x + 1; }), map(x => x * 1));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js"), world = /** @type {any} */ (globalThis);
    t.after(() => delete world.onValue);
    world.onValue = () => {
        delete world.onValue;
        app.saveNow("a.js", "x * 1", "x * 100");
        in$.next(5);
        app.seen.push("back");
    };
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 6], "back", ["out", 2]]);
    await until(() => app.track("a.js", "out$").runs === 2);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 200]]);
});

test("a save in an observer's own function: the observer that runs comes to its end, the next value gets the new one", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        in$.subscribe(x => { seen("a", x); globalThis.onValue?.(); seen("b", x); });
    `);
    const { in$ } = app.module("a.js"), world = /** @type {any} */ (globalThis);
    t.after(() => delete world.onValue);
    world.onValue = () => {
        delete world.onValue;
        app.saveNow("a.js", 'seen("a", x)', 'seen("c", x)');
    };
    in$.next(1);
    in$.next(2);
    assert.deepEqual(app.take(), [["a", 1], ["b", 1], ["a", 2], ["b", 2]]);
    await null;
    in$.next(3);
    assert.deepEqual(app.take(), [["c", 3], ["b", 3]]);
});

test("what a new source replays is delivered once, and the result says that the reconnect has sent it", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), state$ = new BehaviorSubject(7);
        export const out$ = in$.pipe(map(x => x * 2));
        out$.subscribe(watch("out"));
    `);
    const { in$, state$ } = app.module("a.js");
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 2]]);
    await app.edit("a.js", "in$.pipe", "state$.pipe");
    assert.deepEqual(app.take(), [["out", 14]]);
    const [[code, text]] = app.resultsOf("out$");
    assert.equal(code, "RECONNECTED");
    assert.match(text, /1 value sent by the reconnect/);
    state$.next(8);
    in$.next(9);
    assert.deepEqual(app.take(), [["out", 16]]);
});

// ---- Many saves --------------------------------------------------------------------------------------

test("ten saves in a row and one more: all land, the last one wins", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x + ":0"));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    for (let i = 1; i <= 11; i++) {
        await app.edit("a.js", `":${i - 1}"`, `":${i}"`);
        in$.next(i);
        assert.deepEqual(app.take(), [["out", `${i}:${i}`]]);
    }
    assert.equal(app.track("a.js", "out$").runs, 12);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("eleven evaluations in one turn: the last one wins", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x + ":0"));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    for (let i = 1; i <= 11; i++) {
        app.saveNow("a.js", `":${i - 1}")${i % 2 === 0 ? ", filter(() => true)" : ""}`, `":${i}")${i % 2 === 1 ? ", filter(() => true)" : ""}`);
    }
    await until(() => app.track("a.js", "out$").runs > 1);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "1:11"]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

for (const [older, newer] of [[30, 0], [30, 10], [0, 20]]) {
    test(`of two saves that wait at top level for ${older} and ${newer} ms the newer runs, whichever ends first`, async t => {
        const app = new App(t);
        const text = (/** @type {string} */ name, /** @type {number} */ ms) => `
            export const in$ = new Subject();
            seen("${name} begins");
            await new Promise(done => setTimeout(done, ${ms}));
            export const out$ = in$.pipe(map(x => x + "${name}"));
            out$.subscribe(watch("out"));
        `;
        await app.save("a.js", text("first", 0));
        const { in$ } = app.module("a.js");
        const saved = app.save("a.js", text("older", older));
        await until(() => app.seen.includes("older begins"));
        await Promise.all([saved, app.save("a.js", text("newer", newer))]);
        app.take();
        in$.next(1);
        assert.deepEqual(app.take(), [["out", "1newer"]]);
        assert.equal(in$.observers.length, 1);
    });
}

test("half a file changes nothing, and the whole one runs", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x + 1));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x =>
    `);
    in$.next(1);
    await app.save("a.js", "");
    in$.next(2);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x + 10));
        out$.subscribe(watch("out"));
    `);
    in$.next(3);
    assert.deepEqual(app.take(), [["out", 2], ["out", 3], ["out", 13]]);
    assert.equal(in$.observers.length, 1);
    assert.equal(app.module("a.js").in$, in$);
    assert.ok(!app.results().some(([code]) => code === Object.keys(SWAP)[SWAP.ORPHANED]));
});
