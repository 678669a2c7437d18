/* Ways of saving, one after the other and half by half: the newest whole text is what runs. */
import assert from "node:assert/strict";
import { renameSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { hotLab, noHotPages } from "../../support/hot.js";
import { until } from "../../support/until.js";

const skip = noHotPages();
const lab = hotLab();

const text = (/** @type {string | number} */ tag) => `import { source$ } from "./input.js";
    export const tagged$ = source$.pipe(map((x) => ["${tag}", x]), scan((all, x) => [...x, (all[2] ?? 0) + 1], []));
    tagged$.subscribe(seen);
    // ${"a line that makes the file longer, so that a half of it is another program. ".repeat(4)}
`;

/** The next values carry the tag. @param {Awaited<ReturnType<typeof lab.open>>} app @param {string | number} tag */
const runs = (app, tag) => until(async () => (await app.gets(1))[0][0] === String(tag), `${tag} does not run`);

/** @param {number} ms between two saves */
const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing was counted twice or lost: the counter of scan is how often something was sent. @param {Awaited<ReturnType<typeof lab.open>>} app */
async function isWhole(app) {
    const [[, , before]] = await app.gets(1), [[, , after]] = await app.gets(1);
    assert.equal(after, before + 1);
    const { subscribe, unsubscribe } = await app.counts();
    assert.deepEqual([subscribe, unsubscribe], [1, undefined]);
    assert.ok(await app.isFirst(), "the page was loaded anew");
}

test("ten saves within a second, and the eleventh: the last one runs", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text(0) });
    const began = Date.now();
    for (let i = 1; i <= 10; i++) {
        app.write("a.js", text(i));
        await pass(90);
    }
    assert.ok(Date.now() - began < 5000);
    await runs(app, 10);
    app.write("a.js", text(11));
    await runs(app, 11);
    await isWhole(app);
});

test("two saves 5 to 100 ms apart: the newer one runs", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text(0) });
    for (const ms of [5, 10, 20, 30, 45, 60, 100]) {
        app.write("a.js", text(`first ${ms}`));
        await pass(ms);
        app.write("a.js", text(`second ${ms}`));
        await runs(app, `second ${ms}`);
    }
    await isWhole(app);
});

test("a save back to the text before, 10 ms later, leaves the text before running", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text("old") });
    app.write("a.js", text("new"));
    await pass(10);
    app.write("a.js", text("old"));
    for (let i = 0; i < 8; i++) {
        await pass(50);
        await app.send(1);
    }
    await app.take();
    await runs(app, "old");
    await isWhole(app);
});

test("half a file never runs, however it is saved", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text(0) });
    let tag = 0;
    const next = async (/** @type {(text: string) => unknown} */ save) => {
        await save(text(++tag));
        await runs(app, tag);
    };
    for (const end of ["", "import { BehaviorSubject", "export const tagged$", "tagged$.subscribe", "// a line that"]) {
        await next((whole) => app.writeInHalves("a.js", whole, end, 30));
    }
    await next((whole) => { truncateSync(app.at("a.js"), 0); app.write("a.js", whole); });
    await next((whole) => app.rename("a.js", whole));
    await next(async (whole) => {
        renameSync(app.at("a.js"), `${app.at("a.js")}~`);
        await pass(20);
        app.write("a.js", whole);
        unlinkSync(`${app.at("a.js")}~`);
    });
    await next((whole) => app.write("a.js", whole));
    await isWhole(app);
});

test("half a file that stays is told, and the whole one runs when it comes", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text("old") });
    await app.listen();
    const whole = app.read("a.js").replace("old", "new");
    writeFileSync(app.at("a.js"), "import { map } from \"rxjs\"; export const tagged$ = (");
    await app.tells(/a\.js:1:\d+ .*; the code before runs on/);
    assert.equal((await app.gets(1))[0][0], "old");
    app.write("a.js", whole);
    await runs(app, "new");
    await isWhole(app);
});

test("a save in which only comments, spaces and lines differ changes no version, and resubscribes nothing", { skip }, async (t) => {
    const app = await lab.open(t, { "a.js": text("old") });
    await app.listen();
    await app.gets(1);
    await app.save("a.js", `// a new comment\n\n${text("old").replace(".pipe(", "\n    .pipe( /* here */\n")}`);
    await app.tells(/gen 2: \d+ unchanged/);
    const track = await app.track("tagged$");
    assert.deepEqual([track.version, track.newest, track.line], [1, 1, 5]);
    await isWhole(app);
});
