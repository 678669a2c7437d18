/** What went wrong once, and must not again. */
import assert from "node:assert/strict";
import test from "node:test";
import { STATUS } from "../../src/protocol/kinds.js";
import { approve, force, pin, release, reset, setApproval } from "../../src/runtime/hmr/versions.js";
import { until } from "../support/until.js";
import { App } from "./support/app.js";

/** @param {App} app @param {string} text */
async function started(app, text) {
    await app.save("a.js", text);
    return app.module("a.js");
}

test("streams that a function made at module level go on when something else is saved", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        function make(n) { const d$ = in$.pipe(map(x => x * n)); return d$; }
        export const x$ = make(2);
        x$.subscribe(seen);
        let k = 1;
    `);
    await app.edit("a.js", "k = 1", "k = 2");
    await new Promise(done => setTimeout(done, 300));
    in$.next(2);
    assert.deepEqual(app.take(), [4]);
});

test("a source is edited again and again: each time the one before is let go of", async t => {
    const app = new App(t);
    globalThis.target = new EventTarget();
    await app.save("a.js", "export const a$ = rx.fromEvent(target, 'one').pipe(map(e => e.type)); a$.subscribe(seen);");
    const plain = "export const b$ = rx.fromEvent(target, 'one'); b$.subscribe(e => seen(e.type));";
    await app.save("b.js", plain);
    for (const [from, to] of [["one", "two"], ["two", "three"], ["three", "four"]]) {
        await app.edit("a.js", from, to);
        await app.edit("b.js", from, to);
        ["one", "two", "three", "four"].forEach(name => globalThis.target.dispatchEvent(new Event(name)));
        assert.deepEqual(app.take(), [to, to]);
    }
});

test("a track whose source is made in place is reset, and lives", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = rx.defer(() => of("first", "second")).pipe(rx.mergeWith(rx.NEVER), map(x => x + "!"));
        a$.subscribe(seen);
    `);
    app.take();
    assert.equal(reset(app.track("a.js", "a$")).status, STATUS.OK);
    assert.deepEqual(app.take(), ["first!", "second!"]);
    await app.edit("a.js", '"!"', '"?"');
    app.module("a.js").a$.pipe((s) => s).subscribe(x => app.seen.push(x)).unsubscribe();
    assert.deepEqual(app.take(), ["first?", "second?"]);
});

test("a version is forced back with its source", async t => {
    const app = new App(t), { a$ } = await started(app, "export const a$ = of(1, 2).pipe(map(x => x));");
    await app.edit("a.js", "of(1, 2)", "of(3, 4)");
    const values = () => {
        const all = [];
        a$.subscribe(x => all.push(x));
        return all;
    };
    assert.deepEqual(values(), [3, 4]);
    force(app.track("a.js", "a$"), 1);
    assert.deepEqual(values(), [1, 2]);
    force(app.track("a.js", "a$"), 2);
    assert.deepEqual(values(), [3, 4]);
});

test("a function that was never called stays on probation when something else is saved", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => "f1" + x), filter(x => true));
        a$.subscribe({ next: seen, error: e => seen("error", e) });
    `);
    await app.edit("a.js", '"f1" + x', "x.no.such");
    await app.edit("a.js", "x => true", "x => x !== 1");
    in$.next(1);
    assert.deepEqual(app.take(), ["f11"]);
    const track = app.track("a.js", "a$");
    assert.equal(track.version(2).failed, true);
    release(track);
    in$.next(2);
    assert.deepEqual(app.take(), ["f12"]);
});

test("after a rollback, and another one, the version that runs is the one whose functions run", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => "good" + x));
        a$.subscribe({ next: seen, error: e => seen("error", e) });
        let k = 1;
    `);
    const track = app.track("a.js", "a$");
    await app.edit("a.js", '"good" + x', "x.no.such");
    in$.next(1);
    assert.equal(track.runs, 1);
    await app.edit("a.js", "k = 1", "k = 2");
    in$.next(2);
    assert.equal(track.runs, 1);
    release(track);
    in$.next(3);
    assert.equal(track.runs, 1);
    assert.deepEqual(app.take(), ["good1", "good2", "good3"]);
});

test("pinned, saved, taken back, released: what the file says runs", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => "one" + x));
        a$.subscribe(seen);
        let k = 1;
    `);
    const track = app.track("a.js", "a$");
    pin(track);
    await app.edit("a.js", '"one"', '"two"');
    assert.equal(track.waiting, 2);
    for (let i = 1; i < 5; i++) {
        await app.edit("a.js", `k = ${i}`, `k = ${i + 1}`);
    }
    assert.equal(track.newest, 2);
    await app.edit("a.js", '"two"', '"one"');
    assert.equal(track.waiting, 0);
    release(track);
    in$.next(1);
    assert.deepEqual(app.take(), ["one1"]);
});

test("a save that throws does not swallow the one that waits for approval", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const a$ = in$.pipe(map(x => "one" + x));
        a$.subscribe(seen);
    `);
    setApproval(true);
    t.after(() => setApproval(false));
    await app.edit("a.js", '"one"', '"two"');
    await app.edit("a.js", "a$.subscribe", "throw new Error('no'); a$.subscribe").catch(() => {});
    in$.next(1);
    assert.equal(approve(app.swap("a.js")).status, STATUS.OK);
    in$.next(2);
    assert.deepEqual(app.take(), ["one1", "two2"]);
});

