/** Cases of boundaries: what importers keep, and when they are evaluated again. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

test("a module that exports only tracked streams takes its update itself: importers keep their references", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const out$ = in$.pipe(map(x => x + 1)); export const list = { a$: in$.pipe(map(x => x)) };");
    await app.save("b.js", `import { out$, list } from "./a.js"; seen("evaluated"); export { out$, list }; out$.subscribe(watch("b")); list.a$.subscribe(watch("list"));`);
    const { in$ } = app.module("a.js"), before = app.module("b.js");
    await app.edit("a.js", "x + 1", "x * 10");
    await app.edit("a.js", "in$.pipe(map(x => x))", "in$.pipe(map(x => x), filter(() => true))");
    in$.next(2);
    assert.deepEqual(app.take(), ["evaluated", ["b", 20], ["list", 2]]);
    assert.deepEqual(app.invalidated, []);
    assert.equal(app.module("b.js"), before);
    assert.equal(app.module("a.js").out$, before.out$);
});

test("a plain export is changed: importers are evaluated again, with their streams kept", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const format = x => "a" + x;`);
    await app.save("b.js", `
        import { in$, format } from "./a.js";
        export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), map(x => format(x)));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js"), { out$ } = app.module("b.js");
    in$.next(1);
    await app.edit("a.js", '"a"', '"b"');
    in$.next(1);
    assert.deepEqual(app.take(), ["a1", "b2"]);
    assert.equal(app.invalidated.length, 1);
    assert.match(app.invalidated[0], /format/);
    assert.equal(app.module("b.js").out$, out$);
    assert.equal(app.module("a.js").in$, in$);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("a literal is exported: a change of it goes on to importers, anything else does not", async t => {
    const app = new App(t);
    await app.save("a.js", "export const SIZE = 2; export const in$ = new Subject(); export const out$ = in$.pipe(map(x => x + 1));");
    await app.save("b.js", `import { SIZE, in$ } from "./a.js"; export const all$ = counted("in", in$).pipe(rx.bufferCount(SIZE)); all$.subscribe(x => seen(x.join()));`);
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "x + 1", "x + 2");
    assert.deepEqual(app.invalidated, []);
    await app.edit("a.js", "SIZE = 2", "SIZE = 3");
    assert.equal(app.invalidated.length, 1);
    [1, 2, 3].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), ["1,2,3"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

for (const [how, maker] of [
    ["an arrow", "export const make$ = n => in$.pipe(map(x => n + ':' + x));"],
    ["a function expression", "export const make$ = function (n) { return in$.pipe(map(x => n + ':' + x)); };"],
    ["a declaration", "export function make$(n) { return in$.pipe(map(x => n + ':' + x)); }"],
]) {
    test(`a maker that is exported, ${how}, is edited: importers keep their function, and their next call makes the new stream`, async t => {
        const app = new App(t);
        await app.save("a.js", `export const in$ = new Subject(); ${maker}`);
        await app.save("b.js", `import { make$ } from "./a.js"; seen("evaluated"); export const open = n => make$(n).subscribe(x => seen(x)); export { make$ };`);
        const { in$ } = app.module("a.js"), { open, make$ } = app.module("b.js");
        open(1);
        await app.edit("a.js", "':'", "'='");
        open(2);
        await app.edit("a.js", "'='", "'#'");
        open(3);
        in$.next(0);
        assert.deepEqual(app.take(), ["evaluated", "1:0", "2=0", "3#0"]);
        assert.deepEqual(app.invalidated, []);
        assert.equal(app.module("a.js").make$ === make$ || how === "a declaration", true);
        assert.deepEqual([make$.name, make$.length], ["make$", 1]);
    });
}

test("makers that are members of an exported object are edited: importers keep the object and its functions", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const makers = { make$: n => in$.pipe(map(x => n + ':' + x)) };");
    await app.save("b.js", `import { makers } from "./a.js"; seen("evaluated"); const { make$ } = makers; export const open = n => make$(n).subscribe(x => seen(x));`);
    const { in$ } = app.module("a.js"), { open } = app.module("b.js");
    open(1);
    await app.edit("a.js", "':'", "'='");
    open(2);
    in$.next(0);
    assert.deepEqual(app.take(), ["evaluated", "1:0", "2=0"]);
    assert.deepEqual(app.invalidated, []);
});

test("an operator that is exported is edited: who has it in a pipe elsewhere gets the new one when that module is evaluated", async t => {
    const app = new App(t);
    await app.save("lib.js", "export const double = () => rx.pipe(map(x => x * 2));");
    await app.save("a.js", `
        import { double } from "./lib.js";
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), double(), map(x => "v" + x));
        out$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("lib.js", "x * 2", "x * 3");
    await app.save("a.js", app.text("a.js"));
    in$.next(1);
    assert.deepEqual(app.take(), ["v2", "v6"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("an export goes from a stream to a plain value: importers are evaluated again", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const it = in$.pipe(map(x => x));");
    await app.save("b.js", `import { it } from "./a.js"; seen(typeof it);`);
    await app.edit("a.js", "it = in$.pipe(map(x => x))", "it = 'text'");
    assert.equal(app.invalidated.length >= 1, true);
    assert.deepEqual(app.take(), ["object", "string"]);
});

test("a stream is re-exported by a module between: an edit of the source reaches who has it from there", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const out$ = in$.pipe(map(x => x + 1));");
    await app.save("index.js", `export { out$ } from "./a.js";`);
    await app.save("b.js", `import { out$ } from "./index.js"; out$.pipe(scan((a, b) => a + b, 0)).subscribe(x => seen(x));`);
    const { in$ } = app.module("a.js");
    in$.next(0);
    await app.edit("a.js", "x + 1", "x + 10");
    await app.edit("a.js", "map(x => x + 10)", "map(x => x + 10), filter(x => x > 10)");
    in$.next(0);
    in$.next(1);
    assert.deepEqual(app.take(), [1, 12]);
    assert.equal(in$.observers.length, 1);
});

test("tracks on tracks of three modules: an edit in the first is seen in the third, whose state stays", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const a$ = counted('in', in$).pipe(map(x => x + 1), rx.share());");
    await app.save("b.js", `import { a$ } from "./a.js"; export const b$ = rx.combineLatest([a$, a$.pipe(scan((a, b) => a + b, 0))]).pipe(map(([x, sum]) => x + sum));`);
    await app.save("c.js", `import { b$ } from "./b.js"; b$.pipe(rx.pairwise(), map(all => all.join())).subscribe(x => seen(x));`);
    const { in$ } = app.module("a.js");
    [0, 0].forEach(x => in$.next(x));
    app.take();
    await app.edit("a.js", "x + 1", "x + 10");
    await app.edit("a.js", "rx.share()", "filter(x => x > 10), rx.share()");
    await app.edit("b.js", "x + sum", "x + sum * 100");
    in$.next(0);
    in$.next(1);
    const all = app.take();
    assert.equal(all.at(-1)?.endsWith("1311"), true, `${all}`);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("two modules import each other: an edit of one keeps the other's subscriptions", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); export const a$ = in$.pipe(map(x => 'a' + x));");
    await app.save("b.js", `import { a$ } from "./a.js"; export const b$ = a$.pipe(map(x => "b" + x)); b$.subscribe(x => seen(x));`);
    await app.save("a.js", `import { b$ } from "./b.js"; export const in$ = new Subject(); export const a$ = in$.pipe(map(x => 'A' + x)); export const c$ = rx.defer(() => b$).pipe(map(x => "c" + x)); c$.subscribe(x => seen(x));`);
    const { in$ } = app.module("a.js");
    in$.next(1);
    assert.deepEqual(app.take(), ["bA1", "cbA1"]);
    await app.edit("a.js", '"c" + x', '"C" + x');
    in$.next(2);
    assert.deepEqual(app.take(), ["bA2", "CbA2"]);
});
