/** Cases of inner streams: what lives inside an operator, and callbacks inside callbacks. */
import assert from "node:assert/strict";
import test from "node:test";
import { attach, flush } from "../runtime/support/inspector.js";
import { App, until } from "./support/app.js";
import { Clock } from "./support/clock.js";

/** A pipe with living inner streams: one subject for each outer value. @param {string} operators @param {string} [more] */
const outer = (operators, more = "") => `
    export const in$ = new Subject();
    const inners = globalThis.inners;
    export const out$ = counted("in", in$).pipe(${operators});
    out$.subscribe(watch("out"));
    ${more}
`;

/** @param {import("node:test").TestContext} t @param {App} app @returns {Record<string, any>} */
function innersOf(t, app) {
    const made = /** @type {Record<string, any>} */ ({}), { Subject } = /** @type {any} */ (app.rxjs);
    /** @type {any} */ (globalThis).inners = (/** @type {string} */ name) => made[name] ??= new Subject();
    t.after(() => delete (/** @type {any} */ (globalThis).inners));
    return made;
}

test("the project function of a switchMap is edited while an inner lives: the inner lives until the next outer value", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.switchMap(x => counted('inner', inners(x)).pipe(map(y => x + y)))"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next(1);
    await app.edit("a.js", "x + y", "x + '-' + y");
    inners.a.next(2);
    assert.deepEqual(app.counts.inner, { subscribed: 1, unsubscribed: 0, living: 1 });
    in$.next("b");
    assert.equal(app.counts.inner.living, 1);
    inners.a.next(3);
    inners.b.next(4);
    assert.deepEqual(app.take(), [["out", "a1"], ["out", "a2"], ["out", "b-4"]]);
    assert.equal(app.counts.in.subscribed, 1);
});

test("operators come and go around a switchMap: its living inner goes on", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("map(x => x), rx.switchMap(x => counted('inner', inners(x))), scan((a, b) => a + b, 0)"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next(1);
    await app.edit("a.js", "map(x => x), rx.switch", "map(x => x), filter(x => x !== 'no'), rx.switch");
    inners.a.next(1);
    await app.edit("a.js", "scan(", "map(x => x * 10), scan(");
    inners.a.next(1);
    await app.edit("a.js", "map(x => x), ", "");
    inners.a.next(1);
    await app.edit("a.js", "filter(x => x !== 'no'), ", "");
    await app.edit("a.js", "pipe(rx.switch", "pipe(tap(x => seen(x)), rx.switch");
    inners.a.next(1);
    in$.next("b");
    inners.a.next(100);
    inners.b.next(1);
    assert.deepEqual(app.take(), [["out", 1], ["out", 2], ["out", 12], ["out", 22], ["out", 32], "b", ["out", 42]]);
    assert.deepEqual(app.counts.inner, { subscribed: 2, unsubscribed: 1, living: 1 });
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("the project function of a mergeMap is edited: all living inners go on, the next outer value uses the new code", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.mergeMap(x => counted('inner', inners(x)).pipe(map(y => 'old' + x + y)))"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    in$.next("b");
    await app.edit("a.js", "'old'", "'new'");
    in$.next("c");
    ["a", "b", "c"].forEach(name => inners[name].next(1));
    assert.deepEqual(app.take(), [["out", "olda1"], ["out", "oldb1"], ["out", "newc1"]]);
    assert.equal(app.counts.inner.living, 3);
});

test("the project function of a concatMap is edited: outer values that wait use the new code", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.concatMap(x => { const old = inners(x); return old.pipe(map(y => 'old' + x + y)); })"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    in$.next("b");
    in$.next("c");
    inners.a.next(1);
    await app.edit("a.js", "'old'", "'new'");
    inners.a.next(2);
    inners.a.complete();
    inners.b.next(3);
    inners.b.complete();
    inners.c.next(4);
    assert.deepEqual(app.take(), [["out", "olda1"], ["out", "olda2"], ["out", "newb3"], ["out", "newc4"]]);
});

test("the project function of an exhaustMap is edited: busy stays busy, the next one uses the new code", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.exhaustMap(x => inners(x).pipe(map(y => 'old' + x + y)))"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    await app.edit("a.js", "'old'", "'new'");
    in$.next("b");
    inners.a.next(1);
    inners.a.complete();
    in$.next("c");
    inners.c.next(2);
    assert.deepEqual(app.take(), [["out", "olda1"], ["out", "newc2"]]);
    assert.equal(inners.b, undefined);
});

