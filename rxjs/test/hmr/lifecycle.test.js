/** Cases of lifecycle: what is declared no more, what runs again, what fails while it is evaluated, what is kept. */
import assert from "node:assert/strict";
import test from "node:test";
import { runtime } from "../../src/runtime/index.js";
import { attach, flush } from "../runtime/support/inspector.js";
import { sweep } from "../../src/runtime/hmr/versions.js";
import { accepted } from "../../src/runtime/hmr/commit.js";
import { App, collect, until } from "./support/app.js";

// ---- What is gone ------------------------------------------------------------------------------------

test("no swap and no orphaning completes anybody", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), state$ = new BehaviorSubject(0);
        export const a$ = in$.pipe(rx.take(9)), b$ = a$.pipe(rx.share()), c$ = rx.merge(b$, state$);
    `);
    await app.save("b.js", `
        import * as a from "./a.js";
        for (const name of ["a$", "b$", "c$", "state$"]) { a[name].subscribe(watch(name)); }
    `);
    app.take();
    await app.edit("a.js", "take(9)", "take(8)");
    await app.edit("a.js", "a$.pipe(rx.share())", "a$.pipe(map(x => x), rx.share())");
    await app.edit("a.js", "BehaviorSubject(0)", "BehaviorSubject(1)");
    await app.edit("a.js", "rx.merge(b$, state$)", "rx.merge(state$, b$)");
    await app.save("a.js", "export const in$ = new Subject(), state$ = new BehaviorSubject(1);");
    await until(() => app.track("a.js", "c$").orphan);
    await app.save("a.js", "export const nothing = 0;");
    await until(() => [...app.swap("a.js").tracks.values()].every(({ orphan }) => orphan));
    assert.ok(!app.take().some(([, what]) => what === "complete"));
});

test("a tracked stream is removed from the source: it is unsubscribed once no newer save brings it back, and listed as an orphan", async t => {
    const app = new App(t), inspector = attach(t);
    await app.save("a.js", `export const in$ = new Subject(); export const gone$ = counted("in", in$).pipe(map(x => x)), stays$ = in$.pipe(map(x => x));`);
    await app.save("b.js", `import { gone$ } from "./a.js"; export const sub = gone$.subscribe(watch("b"));`);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", 'gone$ = counted("in", in$).pipe(map(x => x)), ', "");
    in$.next(2);
    assert.equal(app.counts.in.living, 1, "a newer save may come");
    await until(() => app.counts.in.living === 0);
    in$.next(3);
    assert.deepEqual(app.take(), [["b", 1], ["b", 2]]);
    assert.equal(app.module("b.js").sub.closed, false);
    assert.deepEqual(app.resultsOf("gone$").map(([code]) => code), ["ORPHANED"]);
    flush();
    assert.equal(inspector.one("track", "gone$").orphan, true);
    assert.equal(inspector.one("track", "stays$").orphan, false);
});

test("a removed stream comes back: whoever waited for it goes on, with what it is now", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const a$ = counted("in", in$).pipe(map(x => x));`);
    await app.save("b.js", `import { a$ } from "./a.js"; export const sub = a$.subscribe(watch("b"));`);
    const { in$, a$ } = app.module("a.js");
    await app.save("a.js", "export const in$ = new Subject();");
    await until(() => app.track("a.js", "a$").orphan);
    in$.next(1);
    await app.save("a.js", `export const in$ = new Subject(); export const a$ = counted("in", in$).pipe(map(x => x * 10));`);
    in$.next(2);
    assert.deepEqual(app.take(), [["b", 20]]);
    assert.equal(app.module("a.js").a$, a$);
    assert.equal(app.counts.in.living, 1);
    app.module("b.js").sub.unsubscribe();
    assert.equal(app.counts.in.living, 0);
});

