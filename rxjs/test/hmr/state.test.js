/** Cases of state: what lives on when a file is saved. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";
import { Clock } from "./support/clock.js";

// ---- Functions ---------------------------------------------------------------------------------------

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
    assert.deepEqual(app.resultsOf("out$"), [["SWAPPED", "moved map x => x * 10"]]);
});

test("each function of a long pipe is edited, one after the other: none of its neighbours notices", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(
            tap(x => seen("tap", x)), filter(x => x > 0), map(x => x + 1), scan((a, b) => a + b, 0), rx.pairwise(), map(([a, b]) => a + ":" + b));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    for (const [from, to] of [['seen("tap", x)', 'seen("tip", x)'], ["x > 0", "x > 2"], ["x + 1", "x * 10"], ["a + b, 0", "a * b, 0"], ['a + ":" + b', 'a + "-" + b']]) {
        await app.edit("a.js", from, to);
    }
    in$.next(1);
    in$.next(3);
    assert.deepEqual(app.take(), [["tap", 1], ["tap", 2], ["out", "2:5"], ["tip", 1], ["tip", 3], ["out", "5-150"]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.equal(app.track("a.js", "out$").runs, 6);
});

test("a function is edited for all subscribers, those of another module and those who come later", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const out$ = counted("in", in$).pipe(map(x => x + 1));`);
    await app.save("b.js", `import { out$ } from "./a.js"; out$.subscribe(watch("b")); out$.pipe(map(x => -x)).subscribe(watch("piped"));`);
    const { in$, out$ } = app.module("a.js");
    await app.edit("a.js", "x + 1", "x * 10");
    const late = out$.subscribe((/** @type {number} */ x) => app.seen.push(["late", x]));
    in$.next(2);
    assert.deepEqual(app.take(), [["b", 20], ["piped", -20], ["late", 20]]);
    assert.deepEqual(app.counts.in, { subscribed: 3, unsubscribed: 0, living: 3 });
    late.unsubscribe();
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

