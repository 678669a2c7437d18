/** Cases of faults: a new function that fails is put back, the subscription lives, and the value gets through. */
import assert from "node:assert/strict";
import test from "node:test";
import { runtime } from "../../src/runtime/index.js";
import { attach, flush } from "../runtime/support/inspector.js";
import { living } from "../../src/runtime/slots.js";
import { App, until } from "./support/app.js";

/** A pipe whose only operator is edited. @param {string} operator */
const pipe = (operator) => `
    export const in$ = new Subject();
    export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), ${operator}, scan((all, x) => all + "," + x));
    out$.subscribe(watch("out"));
`;

for (const [what, old, bad, good] of [
    ["throws a TypeError", "map(x => 'a' + x)", "map(x => x.nothing.there)", "map(x => 'c' + x)"],
    ["names what is not there", "map(x => 'a' + x)", "map(x => nowhere + x)", "map(x => 'c' + x)"],
    ["forgets its return in a switchMap", "rx.switchMap(x => of('a' + x))", "rx.switchMap(x => { of('b' + x); })", "rx.switchMap(x => of('c' + x))"],
    ["returns a number where a stream is due", "rx.mergeMap(x => of('a' + x))", "rx.mergeMap(x => 7)", "rx.mergeMap(x => of('c' + x))"],
    ["forgets its return in a concatMap", "rx.concatMap(x => of('a' + x))", "rx.concatMap(x => { of('b' + x); })", "rx.concatMap(x => of('c' + x))"],
    ["forgets its return in an exhaustMap", "rx.exhaustMap(x => of('a' + x))", "rx.exhaustMap(x => { of('b' + x); })", "rx.exhaustMap(x => of('c' + x))"],
    ["returns null in a debounce", "rx.debounce(x => of(1)), map(x => 'a' + x)", "rx.debounce(x => null), map(x => 'a' + x)", "rx.debounce(x => of(1)), map(x => 'c' + x)"],
]) {
    test(`a new function ${what}: it is put back, the value is tried again on the old code, and the next good save revives it`, async t => {
        const app = new App(t);
        await app.save("a.js", pipe(old));
        const { in$ } = app.module("a.js");
        in$.next(1);
        await app.edit("a.js", old, bad);
        in$.next(1);
        in$.next(1);
        assert.deepEqual(app.take(), [["out", "a1"], ["out", "a1,a2"], ["out", "a1,a2,a3"]]);
        assert.deepEqual(app.resultsOf("out$").map(([code]) => code).slice(-1), ["ROLLED_BACK"]);
        assert.equal(app.track("a.js", "out$").runs, 1);
        await app.edit("a.js", bad, good);
        in$.next(1);
        assert.deepEqual(app.take(), [["out", "a1,a2,a3,c4"]]);
        assert.equal(app.track("a.js", "out$").runs, 3);
        assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    });
}

test("two bad saves in a row: the last good function runs, not the first bad one", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("map(x => 'a' + x)"));
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "'a' + x", "x.one.two");
    await app.edit("a.js", "x.one.two", "x.three.four");
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "a1"], ["out", "a1,a2"]]);
    await app.edit("a.js", "x.three.four", "x.five.six");
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "a1,a2,a3"]]);
});

test("a throw of its own is an ordinary error: the subscription fails, as the code says", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("map(x => x)"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "map(x => x)", "map(x => { if (x > 0) { throw new Error('on purpose'); } return x; })");
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "error", "on purpose"]]);
    assert.equal(app.counts.in.living, 0);
});

test("the old function throws at the value, too: that is an ordinary error", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("map(x => x.a.b)"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "x.a.b", "x.a.b.c");
    in$.next(1);
    const [[who, what]] = app.take();
    assert.deepEqual([who, what], ["out", "error"]);
});

test("a function that has proved itself fails later: that is an ordinary error", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("map(x => x)"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "map(x => x)", "map(x => x > 1 ? x.a.b : x)");
    in$.next(1);
    in$.next(1);
    assert.deepEqual(app.take().map(([, what]) => what), [1, "error"].map(x => x === 1 ? 1 : x));
});

test("of the functions of a track only the one that fails is put back", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => "a" + x), map(x => "b" + x));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => "A" + x), map(x => x.no.thing));
        out$.subscribe(x => seen(x));
    `);
    in$.next(1);
    assert.deepEqual(app.take(), ["bA1"]);
});

test("an observer's new function fails: the old one gets the value, and the subscription lives", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); in$.subscribe(x => seen("a", x));`);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", 'seen("a", x)', "seen(x.no.thing)");
    in$.next(1);
    assert.deepEqual(app.take(), [["a", 1]]);
    await app.edit("a.js", "seen(x.no.thing)", 'seen("b", x)');
    in$.next(2);
    assert.deepEqual(app.take(), [["b", 2]]);
    assert.equal(in$.observers.length, 1);
});

