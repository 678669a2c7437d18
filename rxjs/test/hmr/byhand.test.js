/** Tracking that is written by hand: `rxscope/hot`. */
import assert from "node:assert/strict";
import test from "node:test";
import { interval, map, scan, Subject } from "rxjs";
import * as rxjs from "rxjs";
import { tracker } from "../../src/hot.js";
import { runtime } from "../../src/runtime/index.js";

runtime.adopt(rxjs);
let files = 0;

/** A module by hand, evaluated as often as it is called. @param {(__$: any) => any} evaluate */
function moduleOf(evaluate) {
    const meta = { url: `file:///hand/${++files}.js` };
    return async (/** @type {any[]} */ ...args) => {
        const __$ = tracker(meta), made = evaluate(__$, ...args);
        __$.end();
        await null;
        return made;
    };
}

test("parts that are functions move, what they are in goes on with its state", async () => {
    const seen = [], evaluate = moduleOf((__$, f) => {
        const in$ = __$("in$", () => new Subject());
        const sum$ = __$("sum$", $ => in$.pipe($("map", map($("f", f))), $("scan", scan($("add", (a, b) => a + b), 0))));
        __$.sub("see", () => sum$.subscribe(x => seen.push(x)));
        return { in$, sum$ };
    });
    const first = await evaluate(x => x + 1);
    first.in$.next(1);
    const second = await evaluate(x => x * 10);
    assert.equal(second.in$, first.in$);
    assert.equal(second.sum$, first.sum$);
    first.in$.next(1);
    assert.deepEqual(seen, [2, 12]);
    assert.equal(first.in$.observers.length, 1);
});

test("an operator whose functions are no parts is made anew, its neighbours stay", async () => {
    const seen = [], evaluate = moduleOf((__$, f) => {
        const in$ = __$("in$", () => new Subject());
        const sum$ = __$("sum$", $ => in$.pipe($("scan", scan($("add", (a, b) => a + b), 0)), $("map", map(f))));
        __$.sub("see", () => sum$.subscribe(x => seen.push(x)));
        return in$;
    });
    const in$ = await evaluate(x => `a${x}`);
    in$.next(1);
    await evaluate(x => `b${x}`);
    in$.next(2);
    assert.deepEqual(seen, ["a1", "b3"]);
});

test("a subscription goes on with the new observer, and ends when it is not there any more", async () => {
    const seen = [], evaluate = moduleOf((__$, name) => {
        const in$ = __$("in$", () => new Subject());
        return { in$, sub: name && __$.sub("see", () => in$.subscribe(x => seen.push(name + x))) };
    });
    const first = await evaluate("a"), second = await evaluate("b");
    assert.equal(second.sub, first.sub);
    first.in$.next(1);
    assert.deepEqual(seen, ["b1"]);
    await evaluate("");
    for (const end = Date.now() + 10_000; first.in$.observers.length > 0;) {
        assert.ok(Date.now() < end, "it is still subscribed");
        await new Promise(done => setTimeout(done, 5));
    }
    assert.ok(first.sub.closed);
});

test("without the inspector values are handed through", () => {
    const key = Symbol.for("rxscope"), known = Object.getOwnPropertyDescriptor(globalThis, key);
    assert.ok(known);
    const __$ = Reflect.apply(tracker, undefined, [{ url: "x" }]);
    assert.equal(typeof __$.sub, "function");
    const ticks$ = interval(1);
    assert.equal(__$("ticks$", $ => $("ticks", ticks$)), ticks$);
    __$.end();
});