test("the function of an expand is edited: the next level uses the new code", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.expand(x => inners(x).pipe(map(y => x + 'o' + y)))"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next(1);
    await app.edit("a.js", "x + 'o' + y", "x + 'n' + y");
    inners.a.next(2);
    inners.ao2.next(3);
    inners.ao1.next(4);
    assert.deepEqual(app.take(), [["out", "a"], ["out", "ao1"], ["out", "ao2"], ["out", "ao2n3"], ["out", "ao1o4"]]);
});

// ---- Callbacks in callbacks --------------------------------------------------------------------------

test("a callback three levels deep that captures nothing is edited: the living one calls the new function, all around stays", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer(`rx.switchMap(x => counted('1', inners(x)).pipe(
        rx.switchMap(y => counted('2', inners(y)).pipe(scan((a, b) => a + b, 0), map(z => 'old' + z)))))`));
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next("b");
    inners.b.next(1);
    await app.edit("a.js", "'old' + z", "'new' + z");
    inners.b.next(2);
    await app.edit("a.js", "a + b, 0", "a * b, 0");
    inners.b.next(4);
    assert.deepEqual(app.take(), [["out", "old1"], ["out", "new3"], ["out", "new12"]]);
    assert.deepEqual([app.counts.in, app.counts[1], app.counts[2]].map(({ subscribed, living }) => [subscribed, living]), [[1, 1], [1, 1], [1, 1]]);
});

test("a callback that closes over locals of its activation is edited: the living one finishes on the old code and is marked so", async t => {
    const app = new App(t), inners = innersOf(t, app), inspector = attach(t);
    await app.save("a.js", outer("rx.mergeMap(x => inners(x).pipe(map(y => x + 'old' + y)))"));
    const { in$ } = app.module("a.js"), marked = () => inspector.all("subscription").filter(({ tags }) => tags.has("old code"));
    in$.next("a");
    flush();
    assert.equal(marked().length, 0);
    await app.edit("a.js", "'old'", "'new'");
    in$.next("b");
    flush();
    assert.equal(marked().length, 1, "the map behind a, not that behind b");
    inners.a.next(1);
    inners.b.next(1);
    inners.a.complete();
    flush();
    assert.equal(marked().length, 0);
    assert.deepEqual(app.take(), [["out", "aold1"], ["out", "bnew1"]]);
});

test("only the callback that was edited moves: its neighbours in the same function are not touched", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.switchMap(x => inners(x).pipe(map(y => y + 1), scan((a, b) => a + b, 0), rx.distinctUntilChanged((a, b) => a === b)))"));
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next(0);
    await app.edit("a.js", "y + 1", "y * 10");
    inners.a.next(0);
    inners.a.next(1);
    assert.deepEqual(app.take(), [["out", 1], ["out", 11]]);
});

test("a function that a callback deep inside calls is edited: living inners call the new one", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", `const label = z => "old" + z; ${outer("rx.switchMap(x => inners(x).pipe(map(z => label(z))))")}`);
    const { in$ } = app.module("a.js");
    in$.next("a");
    inners.a.next(1);
    await app.edit("a.js", '"old"', '"new"');
    inners.a.next(2);
    assert.deepEqual(app.take(), [["out", "old1"], ["out", "new2"]]);
});

// ---- Other functions that make streams ---------------------------------------------------------------

