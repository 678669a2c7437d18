/* What a save makes of modules in every Vite: which accept it, which hand it on and why, and what the pages hear. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import rxscope from "../../src/vite/index.js";
import { until } from "../support/until.js";
import { VITES } from "../support/vite.js";
import { openFolder } from "./page.js";

const TRACK = 'import { interval } from "rxjs";\nimport { map } from "rxjs/operators";\nexport const ticks$ = interval(9).pipe(map((x) => x));\n';
const PLAIN = `${TRACK}export class Shop {}\nexport function open() {}\n`;
const MAIN = 'import { ticks$ } from "./ticks.js";\nticks$.subscribe(() => {});\n';
const ACCEPT = /import\.meta\.hot\?\.accept\(\$rxs\(\)/;

/** @param {Awaited<ReturnType<typeof openFolder>>} app @param {string} name @param {string | RegExp} old @param {string} text */
function edit(app, name, old, text) {
    const before = readFileSync(app.file(name), "utf8");
    const after = before.replace(old, text);
    assert.notEqual(after, before, `${name} contains ${old}`);
    writeFileSync(app.file(name), after);
}

/** @param {Awaited<ReturnType<typeof openFolder>>} app @param {string} type @param {(message: any) => boolean} [condition] */
const gets = (app, type, condition = () => true) => until(() => app.page.all(type).find(condition),
    () => `the page got no ${type}, but ${JSON.stringify(app.page.received)}\n${app.lines.join("\n")}`);

test("of many exports that are no streams the first are named", async (t) => {
    const more = ["a", "b", "c", "d", "e"].map((name) => `export const ${name} = () => document.title;`).join("\n");
    const app = await openFolder(t, "vite", { "src/ticks.js": `${PLAIN}\n${more}`, "src/main.js": MAIN });
    await app.page.load("/src/ticks.js");
    edit(app, "src/ticks.js", "interval(9)", "interval(8)");
    assert.equal((await gets(app, "note")).text, "src/ticks.js changed: its exports Shop, open, a and 4 others are no streams, so the update goes to its importers");
});

for (const vite of VITES) {
    test(`${vite}: a module of streams accepts its update, and pages hear before Vite's message what runs anew`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": TRACK, "src/main.js": MAIN });
        assert.match(await app.page.load("/src/ticks.js"), ACCEPT);
        edit(app, "src/ticks.js", "interval(9)", "interval(8)");
        const { updates: [{ path, acceptedPath, timestamp }] } = await gets(app, "update", ({ updates }) => updates !== undefined);
        assert.deepEqual([path, acceptedPath], ["/src/ticks.js", "/src/ticks.js"]);
        const at = app.page.received.findIndex(({ type, files }) => type === "update" && files);
        assert.deepEqual(app.page.received[at], {
            type: "update", stamp: timestamp, file: app.file("src/ticks.js"), files: [app.file("src/ticks.js")], importers: [app.file("src/main.js")],
        });
        assert.ok(at < app.page.received.findIndex(({ updates }) => updates));
    });

    test(`${vite}: a module with other exports hands on, and says which; what imports it accepts`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": PLAIN, "src/main.js": MAIN });
        assert.doesNotMatch(await app.page.load("/src/ticks.js"), ACCEPT);
        edit(app, "src/ticks.js", "interval(9)", "interval(8)");
        const { level, text } = await gets(app, "note");
        const expected = "src/ticks.js changed: its exports Shop and open are no streams, so the update goes to its importers";
        assert.deepEqual([level, text], ["info", expected]);
        assert.equal((await gets(app, "update", ({ updates }) => updates)).updates[0].path, "/src/main.js");
        assert.ok(app.lines.includes(`rxscope: ${expected}`), app.lines.join("\n"));
        assert.deepEqual((await gets(app, "update", ({ files }) => files)).files, [app.file("src/ticks.js"), app.file("src/main.js")]);
    });

    test(`${vite}: where nothing accepts it, the reload has its reason in Vite's console and in the page`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": PLAIN });
        edit(app, "src/ticks.js", "interval(9)", "interval(8)");
        const expected = "src/ticks.js changed: its exports Shop and open are no streams, and nothing that imports it takes the update, so the page is loaded anew";
        assert.equal((await gets(app, "note")).text, expected);
        await gets(app, "full-reload");
        assert.ok(app.lines.includes(`rxscope: ${expected}`), app.lines.join("\n"));
    });

    test(`${vite}: a module that accepted once always does`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": TRACK });
        edit(app, "src/ticks.js", /$/, "export class Shop {}\n");
        await gets(app, "update", ({ updates }) => updates);
        await until(() => /class Shop/.test(app.page.modules.get("/src/ticks.js") ?? ""), "the class is not handed out");
        assert.match(app.page.modules.get("/src/ticks.js") ?? "", ACCEPT);
    });

    test(`${vite}: the same bytes once more are no update`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": TRACK });
        writeFileSync(app.file("src/ticks.js"), TRACK);
        edit(app, "src/ticks.js", "interval(9)", "interval(8)");
        await gets(app, "update", ({ updates }) => updates);
        assert.equal(app.page.all("update").filter(({ updates }) => updates).length, 1);
    });

    test(`${vite}: a module that has never been made is announced once it can be`, async (t) => {
        const app = await openFolder(t, vite, { "src/main.js": MAIN, "src/ticks.js": `${TRACK}const x = ;\n` });
        edit(app, "src/ticks.js", "const x = ;", "const y = ;");
        edit(app, "src/ticks.js", "const y = ;", "");
        const { file, files } = await gets(app, "update", (message) => message.files);
        assert.deepEqual([file, files], [app.file("src/ticks.js"), [app.file("src/ticks.js")]]);
        assert.equal(app.page.all("update").filter((message) => message.files).length, 1);
    });

    test(`${vite}: with hot: false Vite does what it does without`, async (t) => {
        const app = await openFolder(t, vite, { "src/ticks.js": TRACK }, { plugins: [rxscope({ hot: false })] });
        const code = await app.page.load("/src/ticks.js");
        assert.match(code, /\$rxs\(\)/);
        assert.doesNotMatch(code, /accept|hot:/);
        edit(app, "src/ticks.js", "interval(9)", "interval(8)");
        await gets(app, "full-reload");
        assert.deepEqual(app.page.all("note"), []);
        assert.doesNotMatch(await app.page.load("/@id/__x00__virtual:rxscope"), /place/);
    });
}

test("a module that accepts by its own word keeps that, and gets nothing of ours", async (t) => {
    const app = await openFolder(t, "vite", { "src/ticks.js": `${TRACK}import.meta.hot?.accept();\n` });
    assert.doesNotMatch(await app.page.load("/src/ticks.js"), ACCEPT);
    edit(app, "src/ticks.js", "interval(9)", "interval(8)");
    assert.equal((await gets(app, "update", ({ updates }) => updates)).updates[0].path, "/src/ticks.js");
    assert.deepEqual(app.page.all("note"), []);
});

test("nor does one that a framework's plugin made accept", async (t) => {
    const react = (await import("@vitejs/plugin-react")).default;
    const app = await openFolder(t, "vite", { "src/App.jsx": `${TRACK.replace("export ", "")}export function App() { return ticks$ && null; }\n` }, { plugins: [react(), rxscope()] });
    const code = await app.page.load("/src/App.jsx");
    assert.match(code, /\$rxs\(\)/);
    assert.doesNotMatch(code, ACCEPT);
});
