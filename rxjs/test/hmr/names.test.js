/** Cases of names: streams that change them, in one save, with others. State follows the stream that a person would call the same one. */
import assert from "node:assert/strict";
import test from "node:test";
import { attach, flush } from "../runtime/support/inspector.js";
import { App } from "./support/app.js";
import { Knowledge } from "./support/knowledge.js";

const HEAD = "export const in$ = new Subject();\n";
const SUM = "counted('sum', in$).pipe(scan((a, b) => a + b, 0))", PRODUCT = "counted('product', in$).pipe(scan((a, b) => a * b, 1))";
const COUNT = "counted('count', in$).pipe(scan(n => n + 1, 0))";

/** What a stream is called, and who listens. @param {string} name @param {string} text @param {string} says */
function stream(name, text, says) {
    return `export const ${name} = ${text}; ${name}.subscribe(x => seen("${says}", x));\n`;
}

/** @param {import("node:test").TestContext} t @param {string[]} texts saved one after the other; 2 and 3 are sent behind each */
async function play(t, ...texts) {
    const app = new App(t), seen = [];
    for (const text of texts) {
        await app.save("a.js", HEAD + text);
        for (const value of [2, 3]) {
            app.module("a.js").in$.next(value);
        }
        seen.push(app.take().map(([name, value]) => `${name} ${value}`).sort());
    }
    return { app, seen };
}

const FIRST = ["product 2", "product 6", "sum 2", "sum 5"];
const ON = ["product 12", "product 36", "sum 10", "sum 7"];

/** Nothing was subscribed to anew. @param {App} app */
function isQuiet({ counts }) {
    assert.deepEqual(["sum", "product"].map(name => counts[name].subscribed), [1, 1]);
}

test("two streams change names: each keeps its state and its subscription", async t => {
    const { app, seen } = await play(t, stream("a$", SUM, "sum") + stream("b$", PRODUCT, "product"), stream("b$", SUM, "sum") + stream("a$", PRODUCT, "product"));
    assert.deepEqual(seen, [FIRST, ON]);
    isQuiet(app);
    const renamed = app.results().filter(([code]) => code === "RENAMED").map(([, text]) => text);
    assert.deepEqual(renamed, ["a$: a$ is called b$ now", "b$: b$ is called a$ now"]);
});

test("names move on in a chain, a to b and b to c: each stream keeps its state", async t => {
    const { app, seen } = await play(t, stream("a$", SUM, "sum") + stream("b$", PRODUCT, "product"), stream("b$", SUM, "sum") + stream("c$", PRODUCT, "product"));
    assert.deepEqual(seen, [FIRST, ON]);
    isQuiet(app);
});

test("three streams change names in a circle, and back", async t => {
    const all = (/** @type {string[]} */ a, /** @type {string} */ b, /** @type {string} */ c) => stream(a, SUM, "sum") + stream(b, PRODUCT, "product") + stream(c, COUNT, "count");
    const { app, seen } = await play(t, all("a$", "b$", "c$"), all("b$", "c$", "a$"), all("a$", "b$", "c$"));
    assert.deepEqual(seen[2], ["count 5", "count 6", "product 216", "product 72", "sum 12", "sum 15"]);
    isQuiet(app);
});