test("the function of a defer is edited: the current run is untouched, the next subscribe uses the new code", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", `
        const inners = globalThis.inners;
        export const out$ = rx.defer(() => counted("run", inners("a")));
        out$.subscribe(watch("1"));
    `);
    const { out$ } = app.module("a.js");
    await app.edit("a.js", 'inners("a")', 'inners("b")');
    inners.a.next(1);
    const second = out$.subscribe((/** @type {unknown} */ x) => app.seen.push(["2", x]));
    inners.a.next(2);
    inners.b.next(3);
    assert.deepEqual(app.take(), [["1", 1], ["1", 2], ["2", 3]]);
    assert.deepEqual(app.counts.run, { subscribed: 2, unsubscribed: 0, living: 2 });
    second.unsubscribe();
});

test("the notifier of a takeUntil is edited: it alone is wired anew, and nothing stops", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), old$ = new Subject(), new$ = new Subject();
        export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), rx.takeUntil(counted("old", old$)));
        out$.subscribe(watch("out"));
    `);
    const { in$, old$, new$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", 'counted("old", old$)', 'counted("new", new$)');
    in$.next(2);
    old$.next();
    in$.next(3);
    assert.deepEqual(app.take(), [["out", 1], ["out", 3], ["out", 6]]);
    assert.deepEqual([app.counts.in.subscribed, app.counts.old.living, app.counts.new.living], [1, 0, 1]);
    new$.next();
    assert.deepEqual(app.take(), [["out", "complete"]]);
    assert.equal(app.counts.in.living, 0);
});

test("the notifier of a takeUntil is a pipe of its own, and a function in it is edited: it is not wired anew", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), stop$ = new Subject();
        export const out$ = in$.pipe(rx.takeUntil(stop$.pipe(filter(x => x > 5))));
        out$.subscribe(watch("out"));
    `);
    const { in$, stop$ } = app.module("a.js");
    stop$.next(3);
    await app.edit("a.js", "x > 5", "x > 2");
    in$.next(1);
    assert.equal(stop$.observers.length, 1);
    stop$.next(3);
    in$.next(2);
    assert.deepEqual(app.take(), [["out", 1], ["out", "complete"]]);
});

test("a takeUntil stands behind what is edited: nothing stops", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject(), stop$ = new Subject();
        export const out$ = in$.pipe(rx.skip(0), rx.takeUntil(stop$), map(x => x));
        out$.subscribe(watch("out"));
    `);
    const { in$, stop$ } = app.module("a.js");
    await app.edit("a.js", "skip(0)", "skip(1)");
    await app.edit("a.js", "map(x => x)", "map(x => x), filter(() => true)");
    in$.next(1);
    in$.next(2);
    stop$.next();
    assert.deepEqual(app.take(), [["out", 2], ["out", "complete"]]);
    assert.deepEqual([in$.observers.length, stop$.observers.length], [0, 0]);
});