test("scan's function is edited: a scan without a seed, and each of two subscribers, keep their own accumulator", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const sum$ = in$.pipe(scan((a, b) => a + b)); sum$.subscribe(watch("1"));`);
    const { in$, sum$ } = app.module("a.js");
    in$.next(1);
    const second = sum$.subscribe((/** @type {number} */ x) => app.seen.push(["2", x]));
    in$.next(2);
    await app.edit("a.js", "a + b", "a * b");
    in$.next(4);
    assert.deepEqual(app.take(), [["1", 1], ["1", 3], ["2", 2], ["1", 12], ["2", 8]]);
    second.unsubscribe();
});

test("scan's seed is edited: that operator alone starts over, and the result says so", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(rx.distinctUntilChanged(), scan((a, b) => a + b, 0), rx.map((x, i) => [i, x]));
        out$.subscribe(([i, x]) => seen(i, x));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    await app.edit("a.js", "a + b, 0", "a + b, 100");
    in$.next(2);
    in$.next(3);
    assert.deepEqual(app.take(), [[0, 1], [1, 3], [2, 103]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.deepEqual(app.resultsOf("out$").map(([code]) => code), ["RESET"]);
});

// ---- Timers ------------------------------------------------------------------------------------------

test("map behind a running interval is edited: the timer keeps its phase and its count", async t => {
    const app = new App(t), clock = new Clock(t);
    await app.save("a.js", `export const ticks$ = interval(100).pipe(map(i => "a" + i)); ticks$.subscribe(seen);`);
    clock.tick(350);
    await app.edit("a.js", '"a" + i', '"b" + i');
    clock.tick(49);
    assert.deepEqual(app.take(), ["a0", "a1", "a2"]);
    clock.tick(1);
    assert.deepEqual(app.take(), ["b3"]);
});

test("operators come and go behind a running interval: the timer keeps its phase and its count", async t => {
    const app = new App(t), clock = new Clock(t);
    await app.save("a.js", `export const ticks$ = interval(100).pipe(map(i => "a" + i)); ticks$.subscribe(seen);`);
    clock.tick(150);
    await app.edit("a.js", "pipe(map", "pipe(filter(i => i !== 2), map");
    clock.tick(200);
    assert.deepEqual(app.take(), ["a0", "a1"]);
    await app.edit("a.js", "filter(i => i !== 2), ", "");
    await app.edit("a.js", '.pipe(map(i => "a" + i))', "");
    clock.tick(50);
    assert.deepEqual(app.take(), [3]);
    await app.edit("a.js", "interval(100)", "interval(100).pipe(tap(i => seen('tap', i)))");
    clock.tick(100);
    assert.deepEqual(app.take(), [["tap", 4], 4]);
});

test("the interval itself is edited: it begins anew, and the other module's subscription goes on", async t => {
    const app = new App(t), clock = new Clock(t);
    await app.save("a.js", "export const ticks$ = interval(100).pipe(map(i => i));");
    await app.save("b.js", `import { ticks$ } from "./a.js"; export const sub = ticks$.subscribe(watch("b"));`);
    clock.tick(250);
    await app.edit("a.js", "interval(100)", "interval(10)");
    clock.tick(20);
    assert.deepEqual(app.take(), [["b", 0], ["b", 1], ["b", 0], ["b", 1]]);
    app.module("b.js").sub.unsubscribe();
    clock.tick(1000);
    assert.deepEqual(app.take(), []);
});

// ---- Plain values ------------------------------------------------------------------------------------

test("debounceTime's number is edited: another module's subscription stays open, and the new time counts", async t => {
    const app = new App(t), clock = new Clock(t);
    await app.save("a.js", `export const in$ = new Subject(); export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), rx.debounceTime(100));`);
    await app.save("b.js", `import { out$ } from "./a.js"; export const sub = out$.subscribe(watch("b"));`);
    const { in$ } = app.module("a.js");
    in$.next(1);
    clock.tick(100);
    await app.edit("a.js", "debounceTime(100)", "debounceTime(300)");
    in$.next(2);
    clock.tick(299);
    assert.deepEqual(app.take(), [["b", 1]]);
    clock.tick(1);
    assert.deepEqual(app.take(), [["b", 3]]);
    assert.equal(app.module("b.js").sub.closed, false);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("take's number is edited: its count starts over, the subscription stays open until the new number", async t => {
    const app = new App(t);
    await app.save("a.js", `export const in$ = new Subject(); export const out$ = counted("in", in$).pipe(rx.take(3));`);
    await app.save("b.js", `import { out$ } from "./a.js"; out$.subscribe(watch("b"));`);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    await app.edit("a.js", "take(3)", "take(5)");
    [3, 4, 5, 6, 7, 8].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), [...[1, 2, 3, 4, 5, 6, 7].map(x => ["b", x]), ["b", "complete"]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 1, living: 0 });
});

test("a number that stands in a constant is edited: only what uses it is made anew", async t => {
    const app = new App(t);
    await app.save("a.js", `
        const SIZE = 2;
        export const in$ = new Subject();
        export const pairs$ = in$.pipe(scan((a, b) => a + b, 0), rx.bufferCount(SIZE));
        export const sum$ = in$.pipe(scan((a, b) => a + b, 0));
        pairs$.subscribe(x => seen("pairs", ...x));
        sum$.subscribe(watch("sum"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "SIZE = 2", "SIZE = 3");
    [1, 1, 1].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), [["sum", 1], ["sum", 2], ["sum", 3], ["pairs", 2, 3, 4], ["sum", 4]]);
    assert.equal(app.track("a.js", "sum$").runs, 1);
    assert.equal(app.track("a.js", "pairs$").runs, 2);
});

// ---- Structure ---------------------------------------------------------------------------------------

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