test("an inner stream that a new function has made fails before its first value: it is put back, the value is tried again", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("rx.switchMap(x => of('a' + x))"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "of('a' + x)", "of(x).pipe(map(y => y.no.thing))");
    in$.next(1);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "a1"], ["out", "a1,a2"]]);
    assert.equal(app.counts.in.living, 1);
});

test("a stream on probation has as many subscriptions as any other, and they are the stream's", async t => {
    const text = (/** @type {number} */ n) => `export const in$ = new Subject(), inner$ = new Subject();
        in$.pipe(rx.switchMap(x => inner$.pipe(map(y => x + y + ${n}), filter(y => y > 0)))).subscribe(x => seen(x));`;
    const shapeOf = (/** @type {any} */ inspector) => {
        flush();
        const names = (/** @type {any} */ id) => inspector.entities.get(id)?.name ?? "";
        return inspector.all("subscription").map((/** @type {any} */ { observable, parent }) => [names(observable), names(inspector.entities.get(parent)?.observable)]).sort();
    };
    const shapes = [];
    for (const isEdited of [false, true]) {
        const app = new App(t), before = living, inspector = attach(t), known = shapeOf(inspector).length;
        await app.save("a.js", text(isEdited ? 1 : 2));
        isEdited && await app.save("a.js", text(2));
        const { in$, inner$ } = app.module("a.js");
        in$.next(1);
        const shape = shapeOf(inspector);
        shapes.push([living - before, shape.length - known]);
        inner$.next(1);
        assert.deepEqual(app.take(), [4]);
        assert.deepEqual([living - before, shapeOf(inspector)], [shapes.at(-1)?.[0], shape]);
        in$.next(2);
        assert.equal(living - before, shapes.at(-1)?.[0]);
    }
    assert.deepEqual(shapes[1], shapes[0]);
});

test("a callback deep inside that captures nothing fails: it is put back for the living ones", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), inner$ = new Subject();
        export const out$ = in$.pipe(rx.switchMap(() => inner$.pipe(map(y => "a" + y))));
        out$.subscribe(x => seen(x), e => seen("error", e.message));
    `);
    const { in$, inner$ } = app.module("a.js");
    in$.next(0);
    await app.edit("a.js", '"a" + y', "y.no.thing");
    inner$.next(1);
    assert.deepEqual(app.take(), ["a1"]);
    await app.edit("a.js", "y.no.thing", '"c" + y');
    inner$.next(2);
    assert.deepEqual(app.take(), ["c2"]);
});

test("a failing function of a scan does not touch the accumulator", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const sum$ = in$.pipe(scan((a, b) => a + b, 0)); sum$.subscribe(x => seen(x));`);
    const { in$ } = app.module("a.js");
    [1, 2].forEach(x => in$.next(x));
    await app.edit("a.js", "a + b", "a.sum.of(b)");
    in$.next(3);
    await app.edit("a.js", "a.sum.of(b)", "a * b");
    in$.next(2);
    assert.deepEqual(app.take(), [1, 3, 6, 12]);
});

test("a fault is told to who looks on, with the place and the reason", async t => {
    const app = new App(t), inspector = attach(t);
    await app.save("a.js", pipe("map(x => 'a' + x)").replaceAll("out$", "faulty$"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "'a' + x", "x.no.thing");
    flush();
    const before = inspector.records.length;
    in$.next(1);
    flush();
    const told = inspector.records.slice(before).filter(({ kind }) => kind === "fault");
    assert.equal(told.length, 1);
    assert.match(told[0].text, /map of faulty\$.*TypeError/);
});

test("after a rollback the version that failed can be forced, and fails again as an ordinary swap would", async t => {
    const app = new App(t);
    await app.save("a.js", pipe("map(x => 'a' + x)"));
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "'a' + x", "x.no.thing");
    in$.next(1);
    assert.equal(app.track("a.js", "out$").runs, 1);
    await app.save("a.js", app.text("a.js"));
    in$.next(1);
    assert.deepEqual(app.take(), [["out", "a1"], ["out", "a1,a2"]]);
});