for (const [what, text] of [["takeUntil", "rx.takeUntil(stop$)"], ["finalize", "rx.finalize(() => seen('over'))"], ["startWith", "rx.startWith(0)"]]) {
    for (const [where, from, to] of [["before", "/* a */", "map(x => x * 10), "], ["behind", "/* b */", ", map(x => x * 10)"]]) {
        test(`an operator is inserted right ${where} a ${what}, and taken away: one subscription, one value each, and it still ends`, async t => {
            const app = new App(t);
            await app.save("a.js", `
                export const in$ = new Subject(), stop$ = new Subject();
                export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), /* a */${text}/* b */);
                export const sub = out$.subscribe(watch("out"));
            `);
            const { in$, stop$, sub } = app.module("a.js");
            in$.next(1);
            app.take();
            for (let round = 1; round <= 3; round++) {
                await app.edit("a.js", from, to);
                in$.next(1);
                await app.edit("a.js", to, from);
                in$.next(1);
                assert.deepEqual(app.take(), [["out", 20 * round], ["out", 2 * round + 1]]);
                assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
                assert.equal(stop$.observers.length, what === "takeUntil" ? 1 : 0);
            }
            stop$.next();
            sub.unsubscribe();
            assert.deepEqual(app.take(), what === "takeUntil" ? [["out", "complete"]] : what === "finalize" ? ["over"] : []);
            assert.deepEqual([in$.observers.length, stop$.observers.length, app.counts.in.living], [0, 0, 0]);
        });
    }

    test(`a ${what} is inserted in mid-chain, and taken away: one subscription, one value each`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            export const in$ = new Subject(), stop$ = new Subject();
            export const out$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), map(x => x));
            export const sub = out$.subscribe(watch("out"));
        `);
        const { in$, stop$, sub } = app.module("a.js");
        in$.next(1);
        for (let round = 1; round <= 3; round++) {
            app.take();
            await app.edit("a.js", ", map", `, ${text}, map`);
            in$.next(1);
            await app.edit("a.js", `, ${text}, map`, ", map");
            in$.next(1);
            assert.deepEqual(app.take().filter(([, x]) => x !== 0), [["out", 2 * round], ["out", 2 * round + 1]]);
            assert.deepEqual([in$.observers.length, stop$.observers.length], [1, 0]);
        }
        sub.unsubscribe();
        assert.deepEqual([app.take(), in$.observers.length, app.counts.in.living], [[], 0, 0]);
    });
}

for (const [what, insert] of [["tap", "rx.tap({ next: x => seen('tap', x), complete: () => seen('tap', 'complete'), unsubscribe: () => seen('tap', 'unsubscribe') }), "],
    ["reduce", "rx.reduce((a, b) => a + b, 0), "], ["repeat", "rx.repeat(), "], ["endWith", "rx.endWith('end'), "]]) {
    test(`a ${what} that is inserted right before a takeUntil does not take its stop for the end of the source`, async t => {
        const app = new App(t);
        await app.save("a.js", `
            export const in$ = new Subject(), stop$ = new Subject();
            export const out$ = counted("in", in$).pipe(rx.takeUntil(stop$));
            out$.subscribe(watch("out"));
        `);
        const { in$, stop$ } = app.module("a.js");
        in$.next(1);
        await app.edit("a.js", "rx.takeUntil", `${insert}rx.takeUntil`);
        in$.next(2);
        app.take();
        stop$.next();
        const fresh = what === "tap" ? [["out", "complete"], ["tap", "unsubscribe"]] : [["out", "complete"]];
        assert.deepEqual(app.take(), fresh);
        assert.deepEqual([in$.observers.length, stop$.observers.length, app.counts.in.living], [0, 0, 0]);
    });
}

test("the delay of a repeat is edited: the next round waits as the new function says", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", `
        const inners = globalThis.inners;
        export const out$ = rx.defer(() => counted("run", inners("run").pipe(rx.take(1)))).pipe(rx.repeat({ delay: n => { seen("old", n); return inners("old"); } }));
        out$.subscribe(watch("out"));
    `);
    inners.run.next(1);
    await app.edit("a.js", '{ seen("old", n); return inners("old"); }', '{ seen("new", n); return inners("new"); }');
    inners.old.next();
    inners.run.next(2);
    inners.old.next();
    inners.new.next();
    inners.run.next(3);
    assert.deepEqual(app.take(), [["out", 1], ["old", 1], ["out", 2], ["new", 2], ["out", 3], ["new", 3]]);
    assert.deepEqual(app.counts.run, { subscribed: 3, unsubscribed: 3, living: 0 });
});

test("the delay of a retry is edited: the next failure waits as the new function says", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", `
        const inners = globalThis.inners;
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => { if (x < 0) { throw new Error("below"); } return x; }),
            rx.retry({ delay: (error, n) => { seen("old", n); return inners("old"); } }));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(-1);
    await app.edit("a.js", '{ seen("old", n); return inners("old"); }', '{ seen("new", n); return inners("new"); }');
    inners.old.next();
    in$.next(1);
    in$.next(-1);
    in$.next(2);
    inners.new.next();
    in$.next(3);
    assert.deepEqual(app.take(), [["old", 1], ["out", 1], ["new", 2], ["out", 3]]);
    assert.deepEqual(app.counts.in, { subscribed: 3, unsubscribed: 2, living: 1 });
});

test("an operator is inserted before a retry: what it retries is the new chain", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = counted("in", in$).pipe(map(x => { if (x < 0) { throw new Error("below"); } return x; }), rx.retry(), scan((a, b) => a + b, 0));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "rx.retry()", "map(x => x * 10), rx.retry()");
    in$.next(1);
    in$.next(-1);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 1], ["out", 11], ["out", 21]]);
    await app.edit("a.js", "map(x => x * 10), ", "");
    in$.next(1);
    in$.next(-1);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 22], ["out", 23]]);
    assert.equal(app.counts.in.living, 1);
});

test("the selector of a bufferWhen is edited: the buffer stays, the next one closes as the new function says", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.bufferWhen(() => inners('old')), map(all => all.join())"));
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "inners('old')", "inners('new')");
    in$.next(2);
    inners.old.next();
    in$.next(3);
    inners.old.next();
    inners.new.next();
    assert.deepEqual(app.take(), [["out", "1,2"], ["out", "3"]]);
});