for (const [where, from, to] of [
    ["at the beginning", ".pipe(", ".pipe(tap(x => seen('new', x)), "],
    ["in the middle", "map(x => x * 10),", "map(x => x * 10), tap(x => seen('new', x)),"],
    ["at the end", "/* end */", ", tap(x => seen('new', x))"],
]) {
    test(`an operator is inserted ${where}, taken away and inserted again: two subscribers keep their sums`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            export const in$ = new Subject();
            export const out$ = counted("in", in$).pipe(filter(x => x > 0), map(x => x * 10), scan((a, b) => a + b, 0) /* end */);
            out$.subscribe(watch("1"));
            export const open = () => out$.subscribe(watch("2"));
        `);
        const { in$, open } = app.module("a.js");
        in$.next(1);
        const second = open();
        for (let round = 1; round <= 3; round++) {
            in$.next(1);
            await app.edit("a.js", from, to);
            app.take();
            in$.next(0);
            in$.next(1);
            const all = app.take(), sums = all.filter(([who]) => who !== "new");
            assert.deepEqual(sums, [["1", 10 + round * 20], ["2", round * 20]]);
            assert.equal(all.filter(([who]) => who === "new").length, where === "at the beginning" ? 4 : 2);
            await app.edit("a.js", to, from);
        }
        assert.deepEqual(app.counts.in, { subscribed: 2, unsubscribed: 0, living: 2 });
        second.unsubscribe();
        assert.deepEqual(app.counts.in, { subscribed: 2, unsubscribed: 1, living: 1 });
        in$.next(1);
        in$.complete();
        assert.deepEqual(app.take().slice(-1), [["1", "complete"]]);
        assert.equal(app.counts.in.living, 0);
    });
}

test("operators change places: what stays in order keeps its state, the source is subscribed once", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x * 10), filter(x => x > 10), scan((a, b) => a + b, 0));
        out$.subscribe(seen);
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    in$.next(2);
    await app.edit("a.js", "map(x => x * 10), filter(x => x > 10)", "filter(x => x > 10), map(x => x * 10)");
    in$.next(2);
    in$.next(20);
    assert.deepEqual(app.take(), [20, 220]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("a stream without operators gets its first one, and loses its last: old and new subscribers have the same", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = rx.merge(in$, rx.NEVER);
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js"), subs = [open("1")];
    await app.edit("a.js", "rx.NEVER)", "rx.NEVER).pipe(scan((a, b) => a + b))");
    subs.push(open("2"));
    in$.next(1);
    in$.next(1);
    assert.deepEqual(app.take(), [["1", 1], ["2", 1], ["1", 2], ["2", 2]]);
    await app.edit("a.js", ".pipe(scan((a, b) => a + b))", "");
    subs.push(open("3"));
    in$.next(9);
    assert.deepEqual(app.take(), [["1", 9], ["2", 9], ["3", 9]]);
    assert.equal(in$.observers.length, 3);
    subs.forEach(sub => sub.unsubscribe());
    assert.equal(in$.observers.length, 0);
});

test("a pipe on a pipe, each with a name: an edit of the first leaves the second's state, and the other way round", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const sum$ = counted("in", in$).pipe(scan((a, b) => a + b, 0));
        export const count$ = sum$.pipe(map(x => x), scan(n => n + 1, 0));
        rx.combineLatest([sum$, count$]).subscribe(([sum, count]) => seen(sum, count));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "in$).pipe(scan", "in$).pipe(map(x => x * 10), scan");
    in$.next(1);
    await app.edit("a.js", "sum$.pipe(map(x => x), ", "sum$.pipe(");
    in$.next(1);
    await app.edit("a.js", "n + 1, 0", "n + 2, 0");
    in$.next(1);
    assert.deepEqual(app.take(), [[1, 1], [11, 1], [11, 2], [21, 2], [21, 3], [31, 3], [31, 5]]);
    assert.deepEqual(app.counts.in, { subscribed: 2, unsubscribed: 0, living: 2 });
});

test("the source becomes another track: the subscriber goes on with that, the old one is let go of", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = new Subject(), b$ = new Subject();
        const x$ = counted("a", a$), y$ = counted("b", b$);
        export const out$ = x$.pipe(scan((a, b) => a + b, 0));
        out$.subscribe(watch("out"));
    `);
    const { a$, b$ } = app.module("a.js");
    a$.next(1);
    await app.edit("a.js", "x$.pipe", "y$.pipe");
    a$.next(5);
    b$.next(2);
    assert.deepEqual(app.take(), [["out", 1], ["out", 3]]);
    assert.deepEqual(app.counts, { a: { subscribed: 1, unsubscribed: 1, living: 0 }, b: { subscribed: 1, unsubscribed: 0, living: 1 } });
});

// ---- Subjects ----------------------------------------------------------------------------------------