test("the first evaluation of a module fails: the next good save is an ordinary beginning", async t => {
    const app = new App(t);
    await assert.rejects(app.save("a.js", `export const in$ = new Subject(); export const out$ = in$.pipe(map(x => x)); throw new Error("not yet");`));
    await app.save("a.js", `export const in$ = new Subject(); export const out$ = in$.pipe(map(x => x + 1)); out$.subscribe(x => seen(x));`);
    app.module("a.js").in$.next(1);
    await app.edit("a.js", "x + 1", "x + 10");
    app.module("a.js").in$.next(1);
    assert.deepEqual(app.take(), [2, 11]);
    assert.ok(runtime.hmr.isWhole(`${app.folder}/a.js`));
});

test("the teardown of an operator that is dropped throws: the stream goes on, and the swap lands", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const torn = source$ => new rx.Observable(s => { const sub = source$.subscribe({ next: x => s.next(x) }); return () => { sub.unsubscribe(); throw new Error("torn"); }; });
        export const in$ = new Subject();
        export const out$ = in$.pipe(scan((a, b) => a + b, 0), torn, map(x => x));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "torn, map", "map");
    in$.next(1);
    assert.deepEqual(app.take(), [1, 2]);
    await until(() => in$.observers.length === 1);
});

test("an operator that a save puts in fails at its first value: the value passes it, and the version before runs", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => x + 1), scan((a, b) => a + b, 0));
        a$.subscribe({ next: seen, error: e => seen("error", e.message) });
    `);
    const { in$ } = app.module("a.js"), track = app.track("a.js", "a$");
    in$.next(1);
    for (const bad of ["map(x => x.no.such), ", "filter(x => x.no.such), ", "rx.switchMap(x => {}), ", "tap(x => x.no.such), ", "rx.mergeMap(() => rx.throwError(() => new TypeError('no'))), "]) {
        await app.edit("a.js", "scan(", `${bad}scan(`);
        in$.next(1);
        await null;
        assert.equal(track.runs, 1, bad);
        in$.next(1);
        await app.edit("a.js", bad, "");
    }
    assert.deepEqual(app.take(), Array.from({ length: 11 }, (_, i) => 2 * (i + 1)));
    assert.equal(in$.observers.length, 1);
    await app.edit("a.js", "scan(", "map(x => x * 10), scan(");
    in$.next(1);
    assert.deepEqual(app.take(), [42]);
});

for (const [operator, edited, before, after] of [
    ["map(x => 'a' + x)", "map(x => x.no.thing)", [], ["out", "a2"]],
    ["scan((all, x) => all + x, '')", "scan((all, x) => x.no.thing, '')", [], ["out", "2"]],
    ["filter(x => x > 0)", "filter(x => x.no.thing)", [], ["out", 2]],
    ["tap(x => {})", "tap(x => x.no.thing)", [["out", 1]], ["out", 2]],
    ["rx.switchMap(x => of(x))", "rx.switchMap(x => { of(x); })", [], ["out", 2]],
    ["rx.mergeMap(x => of(x))", "rx.mergeMap(x => of(x).pipe(map(y => y.no.thing)))", [], ["out", 2]],
]) {
    test(`the retry is turned off: ${edited} is put back, its value is dropped, and the subscription lives`, async t => {
        const app = new App(t), text = (/** @type {unknown} */ what) => `export const in$ = new Subject(); in$.pipe(${what}).subscribe(watch("out"));`;
        runtime.hmr.retry(false);
        t.after(() => runtime.hmr.retry(true));
        await app.save("a.js", text(operator));
        const { in$ } = app.module("a.js");
        await app.save("a.js", text(edited));
        in$.next(1);
        assert.deepEqual(app.take(), before);
        in$.next(2);
        assert.deepEqual(app.take(), [after]);
        assert.equal(in$.observers.length, 1);
    });
}

test("the retry is turned off: an observer's function is put back and not called; where an answer is due the one before gives it", async t => {
    const app = new App(t);
    runtime.hmr.retry(false);
    t.after(() => runtime.hmr.retry(true));
    await app.save("a.js", "export const in$ = new Subject(); in$.subscribe(x => seen('a', x)); in$.pipe(rx.debounce(x => of(x))).subscribe(watch('late'));");
    const { in$ } = app.module("a.js");
    await app.save("a.js", "export const in$ = new Subject(); in$.subscribe(x => x.no.thing); in$.pipe(rx.debounce(x => x.no.thing)).subscribe(watch('late'));");
    in$.next(1);
    assert.deepEqual(app.take(), [["late", 1]]);
    in$.next(2);
    assert.deepEqual(app.take(), [["a", 2], ["late", 2]]);
});
