/* What a save adds, takes away, renames and breaks, in a real page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hotLab, noHotPages } from "../../support/hot.js";
import { until } from "../../support/until.js";

const skip = noHotPages();
const lab = hotLab();

/** How often the source of `input.js` was subscribed to, and left. @param {{ counts(): Promise<Record<string, number>> }} app */
const subscribes = async (app) => {
    const { subscribe = 0, unsubscribe = 0 } = await app.counts();
    return [subscribe, unsubscribe];
};

test("a module-level subscribe runs again: one subscription, one delivery, the new observer; the app's own handle ends it", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            const handle = source$.subscribe((x) => seen("v0", x));
            window.first ??= handle;
            window.last = handle;`,
    });
    for (let i = 1; i <= 10; i++) {
        await app.edit("a.js", `"v${i - 1}"`, `"v${i}"`);
        assert.deepEqual(await app.gets(i), [[`v${i}`, i]]);
    }
    assert.deepEqual(await subscribes(app), [1, 0]);
    assert.equal(await app.page.evaluate("first === last"), true);
    await app.page.evaluate("first.unsubscribe()");
    assert.deepEqual(await app.gets(1), []);
    assert.deepEqual(await subscribes(app), [1, 1]);
    await app.edit("a.js", '"v10"', '"v11"');
    assert.deepEqual(await app.gets(1), [["v11", 1]], "what the app had ended is not made anew by the line that runs again");
    assert.deepEqual(await subscribes(app), [2, 1]);
    await app.isWell();
});

test("a subscribe is taken out of the source, and put in again", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const a$ = source$.pipe(map((x) => x + 1));
            a$.subscribe((x) => seen("one", x));
            a$.subscribe({ next: (x) => seen("two", x), complete: () => seen("two", "complete") });`,
    });
    await app.listen();
    assert.equal((await app.gets(1)).length, 2);
    const text = app.read("a.js");
    await app.save("a.js", text.replace(/a\$\.subscribe\(\{.*/, ""));
    await until(async () => (await app.gets(2)).length === 1, "the removed line still gets values");
    assert.deepEqual(await subscribes(app), [2, 1]);
    await app.tells(/gen 2: 1 subscribe gone from the source: unsubscribed/);
    await app.save("a.js", text);
    assert.deepEqual(await app.gets(3), [["one", 4], ["two", 4]]);
    assert.deepEqual(await subscribes(app), [3, 1]);
    await app.tells(/gen 3: 1 subscribe new; 1 unchanged/);
    await app.edit("a.js", 'seen("one", x)', 'seen("uno", x)');
    assert.deepEqual((await app.gets(4)).sort(), [["two", 5], ["uno", 5]]);
    await app.tells(/gen 4: 1 subscribe with its new observer; 1 unchanged/);
    await app.isWell();
});

test("a stream is taken out: who follows it gets nothing and no end, it is an orphan, and when it comes back they go on", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import * as a from "./a.js";
            a.gone$.subscribe({ next: (x) => seen("gone", x), complete: () => seen("complete"), error: () => seen("error") });
            a.stays$.subscribe((x) => seen("stays", x));`,
        "a.js": `import { source$ } from "./input.js";
            export const stays$ = source$.pipe(map((x) => x));
            export const gone$ = source$.pipe(map((x) => x * 2), scan((sum, x) => sum + x, 0));`,
    });
    await app.listen();
    assert.deepEqual(await app.gets(1), [["gone", 2], ["stays", 1]]);
    const text = app.read("a.js");
    await app.save("a.js", text.replace(/export const gone\$.*/, ""));
    await until(async () => (await subscribes(app))[1] === 1, "it is not unsubscribed");
    assert.deepEqual(await app.gets(2), [["stays", 2]]);
    assert.match(await app.ctl("orphans"), /gone\$.*/);
    assert.equal((await app.track("gone$")).state, "orphan");
    assert.match(await app.ctl("sweep"), /gone\$ is kept by subscription#\d+/);
    await app.save("a.js", text);
    await app.take();
    assert.deepEqual((await app.gets(3)).map(([who]) => who).sort(), ["gone", "stays"]);
    assert.equal((await app.track("gone$")).state, "live");
    await app.isWell();
});

test("an orphan that nothing uses is freed by a sweep", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            export const stays$ = in$.pipe(map((x) => x));
            export const gone$ = in$.pipe(map((x) => x * 2));
            stays$.subscribe(seen);`,
    });
    await app.listen();
    await app.save("a.js", app.read("a.js").replace(/export const gone\$.*/, ""));
    await until(async () => /gone\$/.test(await app.ctl("orphans")), "it is not listed");
    assert.match(await app.ctl("sweep", "--dry-run"), /gone\$ is used by nothing/);
    assert.match(await app.ctl("sweep"), /gone\$/);
    await until(async () => !/gone\$/.test(await app.ctl("orphans")), "it is still listed");
    assert.deepEqual(await app.gets(1), [1]);
    await app.isWell();
});