test("the module of a behavior subject is edited: it keeps its value and sends nothing", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const state$ = new BehaviorSubject(1);
        export const double$ = state$.pipe(map(x => x * 2));
        state$.subscribe(watch("state"));
        double$.subscribe(watch("double"));
    `);
    const { state$ } = app.module("a.js");
    state$.next(7);
    app.take();
    await app.edit("a.js", "x * 2", "x * 3");
    await app.edit("a.js", "pipe(map", "pipe(filter(x => x > 0), map");
    assert.deepEqual(app.take(), []);
    assert.equal(app.module("a.js").state$, state$);
    assert.equal(state$.getValue(), 7);
    state$.next(8);
    assert.deepEqual(app.take(), [["state", 8], ["double", 24]]);
});

test("a behavior subject's initial value is edited before anything was sent: it is the value now, and nobody is told", async t => {
    const app = new App(t);
    await app.save("a.js", `export const state$ = new BehaviorSubject(1); state$.subscribe(watch("state"));`);
    const { state$ } = app.module("a.js");
    app.take();
    await app.edit("a.js", "BehaviorSubject(1)", "BehaviorSubject(5)");
    assert.deepEqual(app.take(), []);
    assert.equal(app.module("a.js").state$, state$);
    assert.equal(state$.getValue(), 5);
    assert.equal(state$.closed, false);
});

test("a behavior subject's initial value is edited after something was sent, even the initial value itself: it keeps what was sent", async t => {
    const app = new App(t);
    await app.save("a.js", "export const a$ = new BehaviorSubject(1), b$ = new BehaviorSubject(1), c$ = new BehaviorSubject(1);");
    const { a$, b$, c$ } = app.module("a.js");
    a$.next(2);
    b$.next(2);
    b$.next(1);
    c$.next(1);
    await app.save("a.js", "export const a$ = new BehaviorSubject(5), b$ = new BehaviorSubject(5), c$ = new BehaviorSubject(5);");
    assert.deepEqual([a$, b$, c$].map(each => each.getValue()), [2, 1, 1]);
});

test("a replay subject, an async subject and a subclass keep class, methods, buffer and subscribers", async t => {
    const app = new App(t);
    await app.save("a.js", `
        class Store extends BehaviorSubject { add(n) { this.next(this.value + n); } }
        export const replay$ = new rx.ReplaySubject(2);
        export const async$ = new rx.AsyncSubject();
        export const store$ = new Store(1);
        export const unit = "a";
        store$.subscribe(watch("store"));
    `);
    const { replay$, async$, store$ } = app.module("a.js");
    [1, 2, 3].forEach(x => replay$.next(x));
    async$.next(9);
    store$.add(2);
    await app.edit("a.js", "ReplaySubject(2)", "ReplaySubject(3)");
    await app.edit("a.js", '"a"', '"b"');
    const now = app.module("a.js");
    assert.deepEqual([now.replay$, now.async$, now.store$], [replay$, async$, store$]);
    now.store$.add(2);
    now.replay$.subscribe((/** @type {number} */ x) => app.seen.push(["replay", x]));
    now.async$.subscribe((/** @type {number} */ x) => app.seen.push(["async", x]));
    now.async$.complete();
    assert.deepEqual(app.take(), [["store", 1], ["store", 3], ["store", 5], ["replay", 2], ["replay", 3], ["async", 9]]);
});

for (const edit of ["function", "structure"]) {
    test(`a handler that sends into the subject it listens to sees every value once and in order, after an edit of a ${edit}`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            export const in$ = new Subject();
            export const out$ = in$.pipe(filter(x => x < 4), map(x => x));
            out$.subscribe(x => { seen("handler", x); in$.next(x + 1); seen("back", x); });
            out$.subscribe(watch("other"));
        `);
        const { in$ } = app.module("a.js");
        in$.next(1);
        const once = app.take();
        await (edit === "function" ? app.edit("a.js", "map(x => x)", "map(x => x + 0)") : app.edit("a.js", "filter", "tap(() => {}), filter"));
        in$.next(1);
        assert.deepEqual(app.take(), once);
        assert.equal(once.length, 9);
    });
}

// ---- Sharing -----------------------------------------------------------------------------------------