test("a stream gets another name, and a new one that is nothing like it gets the old one: that starts anew", async t => {
    const { app, seen } = await play(t, stream("a$", SUM, "sum"),
        stream("b$", SUM, "sum") + stream("a$", "counted('new', in$).pipe(map(x => -x), rx.pairwise(), map(([a, b]) => a + b))", "new"));
    assert.deepEqual(seen, [["sum 2", "sum 5"], ["new -5", "sum 10", "sum 7"]]);
    assert.deepEqual(app.counts.sum, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("a stream is copied, and the first of the two is edited: that is the one that was there", async t => {
    const { app, seen } = await play(t, stream("a$", SUM, "sum"), stream("b$", SUM, "copy") + stream("a$", SUM.replace("a + b", "a + b * 10"), "sum"));
    assert.deepEqual(seen, [["sum 2", "sum 5"], ["copy 2", "copy 5", "sum 25", "sum 55"]]);
    assert.deepEqual(app.counts.sum, { subscribed: 2, unsubscribed: 0, living: 2 });
});

test("a name goes to another stream that stays what it is, and its own stream goes: no state of that one is carried over", async t => {
    const { seen } = await play(t, stream("a$", SUM, "sum") + stream("b$", "counted('old', in$).pipe(rx.pairwise(), map(([a, b]) => a - b))", "old"), stream("b$", SUM, "sum"));
    assert.deepEqual(seen[1].filter(line => line.startsWith("sum")), ["sum 10", "sum 7"]);
});

test("streams change names, and who subscribes to them does not: each gets the other stream's values", async t => {
    const listen = 'a$.subscribe(x => seen("a", x)); b$.subscribe(x => seen("b", x));\n';
    const { seen } = await play(t, `const a$ = in$.pipe(map(x => x * 10)), b$ = in$.pipe(filter(x => x > 0));\n${listen}`,
        `const b$ = in$.pipe(map(x => x * 10)), a$ = in$.pipe(filter(x => x > 0));\n${listen}`);
    assert.deepEqual(seen, [["a 20", "a 30", "b 2", "b 3"], ["a 2", "a 3", "b 20", "b 30"]]);
});

test("subjects change names: their values, buffers and subscribers go with them", async t => {
    const app = new App(t), text = (/** @type {string} */ a, /** @type {string} */ b) =>
        `export const ${a} = new BehaviorSubject(1), ${b} = new rx.ReplaySubject(2); ${a}.subscribe(watch("behaves")); ${b}.subscribe(watch("replays"));`;
    await app.save("a.js", text("a$", "b$"));
    const { a$, b$ } = app.module("a.js");
    a$.next(5);
    b$.next(6);
    app.take();
    await app.save("a.js", text("b$", "a$"));
    const now = app.module("a.js");
    assert.equal(now.b$, a$);
    assert.equal(now.a$, b$);
    now.b$.next(7);
    now.a$.next(8);
    assert.deepEqual(app.take(), [["behaves", 7], ["replays", 8]]);
    assert.equal(now.b$.value, 7);
});

test("what is built on streams that change names stays connected to what it was built on", async t => {
    const on = (/** @type {string} */ a, /** @type {string} */ b) => `
        const ${a} = ${SUM}, ${b} = ${PRODUCT};
        rx.combineLatest([${a}, ${b}]).pipe(map(([s, p]) => s + "," + p)).subscribe(x => seen("both", x));
        rx.merge(${a}.pipe(map(x => "s" + x)), ${b}.pipe(map(x => "p" + x))).subscribe(x => seen("any", x));
    `;
    const { seen } = await play(t, on("a$", "b$"), on("b$", "a$"));
    assert.deepEqual(seen[1], ["any p12", "any p36", "any s10", "any s7", "both 10,12", "both 10,36", "both 7,12", "both 7,6"]);
});

test("exported streams change names: importers are evaluated again, and get the stream of the name that they import", async t => {
    const app = new App(t), text = (/** @type {string} */ a, /** @type {string} */ b) =>
        `export const in$ = new Subject(), ${a} = in$.pipe(map(x => "mapped" + x)), ${b} = in$.pipe(filter(x => x > 1));`;
    await app.save("a.js", text("a$", "b$"));
    await app.save("b.js", 'import { a$ } from "./a.js"; a$.subscribe(x => seen(x));');
    app.module("a.js").in$.next(2);
    await app.save("a.js", text("b$", "a$"));
    app.module("a.js").in$.next(3);
    assert.deepEqual(app.take(), ["mapped2", 3]);
    assert.equal(app.invalidated.length, 1);
});

test("a member of an object changes places with another one", async t => {
    const list = (/** @type {string} */ a, /** @type {string} */ b) => `export const all = { ${a}: ${SUM}, ${b}: ${PRODUCT} };\nall.${a}.subscribe(x => seen("sum", x)); all.${b}.subscribe(x => seen("product", x));`;
    const { app, seen } = await play(t, list("a$", "b$"), list("b$", "a$"));
    assert.deepEqual(seen, [FIRST, ON]);
    isQuiet(app);
});

test("a track that is called otherwise is found by that name, and two that changed places as well", async t => {
    const app = new App(t), knows = /** @type {any} */ (attach(t, Knowledge));
    await app.save("a.js", "const n1$ = of(1).pipe(map(x => x)); const n2$ = of(2).pipe(filter(x => x > 1));");
    flush();
    const [a, b] = ["n1$", "n2$"].map(name => knows.one("track", name).id);
    await app.save("a.js", "const n2$ = of(1).pipe(map(x => x)); const n1$ = of(2).pipe(filter(x => x > 1));");
    flush();
    assert.deepEqual([a, b].map(id => knows.entities.get(id)).map(({ name, key, version }) => [name, key, version]), [["n2$", "a.js:n2$", 1], ["n1$", "a.js:n1$", 1]]);
    assert.deepEqual(app.swap("a.js").module.tracks.size, 2);
});