test("a stream is removed and brought back within the wait: nothing is unsubscribed", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const a$ = counted("in", in$).pipe(scan((a, b) => a + b, 0)); a$.subscribe(watch("a"));`);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.save("a.js", "export const in$ = new Subject();");
    in$.next(1);
    await app.save("a.js", `export const in$ = new Subject(); export const a$ = counted("in", in$).pipe(scan((a, b) => a + b, 0)); a$.subscribe(watch("a"));`);
    in$.next(1);
    assert.deepEqual(app.take(), [["a", 1], ["a", 2], ["a", 3]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("an orphan has work under way that no unsubscribe can stop: it comes to its end, delivers nothing, and a sweep frees the orphan", async t => {
    const app = new App(t);
    globalThis.work = {};
    await app.save("a.js", `
        export const in$ = new Subject();
        export const a$ = in$.pipe(rx.mergeMap(x => new Promise(done => work.done = done).then(y => (seen("inner", y), y))));
        a$.subscribe(y => seen("delivered", y));
    `);
    const { in$ } = app.module("a.js"), track = app.track("a.js", "a$");
    in$.next(1);
    await app.save("a.js", "export const in$ = new Subject();");
    await until(() => track.orphan);
    assert.equal(in$.observers.length, 0);
    globalThis.work.done(7);
    await until(() => app.seen.length > 0);
    await null;
    assert.deepEqual(app.take(), [["inner", 7]]);
    assert.match(sweep(false).text, /^1 orphan freed/);
});

// ---- Subscribes at module level ----------------------------------------------------------------------

test("a subscribe at module level runs again: the same subscription, the new observer, one delivery after any number of loads", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sub = counted("in", in$).subscribe(x => seen("0", x));
    `);
    const { in$, sub } = app.module("a.js");
    for (let i = 1; i <= 5; i++) {
        await app.edit("a.js", `"${i - 1}"`, `"${i}"`);
        in$.next(i);
        assert.deepEqual(app.take(), [[`${i}`, i]]);
        assert.equal(app.module("a.js").sub, sub);
    }
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

for (const [what, from, to, wanted] of [
    ["a function to an observer", "x => seen('f', x)", "{ next: x => seen('o', x), complete: () => seen('over') }", [["o", 2], "over"]],
    ["an observer to a function", "{ next: x => seen('o', x), complete: () => seen('over') }", "x => seen('f', x)", [["f", 2]]],
    ["an observer with one method to one with two", "{ next: x => seen('o', x) }", "{ next: x => seen('p', x), complete: () => seen('over') }", [["p", 2], "over"]],
    ["an observer to one that something else makes", "{ next: x => seen('o', x) }", "watch('w')", [["w", 2], ["w", "complete"]]],
    ["nothing to a function", "", "x => seen('f', x)", [["f", 2]]],
]) {
    test(`the observer of a subscribe changes from ${what}: the same subscription calls the new one`, async t => {
        const app = new App(t);
        await app.save("a.js", `export const in$ = new Subject(); counted("in", in$).pipe(map(x => x)).subscribe(${from});`);
        const { in$ } = app.module("a.js");
        in$.next(1);
        app.take();
        await app.save("a.js", `export const in$ = new Subject(); counted("in", in$).pipe(map(x => x)).subscribe(${to});`);
        in$.next(2);
        in$.complete();
        assert.deepEqual(app.take(), wanted);
        assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 1, living: 0 });
    });
}

test("another subscribe is put above one: each keeps its subscription", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        counted("in", in$).subscribe(x => seen("a", x));
        counted("in", in$).subscribe(x => seen("b", x));
    `);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", 'counted("in", in$).subscribe(x => seen("a"', 'counted("new", in$).subscribe(x => seen("new", x));\ncounted("in", in$).subscribe(x => seen("a"');
    in$.next(1);
    assert.deepEqual(app.take().sort(), [["a", 1], ["b", 1], ["new", 1]]);
    assert.deepEqual(app.counts, { in: { subscribed: 2, unsubscribed: 0, living: 2 }, new: { subscribed: 1, unsubscribed: 0, living: 1 } });
});

test("a subscribe line is removed: it is unsubscribed, its neighbour stays", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        counted("a", in$).subscribe(x => seen("a", x));
        counted("b", in$).subscribe(x => seen("b", x));
    `);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", 'counted("a", in$).subscribe(x => seen("a", x));', "");
    await until(() => app.counts.a.living === 0);
    in$.next(1);
    assert.deepEqual(app.take(), [["b", 1]]);
    assert.deepEqual(app.counts.b, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("what is subscribed to in a subscribe line is another stream: the same subscription goes on with that", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = new Subject(), b$ = new Subject();
        const x$ = counted("a", a$), y$ = counted("b", b$);
        export const sub = x$.subscribe(watch("out"));
    `);
    const { a$, b$, sub } = app.module("a.js");
    await app.edit("a.js", "x$.subscribe", "y$.subscribe");
    a$.next(1);
    b$.next(2);
    assert.deepEqual(app.take(), [["out", 2]]);
    assert.equal(app.module("a.js").sub, sub);
    assert.deepEqual([app.counts.a.living, app.counts.b.living], [0, 1]);
});

test("a send at module level is not repeated while it is the same, and done once when it is edited", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        in$.subscribe(x => seen("a", x));
        in$.next(1);
    `);
    assert.deepEqual(app.take(), [["a", 1]]);
    await app.edit("a.js", '"a"', '"b"');
    assert.deepEqual(app.take(), []);
    await app.edit("a.js", "next(1)", "next(2)");
    assert.deepEqual(app.take(), [["b", 2]]);
    await app.edit("a.js", '"b"', '"c"');
    assert.deepEqual(app.take(), []);
});