test("what lies behind a shareReplay is edited: its buffer stays, nothing is subscribed again or sent", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(rx.shareReplay(2), map(x => x + 1));
        out$.subscribe(watch("1"));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js");
    [1, 2, 3].forEach(x => in$.next(x));
    app.take();
    await app.edit("a.js", "x + 1", "x * 10");
    await app.edit("a.js", "shareReplay(2), ", "shareReplay(2), filter(x => x > 2), ");
    assert.deepEqual(app.take(), []);
    open("late");
    in$.next(4);
    assert.deepEqual(app.take(), [["late", 30], ["1", 40], ["late", 40]]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("what lies before a shareReplay is made anew: its buffer is cleared, no late subscriber sees a value of the old code", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(rx.skip(0), map(x => "old" + x), rx.shareReplay(2));
        out$.subscribe(watch("1"));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js");
    [1, 2].forEach(x => in$.next(x));
    app.take();
    await app.edit("a.js", 'skip(0), map(x => "old" + x)', 'skip(1), map(x => "new" + x)');
    const late = open("late");
    assert.deepEqual(app.take(), []);
    in$.next(3);
    in$.next(4);
    assert.deepEqual(app.take(), [["1", "new4"], ["late", "new4"]]);
    assert.equal(app.counts.in.living, 1);
    late.unsubscribe();
});

test("what lies before a shareReplay without reference count is made anew: the old connection is closed, with a subscriber and without", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(rx.skip(0), rx.shareReplay(1));
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js");
    const first = open("1");
    in$.next(1);
    await app.edit("a.js", "skip(0)", "skip(1)");
    assert.equal(app.counts.in.living, 1);
    first.unsubscribe();
    assert.equal(app.counts.in.living, 1, "without reference count it stays connected");
    await app.edit("a.js", "skip(1)", "skip(2)");
    assert.equal(app.counts.in.living, 0, "nobody is left who could have connected the new one");
    const second = open("2");
    assert.equal(app.counts.in.living, 1);
    app.take();
    [1, 2, 3].forEach(x => in$.next(x));
    assert.deepEqual(app.take(), [["2", 3]]);
    second.unsubscribe();
});

test("a shareReplay is taken away: its connection is closed, its subscribers go on, each on its own", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x), rx.shareReplay(1), map(x => x * 2));
        out$.subscribe(watch("1"));
        out$.subscribe(watch("2"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", " rx.shareReplay(1),", "");
    in$.next(2);
    assert.deepEqual(app.take(), [["1", 2], ["2", 2], ["1", 4], ["2", 4]]);
    assert.equal(app.counts.in.living, 2);
});

for (const [what, from, to] of [
    ["a function before it", "x + 1", "x + 2"],
    ["a function behind it", "x * 2", "x * 3"],
    ["an operator inserted before it", "rx.share()", "filter(x => x > 0), rx.share()"],
    ["an operator inserted behind it", "rx.share()", "rx.share(), filter(x => x > 0)"],
    ["an operator taken away before it", "map(x => x + 1), ", ""],
    ["an operator taken away behind it", ", map(x => x * 2)", ""],
    ["a value before it", "skip(0)", "skip(1)"],
    ["a value behind it", "take(9)", "take(8)"],
    ["an operator inserted at the very beginning", ".pipe(", ".pipe(tap(() => {}), "],
]) {
    test(`share with two subscribers has one subscription of its source before, during and after an edit of ${what}`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            export const in$ = new Subject();
            export const out$ = counted("in", in$).pipe(rx.skip(0), map(x => x + 1), rx.share(), map(x => x * 2), rx.take(9));
            out$.subscribe(watch("1"));
            out$.subscribe(watch("2"));
        `);
        const { in$, out$ } = app.module("a.js");
        in$.next(1);
        app.take();
        for (const [a, b] of [[from, to], [to, from]]) {
            await app.edit("a.js", a, b);
            assert.equal(app.counts.in.living, 1);
            in$.next(1);
            in$.next(1);
            const all = app.take();
            assert.deepEqual(all.filter(([who]) => who === "1").map(([, x]) => x), all.filter(([who]) => who === "2").map(([, x]) => x));
            assert.ok(all.length === 4 || what === "a value before it" && all.length === 2, `${all}`);
        }
        const third = out$.subscribe(() => app.seen.push("third"));
        assert.equal(app.counts.in.living, 1);
        in$.next(1);
        assert.ok(app.take().includes("third"));
        third.unsubscribe();
        in$.complete();
        assert.deepEqual(app.take(), [["1", "complete"], ["2", "complete"]]);
        assert.equal(app.counts.in.living, 0);
    });
}

test("share is edited while nobody is subscribed: the next two subscribers share one subscription of the source", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => x + 1), rx.share());
        export const open = name => out$.subscribe(watch(name));
    `);
    const { in$, open } = app.module("a.js");
    await app.edit("a.js", "map(x => x + 1), ", "map(x => x + 2), filter(x => x > 0), ");
    const subs = [open("1"), open("2")];
    in$.next(1);
    assert.deepEqual(app.take(), [["1", 3], ["2", 3]]);
    subs.forEach(sub => sub.unsubscribe());
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 1, living: 0 });
});
