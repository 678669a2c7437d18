/** Cases of state: what lives on when a file is saved. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

test("a function argument is edited: its slot moves and nothing is subscribed again", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        let subscribes = 0;
        export const out$ = rx.defer(() => { subscribes++; return in$; }).pipe(map(x => x + 1));
        out$.subscribe(seen);
        export const count = () => subscribes;
    `);
    const first = app.module("a.js");
    first.in$.next(1);
    await app.edit("a.js", "x + 1", "x * 10");
    first.in$.next(2);
    assert.deepEqual(app.take(), [2, 20]);
    assert.equal(first.count(), 1);
    assert.equal(app.track("a.js", "out$").runs, 2);
    assert.equal(app.module("a.js").out$, first.out$);
});

test("scan's function is edited: the accumulator stays", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sum$ = in$.pipe(scan((a, b) => a + b, 0));
        sum$.subscribe(seen);
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    await app.edit("a.js", "a + b", "a * b");
    in$.next(4);
    assert.deepEqual(app.take(), [1, 3, 12]);
});

test("an operator is inserted in mid-chain: scan's count stays, the source is subscribed once", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sum$ = in$.pipe(map(x => x), filter(x => x > 0), scan((a, b) => a + b, 0));
        sum$.subscribe(seen);
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    await app.edit("a.js", "filter(x => x > 0),", "filter(x => x > 0), map(x => x * 10),");
    in$.next(4);
    assert.deepEqual(app.take(), [1, 3, 43]);
    assert.equal(in$.observers.length, 1);
    await app.edit("a.js", " map(x => x * 10),", "");
    in$.next(4);
    await app.edit("a.js", "map(x => x), ", "");
    in$.next(1);
    await app.edit("a.js", "in$.pipe(", "in$.pipe(tap(x => seen('tap')), ");
    in$.next(1);
    assert.deepEqual(app.take(), [47, 48, "tap", 49]);
    assert.equal(in$.observers.length, 1);
});
