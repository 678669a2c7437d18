/* Saves of real files, however an editor makes them: the newest whole text is what runs, with one try. */
import assert from "node:assert/strict";
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, realpathSync, renameSync, writeFileSync, writeSync } from "node:fs";
import fs from "node:fs/promises";
import { test } from "node:test";
import rxscope from "../../src/vite/index.js";
import { Saves } from "../../src/vite/saves.js";
import { until } from "../support/until.js";
import { temporary, VITES } from "../support/vite.js";
import { openFolder } from "./page.js";

const ROUNDS = 10;
const APART = [5, 10, 20, 30, 45, 60, 100];

/** Long enough that half of it is not all of it. @param {string | number} version */
const text = (version) => `import.meta.hot.accept();\n${"// a line that says nothing\n".repeat(40)}export const version = ${JSON.stringify(version)};\n// the end\n`;
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ways in which an editor writes a file. @type {Record<string, (file: string, text: string) => unknown>} */
const WAYS = {
    "by truncation": async (file, text) => {
        const to = openSync(file, "r+");
        ftruncateSync(to, 0);
        await pause(15);
        writeSync(to, text);
        fsyncSync(to);
        closeSync(to);
    },
    "in two writes 30 ms apart": async (file, text) => {
        const to = openSync(file, "w");
        writeSync(to, text.slice(0, text.length / 2));
        await pause(30);
        writeSync(to, text.slice(text.length / 2));
        closeSync(to);
    },
    "by rename": (file, text) => {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
    },
    "by an editor's backup dance": async (file, text) => {
        renameSync(file, `${file}~`);
        await pause(5);
        writeFileSync(file, text);
    },
};

/** @param {Awaited<ReturnType<typeof openFolder>>} app @param {string | number} version */
async function runs({ page }, version) {
    const wanted = `version = ${JSON.stringify(version)};`;
    await until(() => page.modules.get("/src/a.js")?.includes(wanted), () => `not ${wanted} runs, but ${page.modules.get("/src/a.js")?.match(/version = .*/)?.[0]}`);
}

/** @param {Awaited<ReturnType<typeof openFolder>>} app */
function onlyWhole({ page }) {
    assert.equal(page.ran.filter((code) => !code.includes("// the end")).length, 0, "a half ran");
}

/** @param {import("node:test").TestContext} t @param {string} vite */
function open(t, vite) {
    return openFolder(t, vite, { "index.html": "", "src/a.js": text(0) });
}

for (const vite of VITES) {
    for (const ms of APART) {
        test(`${vite}: of two saves ${ms} ms apart the second runs, ${ROUNDS} times`, async (t) => {
            const app = await open(t, vite);
            for (let round = 1; round <= ROUNDS; round++) {
                writeFileSync(app.file("src/a.js"), text(`${round} first`));
                await pause(ms);
                writeFileSync(app.file("src/a.js"), text(`${round} second`));
                await runs(app, `${round} second`);
            }
            onlyWhole(app);
        });
    }

    for (const [way, write] of Object.entries(WAYS)) {
        test(`${vite}: a file that is written ${way} runs whole, and only so, ${ROUNDS} times`, async (t) => {
            const app = await open(t, vite);
            for (let round = 1; round <= ROUNDS; round++) {
                await write(app.file("src/a.js"), text(round));
                await runs(app, round);
            }
            onlyWhole(app);
        });
    }

    test(`${vite}: twenty saves in a row, and the last one runs`, async (t) => {
        const app = await open(t, vite);
        for (let i = 1; i <= 20; i++) {
            writeFileSync(app.file("src/a.js"), text(i));
            await pause(i);
        }
        await runs(app, 20);
    });
}

for (const vite of VITES) {
    test(`${vite}: what was read for the watcher is made without being read once more`, async (t) => {
        const app = await open(t, vite);
        const { readFile } = fs;
        /** @type {string[]} */
        const read = [];
        fs.readFile = /** @type {any} */ ((/** @type {any} */ ...args) => {
            read.push(String(args[0]));
            return /** @type {any} */ (readFile)(...args);
        });
        t.after(() => { fs.readFile = readFile; });
        let without = 0;
        for (let round = 1; round <= ROUNDS; round++) {
            read.length = 0;
            writeFileSync(app.file("src/a.js"), text(round));
            await runs(app, round);
            without += read.includes(app.file("src/a.js")) ? 0 : 1;
            await pause(100);
        }
        assert.ok(without > 0, "each save was read by Vite"); // where the machine is slow, some are
    });

    test(`${vite}: a file that another plugin loads is not taken from it`, async (t) => {
        const other = { name: "other", load: (/** @type {string} */ id) => (/a\.js$/.test(id) ? `${readFileSync(id, "utf8")}// loaded` : null) };
        const app = await openFolder(t, vite, { "src/a.js": text(0) }, { plugins: [rxscope(), other] });
        for (let round = 1; round <= 3; round++) {
            writeFileSync(app.file("src/a.js"), text(round));
            await runs(app, round);
            assert.match(app.page.modules.get("/src/a.js") ?? "", /\/\/ loaded/);
            await pause(200);
        }
    });

    test(`${vite}: the map that a file names is read by Vite, at a save as at first`, async (t) => {
        const map = JSON.stringify({ version: 3, sources: ["a.pre"], sourcesContent: ["what it was made of"], names: [], mappings: "AAAA" });
        const named = (/** @type {number} */ version) => `${text(version)}//# sourceMappingURL=data:application/json;base64,${btoa(map)}\n`;
        const app = await openFolder(t, vite, { "src/a.js": named(0) });
        writeFileSync(app.file("src/a.js"), named(1));
        await runs(app, 1);
        const served = (await app.server.transformRequest("/src/a.js"))?.map;
        assert.match(JSON.stringify(served), /what it was made of/);
    });
}

test("a text is fresh for a moment, until it is read", async (t) => {
    const folder = realpathSync(temporary("rxscope-saves-")), file = `${folder}/a.js`, saves = new Saves(() => {});
    t.after(() => saves.close());
    assert.equal(saves.fresh(file), null, "never heard of");
    await saves.loaded(file, text(0));
    assert.equal(saves.fresh(file), null, "no change");
    const fresh = await until(async () => {
        const began = performance.now();
        writeFileSync(file, text(began));
        assert.ok(await saves.isNew(file));
        const fresh = saves.fresh(file);
        return performance.now() - began < 30 && { fresh, written: text(began) };
    }, "the machine stands still");
    assert.equal(fresh.fresh, fresh.written);
    await pause(70);
    assert.equal(saves.fresh(file), null, "too long ago");
    writeFileSync(file, text("last"));
    assert.ok(await saves.isNew(file));
    await saves.loaded(file, text("last"));
    assert.equal(saves.fresh(file), null, "it was read");
});

test("a file that another plugin reads in its own way is handed on once a save, but for the first time", async (t) => {
    const other = { name: "other", enforce: /** @type {const} */ ("pre"), transform: (/** @type {string} */ code) => ({ code: `${code}// read\n`, map: null }) };
    const app = await openFolder(t, "vite", { "src/a.js": text(0) }, { plugins: [other, rxscope()] });
    for (let round = 1; round <= 5; round++) {
        writeFileSync(app.file("src/a.js"), text(round));
        await runs(app, round);
        await pause(200);
    }
    const updates = app.page.all("update").filter((message) => message.updates).length;
    assert.ok(updates === 5 || updates === 6, `${updates} updates`);
});
