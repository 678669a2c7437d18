/* Pages that have to be loaded anew, in a real browser: when, and that the reason is told everywhere it is looked for. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import rxscope from "../../src/vite/index.js";
import { Inspector } from "../serve/inspector.js";
import { noChromium, openChromium } from "../support/chromium.js";
import { until } from "../support/until.js";
import { VITES, awake } from "../support/vite.js";
import { openFolder } from "./page.js";

const skip = noChromium();

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
    if (!skip) {
        browser = await openChromium();
    }
});
after(() => browser?.close());

const HTML = '<!doctype html><title>Hot</title><link rel="icon" href="data:,"><body><p></p><script type="module" src="/src/main.js"></script>';
const FILES = {
    "index.html": HTML,
    "src/ticks.js": 'import { interval } from "rxjs";\nimport { map } from "rxjs/operators";\nexport const ticks$ = interval(20).pipe(map((x) => `one ${x}`));\n',
    "src/main.js": `import { ticks$ } from "./ticks.js";
window.loads = Number(sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1);
ticks$.subscribe((text) => { document.querySelector("p").textContent = text; });\n`,
};

/**
 * @param {import("node:test").TestContext} t
 * @param {string} vite
 * @param {Record<string, string>} [files]
 */
async function visit(t, vite, files = {}) {
    const sockets = process.env.XDG_RUNTIME_DIR;
    const app = await openFolder(t, vite, { ...FILES, ...files }, { plugins: [rxscope()] });
    process.env.XDG_RUNTIME_DIR = app.sockets;
    const page = await browser.newPage();
    t.after(async () => {
        process.env.XDG_RUNTIME_DIR = sockets;
        await page.close();
    });
    /** @type {string[]} */
    const console = [];
    page.on("console", (message) => console.push(message.text()));
    await page.goto(app.page.url);
    /** @param {RegExp} pattern */
    const shows = (pattern) => until(async () => pattern.test(await page.textContent("p").catch(() => null) ?? ""), () => `the page does not show ${pattern}: ${console.join("\n")}\n${app.lines.join("\n")}`);
    /** @param {RegExp} pattern @param {string[]} lines */
    const says = (pattern, lines) => until(() => lines.find((line) => pattern.test(line)), () => `${pattern} is not in\n${lines.join("\n")}`);
    /** @param {string} name @param {string} old @param {string} text */
    const edit = (name, old, text) => {
        const before = readFileSync(app.file(name), "utf8"), after = before.replace(old, text);
        assert.notEqual(after, before);
        writeFileSync(app.file(name), after);
    };
    /** Its modules have run, or failed, and it hears of saves: on a slow machine that comes last. */
    const isThere = () => until(() => console.includes("[vite] connected.") && page.evaluate(() => document.readyState === "complete"), "the page is not there");
    const loads = () => page.evaluate(() => Number(sessionStorage.loads ?? 0));
    return { ...app, page, console, shows, says, edit, loads, isThere };
}

/** The log of the page's program, as it is told to a terminal that comes later. @param {Awaited<ReturnType<typeof visit>>} app @param {RegExp} pattern */
async function isLogged({ sockets }, pattern) {
    const folder = `${sockets}/rxscope`;
    await until(async () => {
        const [name] = existsSync(folder) ? readdirSync(folder) : [];
        const inspector = name && await Inspector.attach(`${folder}/${name}`).catch(() => null);
        const found = inspector && inspector.records.some(({ text }) => pattern.test(text));
        inspector && inspector.end();
        return found;
    }, `${pattern} is not in the log`);
}

