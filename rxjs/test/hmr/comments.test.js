/** What comments at a declaration ask for, and subjects that become others. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

test("rx:reset: a stream and a subject start over at each save, their subscribers stay", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        // rx:reset
        export const value$ = new BehaviorSubject(1);
        // rx:reset
        export const sum$ = in$.pipe(scan((a, b) => a + b, 0));
        sum$.subscribe(x => seen("sum", x));
        value$.subscribe(x => seen("value", x));
    `);
    const { in$, value$ } = app.module("a.js");
    in$.next(1);
    value$.next(5);
    app.take();
    await app.edit("a.js", "a + b", "b + a");
    in$.next(2);
    assert.equal(value$.value, 1);
    value$.next(6);
    assert.deepEqual(app.take(), [["sum", 2], ["value", 6]]);
    assert.equal(in$.observers.length, 1);
});

test("rx:ignore: a stream is left to itself", async t => {
    const app = new App(t);
    await app.save("a.js", `
        // rx:ignore
        export const in$ = new Subject();
        export const other$ = new Subject();
    `);
    const { in$, other$ } = app.module("a.js");
    await app.edit("a.js", "other$ = new Subject()", "other$ = new Subject(), more$ = of(1)");
    assert.notEqual(app.module("a.js").in$, in$);
    assert.equal(app.module("a.js").other$, other$);
});

test("a subject becomes a behavior subject: its subscribers stay, who comes later gets its value", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject(); in$.subscribe(x => seen('first', x));");
    const { in$ } = app.module("a.js");
    await app.edit("a.js", "new Subject()", "new BehaviorSubject(7)");
    assert.deepEqual(app.take(), []);
    in$.subscribe(x => app.seen.push(["late", x]));
    in$.next(8);
    assert.deepEqual(app.take(), [["late", 7], ["first", 8], ["late", 8]]);
    assert.equal(in$.value, 8);
});