test("what a save took away ends also when the next save throws", async t => {
    const app = new App(t), { in$ } = await started(app, "export const in$ = new Subject(); in$.subscribe(seen);");
    await app.edit("a.js", "in$.subscribe(seen);", "");
    await app.edit("a.js", "new Subject();", "new Subject(); throw new Error('no');").catch(() => {});
    await until(() => in$.observers.length === 0, "it is still subscribed");
});

test("a stream that comes back changed goes on with the new code only", async t => {
    const app = new App(t);
    await app.save("a.js", "export const a$ = rx.concat(of('old'), rx.NEVER);");
    const { a$ } = app.module("a.js");
    a$.subscribe(x => app.seen.push(x));
    assert.deepEqual(app.take(), ["old"]);
    await app.save("a.js", "export const other$ = of(1);");
    await until(() => app.track("a.js", "a$").orphan, "it is no orphan");
    await app.save("a.js", "export const a$ = rx.concat(of('new'), rx.NEVER);");
    assert.deepEqual(app.take(), ["new"]);
});

test("what a reconnect sends goes through new functions further down, and to the new observer", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const s$ = new Subject();
        export const a$ = s$.pipe(rx.startWith("s1"));
        export const b$ = a$.pipe(map(x => "old" + x));
        b$.subscribe(x => seen("first " + x));
    `);
    app.take();
    await app.save("a.js", `
        export const s$ = new Subject();
        export const a$ = s$.pipe(rx.startWith("s2"));
        export const b$ = a$.pipe(map(x => "new" + x));
        b$.subscribe(x => seen("second " + x));
    `);
    assert.deepEqual(app.take(), ["second news2"]);
});

test("an object where a stream is due is a fault", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        in$.pipe(rx.switchMap(x => of(x))).subscribe({ next: seen, error: e => seen("error", e) });
    `);
    await app.edit("a.js", "x => of(x)", "x => ({ x })");
    in$.next(1);
    assert.deepEqual(app.take(), [1]);
});

test("an alias that becomes a stream of its own goes on to its importers; a subject that becomes a stream is swapped from then on", async t => {
    const app = new App(t);
    await app.save("a.js", "export const a$ = new Subject(); export const b$ = a$; export const c$ = new Subject();");
    assert.equal(app.swap("a.js").stops, "");
    await app.edit("a.js", "b$ = a$", "b$ = a$.pipe(map(x => x * 10))");
    assert.equal(app.swap("a.js").stops, "b$");
    await app.edit("a.js", "c$ = new Subject()", "c$ = of(1).pipe(map(x => x))");
    assert.equal(app.swap("a.js").stops, "c$");
    await app.edit("a.js", "of(1)", "of(2)");
    assert.equal(app.swap("a.js").stops, "");
});

test("what a connectable is made of is edited below it", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const c$ = rx.connectable(in$.pipe(map(x => "one" + x)));
        c$.subscribe(seen);
        c$.connect();
    `);
    in$.next(1);
    await app.edit("a.js", '"one"', '"two"');
    in$.next(2);
    assert.deepEqual(app.take(), ["one1", "two2"]);
    assert.equal(in$.observers.length, 1);
});

test("an operator written by hand, and what stands before it, are edited", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        const own = n => src => new rx.Observable(s => src.subscribe({ next: v => s.next(v + n), complete: () => s.complete() }));
        export const a$ = in$.pipe(map(x => "one" + x), own("A"), scan((all, x) => all + x, ""));
        a$.subscribe(seen);
    `);
    in$.next(1);
    await app.edit("a.js", '"one"', '"two"');
    in$.next(2);
    await app.edit("a.js", 'own("A")', 'own("B")');
    in$.next(3);
    assert.deepEqual(app.take(), ["one1A", "one1Atwo2A", "one1Atwo2Atwo3B"]);
    assert.equal(in$.observers.length, 1);
});

test("a value that reaches a stream through a function's parameter is edited", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        const make = n => in$.pipe(rx.take(n), map(x => x + n));
        export const a$ = make(1);
        a$.subscribe({ next: seen, complete: () => seen("complete") });
    `);
    await app.edit("a.js", "make(1)", "make(2)");
    in$.next(1);
    in$.next(2);
    assert.deepEqual(app.take(), [3, 4, "complete"]);
});

test("a frozen stream is refused as a whole", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const a$ = Object.freeze(in$.pipe(map(x => x)));
        a$.subscribe(seen);
    `);
    await app.edit("a.js", "map(x => x)", "map(x => x), rx.skip(1)");
    in$.next(1);
    assert.deepEqual(app.take(), [1]);
});