for (const vite of VITES) {
    test(`${vite}: a page whose module threw when it was loaded is loaded anew by the save that repairs it`, { skip }, async (t) => {
        const app = await visit(t, vite, { "src/ticks.js": `throw new Error("at first");\n${FILES["src/ticks.js"]}` });
        await app.isThere();
        app.edit("src/ticks.js", 'throw new Error("at first");\n', "");
        await app.shows(/one \d/);
        const why = /src\/ticks\.js changed, and it had failed when it was loaded first/;
        await app.says(new RegExp(`\\[rxscope\\] the page is loaded anew: ${why.source}`), app.console);
        await app.says(new RegExp(`\\[rxscope\\] the page was loaded anew: ${why.source}`), app.console);
        await app.says(new RegExp(`rxscope: the page is loaded anew: ${why.source}`), app.lines);
        await isLogged(app, new RegExp(`the page was loaded anew: ${why.source}`));
    });

    test(`${vite}: so is one whose module did not parse, but by no save that does not parse either`, { skip }, async (t) => {
        const app = await visit(t, vite, { "src/ticks.js": `${FILES["src/ticks.js"]}const x = ;\n` });
        await app.isThere();
        app.edit("src/ticks.js", "const x = ;", "const x = 1 +;");
        app.edit("src/ticks.js", "const x = 1 +;", "");
        await app.shows(/one \d/);
        await app.says(/the page was loaded anew: src\/ticks\.js changed, and (?:it|src\/\w+\.js) had failed when it was loaded first/, app.console);
        assert.equal(await app.loads(), 1);
    });

    test(`${vite}: a save of another module that makes the failed one work loads the page anew, too`, { skip }, async (t) => {
        const app = await visit(t, vite, {
            "src/ticks.js": `${FILES["src/ticks.js"]}export const first$ = ticks$;\nexport const on = { x: 0 };\n`,
            "src/main.js": `import { on } from "./ticks.js";\nif (on.x === 0) { throw new Error("it is zero"); }\n${FILES["src/main.js"]}`,
        });
        await app.isThere();
        app.edit("src/ticks.js", "x: 0", "x: 1");
        await app.shows(/one \d/);
        await app.says(/src\/ticks\.js changed, and src\/main\.js had failed when it was loaded first/, app.lines);
    });
}

test("a page that loaded well is never loaded anew for a save that can be swapped", { skip }, async (t) => {
    const app = await visit(t, "vite");
    await app.shows(/one \d/);
    app.edit("src/ticks.js", "one", "two ` +");
    await until(() => app.page.$("vite-error-overlay"), "Vite shows no error");
    app.edit("src/ticks.js", "two ` +", "two");
    await app.shows(/two \d/);
    app.edit("src/ticks.js", "export", 'throw new Error("now");\nexport');
    await app.says(/Error: now/, app.console);
    app.edit("src/ticks.js", 'throw new Error("now");\n', "");
    app.edit("src/ticks.js", "two", "three");
    await app.shows(/three \d/);
    assert.equal(await app.loads(), 1);
});

test("a module that waits at its top level is no reason to load the page anew", { skip }, async (t) => {
    const app = await visit(t, "vite", { "src/main.js": `${FILES["src/main.js"]}await new Promise(() => {});\n` });
    await app.shows(/one \d/);
    app.edit("src/ticks.js", "one", "two");
    await app.shows(/two \d/);
    assert.equal(await app.loads(), 1);
});

test("a reload for a plain export is explained in Vite's console and in the log of the page that comes", { skip }, async (t) => {
    const app = await visit(t, "vite", {
        "src/main.js": `import { open } from "./shop.js";\n${FILES["src/main.js"]}export const main = open();\n`,
        "src/shop.js": 'import { of } from "rxjs";\nexport const open = () => "open";\nexport const shop$ = of(1);\n',
    });
    await app.shows(/one \d/);
    app.edit("src/shop.js", '"open"', '"closed"');
    await until(async () => await app.loads().catch(() => 0) === 2, "the page is not loaded anew");
    const why = /src\/shop\.js changed: its export open is no stream, and nothing that imports it takes the update, so the page is loaded anew/;
    await app.says(new RegExp(`rxscope: ${why.source}`), app.lines);
    await isLogged(app, new RegExp(`the page was loaded anew: ${why.source}`));
});

test("one after Vite's server came back is explained, too", { skip }, async (t) => {
    const app = await visit(t, "vite");
    await app.shows(/one \d/);
    await awake(app.server.restart());
    await until(async () => await app.loads().catch(() => 0) === 2, "the page is not loaded anew");
    await app.says(/the page was loaded anew: Vite's server was started anew/, app.console);
});

test("one that the user asks for is not", { skip }, async (t) => {
    const app = await visit(t, "vite");
    await app.shows(/one \d/);
    await app.page.reload();
    await app.shows(/one \d/);
    assert.deepEqual(app.console.filter((line) => line.includes("[rxscope]")), []);
});
