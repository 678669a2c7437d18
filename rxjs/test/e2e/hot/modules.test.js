/* Several modules of a real page: who takes an update, who hands it on, and what happens when one of them does not load. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hotLab, noHotPages } from "../../support/hot.js";
import { until } from "../../support/until.js";

const skip = noHotPages();
const lab = hotLab();

test("a module that exports streams and makers takes its update; importers keep what they hold, and see the new code", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import tens$, { streams, timesTwo, twice$ } from "./a.js";
            window.held ??= { tens$, timesTwo };
            tens$.subscribe((x) => seen("default", x));
            streams.inner$.subscribe((x) => seen("member", x));
            twice$.pipe(timesTwo(1)).subscribe((x) => seen("made", x));
            window.isSame = async () => { const a = await import("./a.js"); return a.default === held.tens$ && a.timesTwo === held.timesTwo; };`,
        "a.js": `import { in$ } from "./input.js";
            export const streams = { inner$: in$.pipe(map((x) => x + 1)) };
            export const twice$ = in$.pipe(map((x) => x));
            export const timesTwo = (n) => map((x) => x * 2 + n);
            export default in$.pipe(map((x) => x * 10));`,
    });
    assert.deepEqual(await app.gets(1), [["default", 10], ["member", 2], ["made", 3]]);
    await app.save("a.js", app.read("a.js").replace("x + 1", "x + 2").replace("x * 2", "x * 3").replace("x * 10", "x * 20"));
    const after = await app.gets(1);
    assert.deepEqual(after.slice(0, 2), [["default", 20], ["member", 3]]);
    assert.equal(await app.ran("main.js"), 1);
    assert.equal(await app.page.evaluate("isSame()"), true);
    await app.isWell();
});

test("a helper and a constant that callbacks and values reach are edited: what reaches them changes, the rest does not", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            const FACTOR = 2;
            const LIMIT = 3;
            const scaled = (x) => x * FACTOR;
            export const scaled$ = in$.pipe(map((x) => scaled(x)));
            export const limited$ = in$.pipe(take(LIMIT), map((x) => x));
            export const other$ = in$.pipe(scan((sum, x) => sum + x, 0));
            scaled$.subscribe((x) => seen("scaled", x));
            limited$.subscribe((x) => seen("limited", x));
            other$.subscribe((x) => seen("other", x));`,
    });
    assert.deepEqual(await app.gets(1), [["scaled", 2], ["limited", 1], ["other", 1]]);
    await app.edit("a.js", "FACTOR = 2", "FACTOR = 5");
    assert.deepEqual(await app.gets(2), [["scaled", 10], ["limited", 2], ["other", 3]]);
    await app.edit("a.js", "LIMIT = 3", "LIMIT = 1");
    assert.deepEqual(await app.gets(3, 4), [["scaled", 15], ["limited", 3], ["other", 6], ["scaled", 20], ["other", 10]]);
    const versions = Object.fromEntries((await app.dump()).tracks.map(({ name, version }) => [name, version]));
    assert.deepEqual([versions.scaled$, versions.limited$, versions.other$], [2, 2, 1]);
    await app.isWell();
});

test("a plain export hands the update on to importers that take it, and the terminal says which export it was", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import "./b.js";`,
        "b.js": `import { label } from "./a.js";
            import { source$ } from "./input.js";
            export const b$ = source$.pipe(map((x) => label(x)));
            b$.subscribe(seen);`,
        "a.js": `export const label = (x) => ["old", x];
            export const a$ = new Subject();`,
    });
    await app.listen();
    assert.deepEqual(await app.gets(1), [["old", 1]]);
    await app.edit("a.js", '"old"', '"new"');
    await until(async () => await app.ran("b.js") === 2, "the importer was not evaluated again");
    assert.deepEqual(await app.gets(2), [["new", 2]]);
    await app.tells(/a\.js changed: its export label is no stream, so the update goes to its importers/);
    const { subscribe, unsubscribe } = await app.counts();
    assert.deepEqual([subscribe, unsubscribe], [1, undefined]);
    await app.isWell();
});

test("one of a module's plain exports is edited: what reaches the others keeps its state", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js"; import { add, nothing } from "./b.js";
            export const sums$ = source$.pipe(scan(add, nothing), map(([sum]) => sum));
            sums$.subscribe(seen);`,
        "b.js": `export const add = ([sum], x) => [sum + x];
            export const nothing = [0];
            export const other = () => 1;`,
    });
    assert.deepEqual(await app.gets(1, 2), [1, 3]);
    app.write("b.js", app.edited("b.js", "=> 1", "=> 2"));
    await until(async () => await app.ran("a.js") === 2, "the importer was not evaluated again");
    assert.deepEqual(await app.gets(3), [6]);
    await app.isWell();
});

test("where nobody takes an update the page is loaded anew, once, and says why", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { label } from "./a.js";
            seen(label());
            export const useLabel = () => label();`,
        "a.js": `export const label = () => "old";
            export const a$ = new Subject();`,
    });
    const terminal = app.terminal();
    await terminal.shows(/a\$ /);
    app.write("a.js", app.edited("a.js", '"old"', '"new"'));
    await app.sees((x) => x === "new");
    assert.equal(await app.isFirst(), false);
    await terminal.shows(/the page was loaded anew: .*a\.js changed.* export label is no stream/);
    assert.equal(await app.ran("main.js"), 1, "it was loaded more than once");
});

test("a module that could not be loaded at first is repaired: the page is loaded anew, once, and says why", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { a$ } from "./a.js";
            a$.subscribe(seen);`,
        "a.js": `import { in$ } from "./input.js";
            nowhere();
            export const a$ = in$.pipe(map((x) => ["whole", x]));`,
    }, { loads: false });
    const terminal = app.terminal();
    await terminal.shows(/in\$ /);
    await until(() => app.complaints.some((text) => text.includes("nowhere")), "it does not fail");
    app.write("a.js", app.read("a.js").replace("nowhere();", ""));
    await until(async () => await app.ran("main.js") === 1, "main.js does not run");
    await terminal.shows(/loaded anew: .*a\.js changed, and it had failed when/);
    assert.equal(await app.isFirst(), false);
    assert.deepEqual(await app.gets(1), [["whole", 1]]);
    await app.page.evaluate(() => { window.isFirst = true; });
    await app.edit("a.js", '"whole"', '"edited"');
    assert.deepEqual(await app.gets(2), [["edited", 2]]);
    assert.equal(await app.isFirst(), true, "and it was loaded anew once more");
});

test("a module that did not parse at first is repaired", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { a$ } from "./a.js";
            a$.subscribe(seen);`,
        "a.js": `import { in$ } from "./input.js";
            export const a$ = in$.pipe(map((x) => ["whole", x]);`,
    }, { loads: false });
    await until(() => app.complaints.length > 0, "it does not fail");
    app.write("a.js", app.read("a.js").replace("x]);", "x]));"));
    await until(async () => await app.ran("main.js") === 1, "main.js does not run");
    assert.deepEqual(await app.gets(1), [["whole", 1]]);
});

test("two modules that wait at top level at once do not mix, also when both are saved while one waits", { skip }, async (t) => {
    const waiting = (/** @type {string} */ name) => `import { in$ } from "./input.js";
        export const before$ = in$.pipe(map((x) => ["${name} before 1", x]));
        await new Promise((done) => { (window.waits ??= {}).${name} = done; });
        export const after$ = in$.pipe(map((x) => ["${name} after 1", x]));
        before$.subscribe(seen);
        after$.subscribe(seen);`;
    const app = await lab.open(t, {
        "main.js": `await Promise.all([import("./a.js"), import("./b.js")]); ran("all");`,
        "a.js": waiting("a"),
        "b.js": waiting("b"),
    });
    await until(() => app.page.evaluate(() => window.waits?.a && window.waits.b && true), "they do not wait");
    await app.page.evaluate("waits.b(), setTimeout(waits.a, 20)");
    await until(async () => await app.ran("all") === 1, "they are not loaded");
    const tags = async () => (await app.gets(1)).map(([tag]) => tag).sort();
    assert.deepEqual(await tags(), ["a after 1", "a before 1", "b after 1", "b before 1"]);
    await app.page.evaluate("waits = {}");
    app.write("a.js", waiting("a").replaceAll(" 1", " 2"));
    app.write("b.js", waiting("b").replaceAll(" 1", " 2"));
    const goOn = () => app.page.evaluate(() => { const all = Object.values(window.waits); window.waits = {}; all.forEach((go) => go()); return all.length > 0; });
    await until(() => app.page.evaluate(() => Object.keys(window.waits).length > 0), "they do not wait again");
    assert.deepEqual(await tags(), ["a after 1", "a before 1", "b after 1", "b before 1"], "half an evaluation counts");
    await until(goOn, "nothing waits");
    await until(goOn, "nothing waits any more"); // Vite begins with the second when the first has ended
    await until(async () => (await tags()).every((tag) => tag.endsWith("2")), "they do not run");
    assert.deepEqual(await tags(), ["a after 2", "a before 2", "b after 2", "b before 2"]);
    const { tracks } = await app.dump();
    assert.deepEqual(tracks.map(({ key, version }) => `${key.replace(/.*\//, "")} ${version}`).filter((key) => /^[ab]\./.test(key)).sort(),
        ["a.js:after$ 2", "a.js:before$ 2", "b.js:after$ 2", "b.js:before$ 2"]);
    await app.isWell();
});