test("an exported maker that its own module uses is as new as the module", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        export const make = n => in$.pipe(map(x => "v1" + x + n));
        export const x$ = make(2);
        x$.subscribe(seen);
    `);
    await app.edit("a.js", "v1", "v2");
    in$.next(1);
    assert.deepEqual(app.take(), ["v212"]);
    assert.equal(in$.observers.length, 1);
});

test("a subscription that the module ends itself, before it is evaluated again, is made anew", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sub = in$.subscribe(x => seen("one " + x));
        of(1).subscribe(x => seen("of " + x));
    `);
    const { in$, sub } = app.module("a.js");
    sub.unsubscribe();
    await app.edit("a.js", '"one "', '"two "');
    in$.next(1);
    assert.deepEqual(app.take(), ["of 1", "two 1"]);
});

test("teardowns that a module adds to its subscription are neither called by a swap nor gathered", async t => {
    const app = new App(t);
    await app.save("a.js", "export const in$ = new Subject();");
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sub = in$.subscribe(seen);
        sub.add(() => seen("closed"));
    `);
    const { in$, sub } = app.module("a.js");
    for (let i = 0; i < 5; i++) {
        await app.edit("a.js", "in$.subscribe", "in$.pipe(map(x => x + 1)).subscribe");
        await app.edit("a.js", "in$.pipe(map(x => x + 1)).subscribe", "in$.subscribe");
    }
    in$.next(1);
    assert.deepEqual(app.take(), [1]);
    sub.unsubscribe();
    assert.deepEqual(app.take(), ["closed"]);
});

for (const [how, from, to] of [
    ["share() becomes a tap", "rx.share(), ", "tap(() => {}), "],
    ["share() is taken away", "rx.share(), ", ""],
    ["shareReplay() with reference count becomes a filter", "rx.shareReplay({ bufferSize: 1, refCount: true }), ", "filter(() => true), "],
]) {
    for (const names of [["1"], ["1", "2"]]) {
        test(`${how}: each of ${names.length} goes on, and what stands before keeps its state for the first`, async t => {
            const app = new App(t);
            await app.save("a.js", `
                export const in$ = new Subject();
                export const a$ = in$.pipe(scan((a, b) => a + b, 0), ${from}map(x => x * 10));
                ${names.map(name => `a$.subscribe(x => seen("${name}", x));`).join(" ")}
            `);
            const { in$ } = app.module("a.js");
            in$.next(1);
            app.take();
            await app.edit("a.js", from, to);
            in$.next(1);
            const all = app.take();
            assert.deepEqual(all.map(([name]) => name).sort(), names);
            assert.ok(all.some(([, x]) => x === 20), `${all}`);
            assert.equal(in$.observers.length, names.length);
        });
    }
}

test("of streams that a module makes in a loop a thousand are kept by their number, the others are let go of", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const make = i => { const made$ = of(i); return made$; };
        for (let i = 0; i < 3000; i++) make(i);
        export const in$ = new Subject();
    `);
    assert.equal(app.swap("a.js").tracks.size, 1000);
});

test("a seed from a module that was evaluated again is the same when it says the same", async t => {
    const app = new App(t);
    await app.save("levels.js", "export const empty = { bids: new Map(), all: [] }; export const step = 1;");
    const text = 'import { empty } from "./levels.js"; export const in$ = new Subject(); export const a$ = in$.pipe(scan((a, x) => ({ ...a, all: [...a.all, x] }), empty)); a$.subscribe(a => seen(a.all.length));';
    await app.save("a.js", text);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("levels.js", "step = 1", "step = 2");
    await app.save("a.js", text);
    in$.next(1);
    await app.edit("levels.js", "all: []", "all: [0, 0, 0]");
    await app.save("a.js", text);
    in$.next(1);
    assert.deepEqual(app.take(), [1, 2, 4]);
});

test("the streams of a partition stay, and get the function that is edited", async t => {
    const app = new App(t), { in$ } = await started(app, `
        export const in$ = new Subject();
        const [even$, odd$] = rx.partition(counted("in", in$), x => x % 2 === 0);
        export const evens$ = even$.pipe(scan((a, b) => a + b, 0));
        evens$.subscribe(x => seen("even", x));
        odd$.subscribe(x => seen("odd", x));
        let k = 1;
    `);
    in$.next(2);
    await app.edit("a.js", "k = 1", "k = 2");
    in$.next(4);
    await app.edit("a.js", "x % 2 === 0", "x % 3 === 0");
    in$.next(3);
    in$.next(4);
    assert.deepEqual(app.take(), [["even", 2], ["even", 6], ["even", 9], ["odd", 4]]);
    assert.deepEqual(app.counts.in, { subscribed: 2, unsubscribed: 0, living: 2 });
});
