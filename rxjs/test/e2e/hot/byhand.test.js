/* What a person does about saves with `rxscope ctl`, and with keys on the screen, to a real page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hotLab, noHotPages } from "../../support/hot.js";
import { until } from "../../support/until.js";

const skip = noHotPages();
const lab = hotLab();

const app1 = {
    "a.js": `import { source$ } from "./input.js";
        export const a$ = source$.pipe(map((x) => ["v1", x]), scan((all, [tag, x]) => [tag, all[1] + x], ["", 0]));
        a$.subscribe(seen);`,
};

/** Nothing was subscribed to again. @param {{ counts(): Promise<Record<string, number>> }} app */
async function isOneSubscription(app) {
    const { subscribe, unsubscribe } = await app.counts();
    assert.deepEqual([subscribe, unsubscribe], [1, undefined]);
}

test("a track is taken back to version 1, forward to 3, and released; a save meanwhile waits", { skip }, async (t) => {
    const app = await lab.open(t, app1);
    await app.listen();
    await app.edit("a.js", '"v1"', '"v2"');
    await app.edit("a.js", '"v2"', '"v3"');
    assert.deepEqual(await app.gets(1), [["v3", 1]]);
    await app.ctl("swap", "a$", "1");
    assert.deepEqual(await app.gets(1), [["v1", 2]]);
    assert.equal((await app.track("a$")).state, "pinned");
    await app.edit("a.js", '"v3"', '"v4"');
    assert.deepEqual(await app.gets(1), [["v1", 3]]);
    await app.tells(/version 4 waits/);
    const waiting = await app.track("a$");
    assert.deepEqual([waiting.version, waiting.waiting], [1, 4]);
    assert.match(await app.ctl("versions", "a$"), /v4 .*\n(.*\n)*v1 .* runs/);
    await app.ctl("swap", "a$", "3");
    assert.deepEqual(await app.gets(1), [["v3", 4]]);
    await app.ctl("release", "a$");
    assert.deepEqual(await app.gets(1), [["v4", 5]]);
    assert.deepEqual([(await app.track("a$")).version, (await app.track("a$")).state], [4, "live"]);
    await app.edit("a.js", '"v4"', '"v5"');
    assert.deepEqual(await app.gets(1), [["v5", 6]]);
    assert.match(await app.refused("swap", "a$", "77"), /no version 77/);
    await isOneSubscription(app);
    await app.isWell();
});

test("a pin holds what runs through saves of structure, and a release brings the newest", { skip }, async (t) => {
    const app = await lab.open(t, app1);
    await app.ctl("pin", "a$");
    await app.edit("a.js", "source$.pipe(", "source$.pipe(filter((x) => x > 1), ");
    await app.edit("a.js", '"v1"', '"v2"');
    assert.deepEqual(await app.gets(1), [["v1", 1]]);
    await app.ctl("release", "a$");
    assert.deepEqual(await app.gets(1, 2), [["v2", 3]]);
    await isOneSubscription(app);
    await app.isWell();
});

test("a diff shows what a save changed, and approval makes saves wait for a yes", { skip }, async (t) => {
    const app = await lab.open(t, app1);
    await app.edit("a.js", '["v1", x]', '["v2", x]');
    const diff = await app.ctl("diff", "a$");
    assert.match(diff, /^-.*"v1"/m);
    assert.match(diff, /^\+.*"v2"/m);
    await app.ctl("approve", "on");
    await app.edit("a.js", '["v2", x]', '["v3", x]');
    assert.deepEqual(await app.gets(1), [["v2", 1]]);
    assert.match(await app.ctl("diff", "a$"), /^\+.*"v3"/m);
    assert.equal((await app.track("a$")).waiting, 3);
    await app.ctl("approve", "a$");
    assert.deepEqual(await app.gets(1), [["v3", 2]]);
    await app.edit("a.js", '["v3", x]', '["v4", x]');
    await app.edit("a.js", '["v4", x]', '["v5", x]');
    assert.deepEqual(await app.gets(1), [["v3", 3]]);
    await app.ctl("approve", "off");
    assert.deepEqual(await app.gets(1), [["v5", 4]]);
    await app.edit("a.js", '["v5", x]', '["v6", x]');
    assert.deepEqual(await app.gets(1), [["v6", 5]]);
    await isOneSubscription(app);
    await app.isWell();
});

test("a page is loaded anew, and says so in the log of the one that comes", { skip }, async (t) => {
    const app = await lab.open(t, app1);
    assert.equal(await app.ctl("reload", (await app.dump()).modules[0].name), "the page is loaded anew");
    await until(async () => !await app.isFirst(), "the page was not loaded anew");
    await until(async () => (await app.rxscope.list()).some(({ name }) => name === app.name), "it is not listed again");
    const terminal = app.terminal();
    await terminal.shows(/the page was loaded anew: somebody asked for it in the terminal/);
});

test("one operator is reset, its neighbours keep their state", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const a$ = source$.pipe(scan((n) => n + 1, 0), scan(([, sum], n) => [n, sum + 1], [0, 0]));
            a$.subscribe(seen);`,
    });
    assert.deepEqual(await app.gets(1, 1), [[1, 1], [2, 2]]);
    const { operators } = await app.dump();
    const [second] = operators.filter(({ name, position }) => name === "scan" && position === 1);
    await app.ctl("reset", second.id);
    assert.deepEqual(await app.gets(1), [[3, 1]]);
    await app.ctl("reset", "a$");
    assert.deepEqual(await app.gets(1), [[1, 1]]);
    await app.isWell();
});

test("the keys of the screen: a save is seen, taken back with s, released with S, compared with d", { skip }, async (t) => {
    const app = await lab.open(t, app1);
    const terminal = app.terminal();
    await terminal.shows(/a\$ +v1 +source\$ → map → scan/);
    await app.edit("a.js", '"v1"', '"v2"');
    await terminal.shows(/a\$ +v2 +source\$ → map → scan[^]*map +v2 /);
    for (let i = 0; i < 12 && !/^ a\$ +v2/m.test(terminal.text()); i++) {
        terminal.press("j");
        await terminal.settles();
    }
    await terminal.shows(/^ a\$ +v2/m);
    terminal.press("d");
    await terminal.shows(/[-−].*"v1"[^]*\+.*"v2"/);
    terminal.press("\x1b");
    await terminal.settles();
    terminal.press("s");
    await terminal.shows(/v1[^]*v2/);
    terminal.press("j\r");
    await app.sends((x) => x[0] === "v1");
    await terminal.shows(/a\$ +v1 .*pinned|pinned.*v1/);
    terminal.press("S");
    await app.sends((x) => x[0] === "v2");
    await isOneSubscription(app);
    await app.isWell();
});