test("two modules with one variable name are two tracks", { skip }, async (t) => {
    const module = (/** @type {string} */ name) => `import { in$ } from "./input.js";
        const same$ = in$.pipe(map((x) => ["${name} 1", x]));
        same$.subscribe(seen);`;
    const app = await lab.open(t, { "main.js": 'import "./a.js"; import "./b.js";', "a.js": module("a"), "b.js": module("b") });
    assert.deepEqual(await app.gets(1), [["a 1", 1], ["b 1", 1]]);
    await app.edit("b.js", '"b 1"', '"b 2"');
    assert.deepEqual(await app.gets(1), [["a 1", 1], ["b 2", 1]]);
    await app.isWell();
});

test("streams that functions and classes make: the living ones get the new callback, or are marked as old code", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { Counter, makeTagged } from "./a.js";
            import { in$ } from "./input.js";
            makeTagged(in$, "one").subscribe(seen);
            makeTagged(in$, "two").subscribe(seen);
            new Counter(in$).counted$.subscribe(seen);
            window.more = () => makeTagged(in$, "late").subscribe(seen);`,
        "a.js": `const plain = (from$) => from$.pipe(map((x) => x + 1));
            export const makeTagged = (from$, name) => plain(from$).pipe(map((x) => [name, "old", x]));
            export class Counter { constructor(from$) { this.counted$ = from$.pipe(map((x) => ["counter", x])); } }`,
    });
    await app.gets(1);
    await app.edit("a.js", "x + 1", "x + 10");
    const after = await app.gets(1);
    assert.deepEqual(after.slice(0, 2), [["one", "old", 11], ["two", "old", 11]]);
    await app.edit("a.js", '"old"', '"new"');
    await app.page.evaluate("more()");
    const late = (await app.gets(1)).filter(([name]) => name === "late");
    assert.deepEqual(late, [["late", "new", 11]]);
    assert.deepEqual(app.complaints, []);
});