test("the selector of a debounce is edited: the value that waits goes out as before, the next waits as the new function says", async t => {
    const app = new App(t), inners = innersOf(t, app);
    await app.save("a.js", outer("rx.debounce(() => inners('old'))"));
    const { in$ } = app.module("a.js");
    in$.next(1);
    await app.edit("a.js", "inners('old')", "inners('new')");
    inners.old.next();
    in$.next(2);
    inners.old.next();
    inners.new.next();
    assert.deepEqual(app.take(), [["out", 1], ["out", 2]]);
});

test("a promise is pending in a projector that is edited: its result is delivered, and the subscription that waits for it is marked as old code", async t => {
    const app = new App(t), inspector = attach(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(rx.mergeMap(async x => { await globalThis.gate; return "old" + x; }));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js"), world = /** @type {any} */ (globalThis);
    t.after(() => delete world.gate);
    let open = () => {};
    world.gate = new Promise(done => { open = () => done(undefined); });
    in$.next(1);
    await app.edit("a.js", '"old"', '"new"');
    in$.next(2);
    flush();
    const marked = inspector.all("subscription").filter(({ tags }) => tags.has("old code")).length;
    open();
    await until(() => app.seen.length === 2);
    assert.deepEqual(app.take(), [["out", "old1"], ["out", "new2"]]);
    assert.equal(marked, 1);
});

test("the functions of combineLatest and withLatestFrom are edited: the latest values stay", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = new Subject(), b$ = new Subject();
        export const both$ = rx.combineLatest([counted("a", a$), counted("b", b$)], (a, b) => a + b);
        export const with$ = counted("a", a$).pipe(rx.withLatestFrom(counted("b", b$), (a, b) => a + b));
        both$.subscribe(watch("both"));
        with$.subscribe(watch("with"));
    `);
    const { a$, b$ } = app.module("a.js");
    b$.next(2);
    a$.next(1);
    await app.edit("a.js", "(a, b) => a + b", "(a, b) => a * b");
    await app.edit("a.js", "b$), (a, b) => a + b", "b$), (a, b) => a - b");
    a$.next(10);
    assert.deepEqual(app.take(), [["both", 3], ["with", 3], ["both", 20], ["with", 8]]);
    assert.deepEqual([app.counts.a.subscribed, app.counts.b.subscribed], [2, 2]);
});

test("anonymous streams among combineLatest's arguments are edited one at a time: the others keep their latest values", async t => {
    const app = new App(t);
    await app.save("a.js", `
        export const a$ = new Subject(), b$ = new Subject();
        export const both$ = rx.combineLatest([a$.pipe(scan((a, b) => a + b, 0)), b$.pipe(map(x => x), scan((a, b) => a + b, 0))]).pipe(map(([a, b]) => a + ":" + b));
        both$.subscribe(watch("both"));
    `);
    const { a$, b$ } = app.module("a.js");
    a$.next(1);
    b$.next(1);
    await app.edit("a.js", "b$.pipe(map(x => x)", "b$.pipe(map(x => x * 10)");
    b$.next(1);
    await app.edit("a.js", "map(x => x * 10), ", "map(x => x * 10), filter(x => x > 10), ");
    b$.next(1);
    a$.next(1);
    b$.next(2);
    assert.deepEqual(app.take(), [["both", "1:1"], ["both", "1:11"], ["both", "2:11"], ["both", "2:31"]]);
    assert.deepEqual([a$.observers.length, b$.observers.length], [1, 1]);
});

test("a debounceTime holds a value while what stands around it is edited: the value goes out in time, once", async t => {
    const app = new App(t), clock = new Clock(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const out$ = in$.pipe(map(x => x), rx.debounceTime(100), map(x => "v" + x));
        out$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    in$.next(1);
    clock.tick(50);
    await app.edit("a.js", "map(x => x)", "map(x => x + 1)");
    await app.edit("a.js", '"v" + x', '"w" + x');
    await app.edit("a.js", "map(x => x + 1), ", "map(x => x + 1), filter(() => true), ");
    await app.edit("a.js", 'map(x => "w" + x)', 'filter(() => true), map(x => "w" + x)');
    clock.tick(49);
    assert.deepEqual(app.take(), []);
    clock.tick(1);
    assert.deepEqual(app.take(), [["out", "w1"]]);
    assert.equal(in$.observers.length, 1);
});