test("a user's own handle still unsubscribes after ten swaps", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(rx.skip(0), map(x => x + 0), scan((a, b) => a + b, 0));
        export const open = () => out$.subscribe(watch("out"));
    `);
    const { in$, open } = app.module("a.js"), sub = open();
    let torn = 0;
    sub.add(() => torn++);
    for (let i = 0; i < 10; i++) {
        await (i % 2 === 0 ? app.edit("a.js", `x + ${i}`, `x + ${i + 1}`) : app.edit("a.js", `x + ${i})`, `x + ${i + 1})${i % 4 === 1 ? ", filter(() => true)" : ""}`));
        in$.next(1);
    }
    assert.equal(app.take().length, 10);
    assert.deepEqual([torn, app.counts.in.subscribed], [0, 1]);
    sub.unsubscribe();
    in$.next(1);
    assert.deepEqual(app.take(), []);
    assert.deepEqual([torn, sub.closed, app.counts.in.living, in$.observers.length], [1, true, 0, 0]);
});

// ---- Evaluations -------------------------------------------------------------------------------------

test("a module throws while it is evaluated: what it made is discarded, the old code runs on, and the next good save lands", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x + 1));
        out$.subscribe(watch("out"));
        const end = 1;
    `);
    const { in$, out$ } = app.module("a.js");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(filter(x => x > 5), map(x => x + 100));
        export const more$ = counted("more", in$).pipe(map(x => x));
        out$.subscribe(watch("new"));
        more$.subscribe(watch("more"));
        in$.next("never");
        throw new Error("half way");
    `);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 2]]);
    assert.equal(app.counts.more.subscribed, 0);
    assert.match(app.results().at(-1)?.join(" ") ?? "", /REFUSED .*evaluated, discarded.*half way/);
    await app.save("b.js", `export const other$ = of(1); other$.subscribe(watch("b"));`);
    assert.deepEqual(app.take(), [["b", 1], ["b", "complete"]], "a module that comes later is not inside of the one that failed");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x + 10));
        out$.subscribe(watch("good"));
    `);
    in$.next(1);
    assert.deepEqual(app.take(), [["good", 11]]);
    assert.equal(app.module("a.js").out$, out$);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("two modules wait at top level at once: their tracks do not mix", async t => {
    const app = new App(t);
    const text = (/** @type {string} */ name, /** @type {number} */ ms, /** @type {number} */ version) => `
        export const in$ = new Subject();
        seen("${name} begins");
        await new Promise(done => setTimeout(done, ${ms}));
        export const out$ = in$.pipe(map(x => "${name}${version}" + x));
        await null;
        out$.subscribe(x => seen(x));
    `;
    await Promise.all([app.save("a.js", text("a", 15, 1)), app.save("b.js", text("b", 5, 1))]);
    await Promise.all([app.save("a.js", text("a", 5, 2)), app.save("b.js", text("b", 15, 2))]);
    app.take();
    app.module("a.js").in$.next(1);
    app.module("b.js").in$.next(2);
    assert.deepEqual(app.take(), ["a21", "b22"]);
    assert.deepEqual([...app.swap("a.js").tracks.keys()], [...app.swap("b.js").tracks.keys()]);
    assert.notEqual(app.track("a.js", "out$").object, app.track("b.js", "out$").object);
});

