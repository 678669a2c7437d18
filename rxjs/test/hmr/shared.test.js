/** Streams that several subscribers share, edited in front, behind and themselves: one connection, and everybody hears of it. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

/** What shares, and what it sends by itself to two subscribers that have had the value 1, when it connects anew. */
const SHARES = /** @type {[string, unknown[]][]} */ ([
    ["rx.share()", []],
    ["rx.publish(), rx.refCount()", []],
    ["rx.publishReplay(1), rx.refCount()", []],
    ["rx.publishBehavior(0), rx.refCount()", [["1", 0], ["2", 0]]],
    ["rx.multicast(new Subject()), rx.refCount()", []],
    ["rx.multicast(() => new Subject()), rx.refCount()", []],
]);

/** @param {string} pipe */
const shared = pipe => `
    export const in$ = new Subject();
    export const out$ = counted("in", in$).pipe(/* a */${pipe}/* b */);
    export const first = out$.subscribe(watch("1"));
    export const second = out$.subscribe(watch("2"));
    export const open = name => out$.subscribe(watch(name));
`;

for (const [text, again] of SHARES) {
    test(`operators come and go before and behind ${text}: its two subscribers, and a later one, have one connection`, async t => {
        const app = new App(t);
        await app.save("a.js", shared(text));
        const { in$, open, first, second } = app.module("a.js");
        in$.next(1);
        app.take();
        for (let round = 1; round <= 3; round++) {
            await app.edit("a.js", "/* a */", "/* a */map(x => x * 10), ");
            assert.deepEqual(app.take(), again);
            in$.next(1);
            assert.deepEqual(app.take(), [["1", 10], ["2", 10]]);
            await app.edit("a.js", "/* b */", "/* b */, map(x => -x)");
            in$.next(2);
            assert.deepEqual(app.take(), [["1", -20], ["2", -20]]);
            await app.edit("a.js", "map(x => x * 10), ", "");
            app.take();
            in$.next(3);
            assert.deepEqual(app.take(), [["1", -3], ["2", -3]]);
            await app.edit("a.js", ", map(x => -x)", "");
            in$.next(4);
            assert.deepEqual(app.take(), [["1", 4], ["2", 4]]);
            assert.deepEqual([app.counts.in.living, in$.observers.length], [1, 1]);
        }
        assert.equal(app.counts.in.subscribed, 1);
        const third = open("3");
        app.take();
        in$.next(5);
        assert.deepEqual(app.take(), [["1", 5], ["2", 5], ["3", 5]]);
        assert.equal(app.counts.in.living, 1);
        third.unsubscribe();
        second.unsubscribe();
        assert.equal(app.counts.in.living, 1);
        first.unsubscribe();
        assert.deepEqual([app.take(), app.counts.in.living, in$.observers.length], [[], 0, 0]);
    });

    test(`${text} is put in and taken out: the source has one connection, then two, and none in the end`, async t => {
        const app = new App(t);
        await app.save("a.js", shared("map(x => x)").replace("/* b */", ", scan((a, b) => a + b, 0)"));
        const { in$, first, second } = app.module("a.js");
        in$.next(1);
        for (let round = 1; round <= 3; round++) {
            app.take();
            await app.edit("a.js", "map(x => x), ", `map(x => x), ${text}, `);
            app.take();
            in$.next(1);
            assert.deepEqual(app.take().sort(), [["1", 2 * round], ["2", 2 * round]]);
            assert.equal(app.counts.in.living, 1);
            await app.edit("a.js", `map(x => x), ${text}, `, "map(x => x), ");
            in$.next(1);
            assert.deepEqual(app.take().sort(), [["1", 2 * round + 1], ["2", 2 * round + 1]]);
            assert.equal(app.counts.in.living, 2);
        }
        second.unsubscribe();
        first.unsubscribe();
        assert.deepEqual([app.take(), app.counts.in.living], [[], 0]);
    });

    test(`${text} stands for publish(): it is connected again, once`, async t => {
        const app = new App(t), other = text === SHARES[1][0] ? "rx.publishReplay(1), rx.refCount()" : SHARES[1][0];
        await app.save("a.js", shared(other));
        const { in$, open, first, second } = app.module("a.js");
        in$.next(1);
        app.take();
        await app.edit("a.js", other, text);
        assert.deepEqual(app.take(), again);
        in$.next(2);
        assert.deepEqual(app.take(), [["1", 2], ["2", 2]]);
        assert.deepEqual([app.counts.in.living, in$.observers.length], [1, 1]);
        open("3").unsubscribe();
        assert.deepEqual(app.take().filter(([, x]) => x !== 2), []);
        first.unsubscribe();
        assert.equal(app.counts.in.living, 1);
        second.unsubscribe();
        assert.deepEqual([app.counts.in.living, in$.observers.length], [0, 0]);
    });
}
