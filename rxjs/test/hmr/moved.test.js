/* A stream goes to another file and comes back: those that are built on it have to follow, though their text is the same. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

/** What is built on the stream, and gives what that has at once. @type {Record<string, string>} */
const BUILT = {
    "a pipe": "f$.pipe(map(x => `got ${x}`))",
    "a pipe with an operator that shares": "f$.pipe(rx.share(), map(x => `got ${x}`))",
    "merge": "merge(f$, rx.NEVER).pipe(map(x => `got ${x}`))",
    "combineLatest of a list": "rx.combineLatest([f$, of(1)]).pipe(map(([x]) => `got ${x}`))",
    "combineLatest of an object": "rx.combineLatest({ f: f$ }).pipe(map(({ f }) => `got ${f}`))",
    "withLatestFrom": "f$.pipe(rx.withLatestFrom(f$), map(([x]) => `got ${x}`))",
    "mergeWith": "rx.NEVER.pipe(rx.mergeWith(f$), map(x => `got ${x}`))",
    "a pipe among args": "merge(f$.pipe(map(x => `got ${x}`)), rx.NEVER)",
    "a recipe": "f$.asObservable()",
    "from": "rx.from(f$).pipe(map(x => `got ${x}`))",
};
const DECLARED = "export const f$ = new BehaviorSubject(1);";

/** @param {string} built */
const here = (built) => `${DECLARED} export const g$ = ${built}; export const set = x => f$.next(x);`;
/** @param {string} built */
const imported = (built) => `import { f$ } from "./f.js"; ${here(built).replace(DECLARED, "")}`;

for (const [what, built] of Object.entries(BUILT)) {
    test(`${what}: a subject that it is built on is moved to another file, and back`, async t => {
        const app = new App(t);
        await app.save("a.js", here(built));
        await app.save("b.js", `import { g$ } from "./a.js"; export const sub = g$.subscribe(x => seen(String(x).replace("got ", "")));`);
        await app.save("f.js", DECLARED);
        for (const [text, value] of /** @type {const} */ ([[imported(built), 3], [here(built), 4]])) {
            await app.save("a.js", text);
            app.take();
            app.module("a.js").set(value);
            assert.deepEqual(app.take(), [String(value)]);
        }
        assert.equal(app.module("b.js").sub.closed, false);
    });
}

test("a function that reaches the moved stream is another one, and counts as a version; what it made goes on", async t => {
    const app = new App(t), text = "export const in$ = new Subject(), g$ = in$.pipe(rx.switchMap(() => f$));";
    await app.save("f.js", DECLARED);
    await app.save("a.js", DECLARED + text);
    await app.save("b.js", `import { g$ } from "./a.js"; g$.subscribe(seen);`);
    const { in$, f$ } = app.module("a.js");
    in$.next(0);
    app.results();
    await app.save("a.js", `import { f$ } from "./f.js"; ${text}`);
    assert.deepEqual(app.resultsOf("g$"), [["SWAPPED", "moved switchMap () => f$"]]);
    f$.next(2);
    app.module("f.js").f$.next(3);
    assert.deepEqual(app.take(), [1, 2]);
    in$.next(0);
    assert.deepEqual(app.take(), [3]);
});

test("a creator that a pipe has for itself is the same one, whatever was imported meanwhile", async t => {
    const app = new App(t);
    await app.save("f.js", "export const word = 'one';");
    await app.save("a.js", "export const a$ = counted('in', rx.NEVER).pipe(map(x => x)), b$ = interval(10_000).pipe(map(x => x));");
    await app.save("b.js", `import { a$, b$ } from "./a.js"; export const subs = [a$.subscribe(), b$.subscribe()];`);
    t.after(() => app.module("b.js").subs.forEach((/** @type {any} */ sub) => sub.unsubscribe()));
    app.results();
    await app.save("a.js", `import { word } from "./f.js"; ${app.text("a.js")} export const w = word;`);
    assert.deepEqual([...app.resultsOf("a$"), ...app.resultsOf("b$")], []);
    assert.equal(app.counts.in.subscribed, 1);
});