test("a variable that is renamed keeps its subscriptions and its state", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            const before$ = source$.pipe(scan((sum, x) => sum + x, 0));
            before$.subscribe((x) => seen("one", x));
            before$.subscribe((x) => seen("two", x));`,
    });
    await app.listen();
    assert.deepEqual(await app.gets(2), [["one", 2], ["two", 2]]);
    await app.save("a.js", app.read("a.js").replaceAll("before$", "after$"));
    assert.deepEqual(await app.gets(3), [["one", 5], ["two", 5]]);
    assert.deepEqual(await subscribes(app), [2, 0]);
    await app.tells(/before\$ is called after\$ now/);
    const { tracks } = await app.dump();
    assert.deepEqual(tracks.filter(({ key }) => key.includes("a.js")).map(({ name, state }) => [name, state]), [["after$", "live"]]);
    await app.isWell();
});

test("a module that throws while it is evaluated is discarded, and its repair runs", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const a$ = source$.pipe(map((x) => ["old", x]));
            a$.subscribe(seen);`,
    });
    await app.listen();
    await app.save("a.js", app.read("a.js").replace('"old"', '"bad"').replace("a$.subscribe", "nothing.here; a$.subscribe"));
    await app.tells(/gen 2 evaluated, discarded: .*the code before runs on/);
    await app.tells(/a\.js gen 2 threw ReferenceError: nothing is not defined/);
    assert.equal(await app.ran("a.js"), 2, "to find that out it is not evaluated again");
    assert.deepEqual(await app.gets(1), [["old", 1]]);
    assert.equal((await app.track("a$")).version, 1);
    await app.save("a.js", app.read("a.js").replace('"bad"', '"new"').replace("nothing.here; ", ""));
    assert.deepEqual(await app.gets(2), [["new", 2]]);
    assert.deepEqual(await subscribes(app), [1, 0]);
    assert.ok(await app.isFirst());
});

test("a function that fails is put back, the value is not lost, and a later save revives it", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const a$ = source$.pipe(map((x) => ["old", x]), switchMap((pair) => of(pair)));
            a$.subscribe({ next: seen, error: (error) => seen("error", String(error)) });`,
    });
    const terminal = app.terminal();
    await terminal.shows(/a\$ /);
    await app.listen();
    await app.edit("a.js", '["old", x]', "x.no.such");
    assert.deepEqual(await app.gets(1), [["old", 1]]);
    await app.tells(/map of a\$: TypeError: .*a\.js/);
    await terminal.shows(/rolled back|TypeError/);
    assert.equal((await app.track("a$")).version, 1);
    await app.edit("a.js", "x.no.such", '["new", x]');
    assert.deepEqual(await app.gets(2), [["new", 2]]);
    await app.edit("a.js", "(pair) => of(pair)", "(pair) => { of(pair); }");
    assert.deepEqual(await app.gets(3), [["new", 3]]);
    await app.tells(/it returned undefined where a stream is due/);
    await app.edit("a.js", "{ of(pair); }", "of([...pair, 'whole'])");
    assert.deepEqual(await app.gets(4), [["new", 4, "whole"]]);
    assert.deepEqual(await subscribes(app), [1, 0]);
    await app.isWell();
});

test("an operator is put in whose function fails: the stream goes back to what it was, and lives", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const a$ = source$.pipe(map((x) => x + 1));
            a$.subscribe({ next: seen, error: (error) => seen("error", String(error)) });`,
    });
    await app.edit("a.js", "x + 1)", "x + 1), map((x) => x.no.such)");
    assert.deepEqual(await app.gets(1), [2]);
    await app.edit("a.js", "x.no.such", "x * 2");
    assert.deepEqual(await app.gets(2), [6]);
    assert.deepEqual(await subscribes(app), [1, 0]);
    await app.isWell();
});

test("a throw that the new function has itself is an ordinary error", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            export const a$ = in$.pipe(map((x) => x));
            a$.subscribe({ next: seen, error: (error) => seen("error", error.message) });`,
    });
    await app.edit("a.js", "(x) => x", "(x) => { if (x < 0) { throw new Error('mine'); } return x; }");
    assert.deepEqual(await app.gets(-1, 2), [["error", "mine"]]);
    await app.isWell();
});

test("the handler of a subscribe that fails after a save is put back, too", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            in$.subscribe((x) => seen("old", x));`,
    });
    await app.edit("a.js", 'seen("old", x)', "nowhere(x)");
    assert.deepEqual(await app.gets(1, 2), [["old", 1], ["old", 2]]);
    await app.edit("a.js", "nowhere(x)", 'seen("new", x)');
    assert.deepEqual(await app.gets(3), [["new", 3]]);
    await app.isWell();
});

test("no save ever completes anything", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { a$, b$, s$ } from "./a.js";
            for (const one$ of [a$, b$, s$]) one$.subscribe({ complete: () => seen("complete"), error: () => seen("error") });`,
        "a.js": `import { in$ } from "./input.js";
            export const s$ = new Subject();
            export const a$ = in$.pipe(map((x) => x), debounceTime(5));
            export const b$ = merge(a$, s$).pipe(take(100));`,
    });
    const text = app.read("a.js");
    await app.edit("a.js", "debounceTime(5)", "debounceTime(6)");
    await app.edit("a.js", "merge(a$, s$)", "merge(s$, a$, in$)");
    await app.edit("a.js", "take(100)", "take(50)");
    await app.save("a.js", "");
    await app.save("a.js", text);
    await app.send(1);
    assert.deepEqual(await app.take(), []);
    await app.isWell();
});