test("callbacks survive garbage collection, those of the first evaluation and those that were swapped in", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x + 1), rx.mergeMap(x => of(x).pipe(map(y => y * 2))));
        out$.subscribe(x => seen("out", x));
    `);
    const { in$ } = app.module("a.js");
    await collect();
    in$.next(1);
    await app.edit("a.js", "x + 1", "x + 10");
    await app.edit("a.js", "y * 2", "y * 3");
    await app.edit("a.js", "map(x => x + 10)", "map(x => x + 10), filter(x => x > 0)");
    await collect();
    in$.next(1);
    await app.edit("a.js", '"out"', '"end"');
    await collect();
    in$.next(2);
    assert.deepEqual(app.take(), [["out", 4], ["out", 33], ["end", 36]]);
});

test("what is kept stays as much after hundreds of swaps, of every kind", async t => {
    const app = new App(t);
    const text = (/** @type {number} */ i) => `
        export const in$ = new Subject();
        const N = ${i % 3};
        export const out$ = in$.pipe(rx.skip(N), ${i % 2 === 0 ? `map(x => x + ${i}), ` : ""}scan((a, b) => a + b, 0), rx.mergeMap(x => of(x).pipe(map(y => y + ${i}))));
        out$.subscribe(x => seen(x + ${i}));
    `;
    await app.save("a.js", text(0));
    const { in$ } = app.module("a.js"), sizes = () => ({ ...runtime.hmr.sizes(), finalizers: in$.observers[0]._finalizers?.length ?? 0 });
    for (let i = 1; i <= 60; i++) {
        await app.save("a.js", text(i));
    }
    const before = sizes();
    for (let i = 61; i <= 300; i++) {
        await app.save("a.js", text(i));
    }
    assert.deepEqual(sizes(), before);
    assert.equal(in$.observers.length, 1);
    in$.next(1);
    in$.next(1);
    assert.ok(app.take().length > 0);
});

test("unsubscribing takes sends, children and what only they made with it", async t => {
    const app = new App(t), inspector = attach(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x), rx.switchMap(x => in$.pipe(map(y => x + y))));
        export const open = () => out$.subscribe(watch("out"));
    `);
    const { in$, open } = app.module("a.js");
    flush();
    const before = inspector.all("subscription").length, sub = open();
    await app.edit("a.js", "map(x => x), ", "map(x => x), filter(() => true), ");
    in$.next(1);
    flush();
    assert.ok(inspector.all("subscription").length > before + 3);
    sub.unsubscribe();
    flush();
    assert.equal(inspector.all("subscription").length, before);
    assert.equal(in$.observers.length, 0);
});

/** What an evaluation waits for. */
function gate() {
    let open = () => {};
    const promise = /** @type {Promise<void>} */ (new Promise(done => (open = done)));
    return { promise, open };
}

test("of two evaluations of a module that wait, the older one throws: that ends it alone, and the newer one is carried out", async t => {
    const app = new App(t), text = (/** @type {number} */ n, /** @type {string} */ rest) =>
        `export const in$ = new Subject(); in$.pipe(map(x => x + ${n})).subscribe(x => seen(x)); await globalThis.gate${n}; ${rest}`;
    const gates = /** @type {any} */ (globalThis), older = gate(), newer = gate();
    t.after(() => ["gate1", "gate2", "gate3"].forEach(name => delete gates[name]));
    gates.gate2 = older.promise;
    gates.gate3 = newer.promise;
    await app.save("a.js", text(1, ""));
    const { in$ } = app.module("a.js"), saves = [app.save("a.js", text(2, "throw new Error('too late');"))];
    await until(() => app.swap("a.js").stage?.isOpen); // it has begun: of two that are loaded at once either may
    saves.push(app.save("a.js", text(3, "")));
    await until(() => app.swap("a.js").overtaken.size === 1);
    older.open();
    await saves[0];
    assert.equal(app.swap("a.js").stage?.isOpen, true);
    newer.open();
    await saves[1];
    in$.next(1);
    assert.deepEqual(app.take(), [4]);
});

test("Vite has applied the older of two updates: what was read for the newer one is not taken for one that threw", async t => {
    const app = new App(t), text = (/** @type {number} */ n, /** @type {string} */ rest) => `export const in$ = new Subject(); in$.pipe(map(x => x + ${n})).subscribe(x => seen(x)); ${rest}`;
    const gates = /** @type {any} */ (globalThis), first = gate(), second = gate();
    t.after(() => ["gate", "end"].forEach(name => delete gates[name]));
    Object.assign(gates, { gate: first.promise, end: second.promise });
    await app.save("a.js", text(1, ""));
    const { in$ } = app.module("a.js"), older = app.save("a.js", text(2, "await globalThis.gate;"));
    await until(() => app.swap("a.js").stage?.isOpen);
    const newer = app.save("a.js", text(3, "await globalThis.end;")), { file } = app.swap("a.js").module;
    await until(() => app.swap("a.js").overtaken.size === 1);
    runtime.hmr.settled([file], app.swap("a.js").serial);
    accepted(app.swap("a.js"), false, undefined);
    runtime.hmr.failed(file, "the text of a third save does not parse");
    first.open();
    second.open();
    await Promise.all([older, newer]);
    in$.next(1);
    assert.deepEqual(app.take(), [4]);
});
