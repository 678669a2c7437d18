/* Pages of a real Vite in a real Chromium, seen by the real rxscope. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import react from "@vitejs/plugin-react";
import { openApp } from "../support/app.js";
import { noChromium, openChromium } from "../support/chromium.js";
import { PROGRAM, noProgram } from "../support/rxscope.js";
import { Terminal, noTerminal } from "../support/terminal.js";
import { until } from "../support/until.js";

const skip = noChromium() ?? noProgram() ?? noTerminal();

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
    if (!skip) {
        browser = await openChromium();
    }
});
after(() => browser?.close());

/**
 * A new window with one page; an error that the page does not catch fails the test.
 * @param {Awaited<ReturnType<typeof openApp>>} app
 * @param {(page: import("playwright-core").Page) => void} [prepare]
 */
async function visit(app, prepare) {
    const context = await browser.newContext();
    app.guests.push(() => context.close());
    const page = await context.newPage();
    page.on("pageerror", (error) => assert.fail(`the page threw: ${error.stack}`));
    prepare?.(page);
    await page.goto(app.url);
    return page;
}

/** @param {Awaited<ReturnType<typeof openApp>>} app @param {...string} args */
function inspect(app, ...args) {
    const terminal = new Terminal([PROGRAM, ...args], app.rxscope.env);
    app.guests.push(() => terminal.close());
    return terminal;
}

/** @param {import("playwright-core").Page} page @param {RegExp} pattern */
const says = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(document.body.textContent ?? ""), pattern.source);

/** @param {Awaited<ReturnType<typeof openApp>>} app @param {string} path */
const nextGeneration = (app, path) => until(async () => {
    const { modules } = await app.rxscope.dump(app.name);
    return modules.some((module) => module.name === path && module.generation === 2);
}, `${path} is not in its second generation`);

test("the page's streams stand in the terminal with names, functions, lines and counts", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const page = await visit(app);
    const terminal = inspect(app);
    await terminal.shows(/src\/main\.ts\s+gen 1\s+\/\S+\/src\//);
    await terminal.shows(/clicks\$\s+v1\s+Subject/);
    await terminal.shows(/ticks\$\s+v1\s+interval → map → filter/);
    await terminal.shows(/map\s+\(tick.*main\.ts:9/);
    await terminal.shows(/total\$\s+v1\s+merge → scan/);
    await terminal.shows(/total\$\s+subscription #1\s+[1-9]\d* next/);
    await page.click("#more");
    await says(page, /1\d|2\d/);
    assert.deepEqual(app.warnings, []);
});

test("rxscope ls names host, browser and title, and follows the title", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const page = await visit(app);
    const [source] = await app.rxscope.lists(app.name);
    assert.match(source.title, /^127\.0\.0\.1:\d+ — (?:Chrome|Chromium), Plain clock$/);
    assert.equal(source.host, "browser");
    await page.evaluate(() => { document.title = "Clock 2"; });
    await until(async () => (await app.rxscope.list())[0]?.title.endsWith(", Clock 2"), "the title did not follow");
});

test("a page that is closed is gone, one that is reloaded keeps its name, several are several", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const first = await visit(app);
    const second = await visit(app);
    await app.rxscope.lists(app.name, `${app.name}.2`);
    await second.reload();
    await app.rxscope.lists(app.name, `${app.name}.2`);
    await first.close();
    await app.rxscope.lists(`${app.name}.2`);
    await second.goto("about:blank");
    await app.rxscope.lists();
});

test("the browser's way back brings the page back", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const page = await visit(app);
    await app.rxscope.lists(app.name);
    await page.goto("data:text/html,elsewhere");
    await app.rxscope.lists();
    await page.goBack();
    await app.rxscope.lists(app.name);
});

test("a reload under the inspector's eyes ends one life of the page and begins the next", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const page = await visit(app);
    const terminal = inspect(app);
    await terminal.shows(/total\$\s+subscription #1\s+[5-9] next/);
    await page.reload();
    await terminal.shows(/total\$\s+subscription #1\s+[1-3] next/);
});

test("when Vite comes back, so does the page", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    await visit(app);
    const terminal = inspect(app);
    await terminal.shows(/total\$\s+v1\s+merge → scan/);
    await app.stop();
    await app.rxscope.lists();
    await app.start();
    await app.rxscope.lists(app.name);
    await terminal.shows(/● live/);
});

test("a page without RxJS is listed, and says so", { skip }, async (t) => {
    const app = await openApp(t, "bare");
    await visit(app);
    await app.rxscope.lists(app.name);
    await inspect(app).shows(/no RxJS was found in this page so far/i);
});

test("while nobody looks, the page sends nothing", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    /** @type {string[]} */
    const types = [];
    const page = await visit(app, (fresh) => fresh.on("websocket", (socket) => socket.on("framesent", ({ payload }) => {
        const { event, data } = JSON.parse(String(payload));
        event === "rxscope:page" && types.push(data.type);
    })));
    await page.waitForFunction(() => Number(document.querySelector("#count")?.textContent) > 8);
    assert.deepEqual(types.filter((type) => type !== "info"), ["hello"]);
    assert.ok(types.length <= 3, types.join(", "));
});

test("a copy of rxjs that a CommonJS library brings is seen as well", { skip }, async (t) => {
    const app = await openApp(t, "copies");
    const page = await visit(app);
    await says(page, /tick \d/);
    const terminal = inspect(app);
    await terminal.shows(/own\$\s+v1\s+Subject/);
    await until(async () => {
        const { subscriptions } = await app.rxscope.dump(app.name);
        return subscriptions.length >= 3;
    }, "the library's subscriptions are not seen");
});

test("a worker is a source of its own", { skip }, async (t) => {
    const app = await openApp(t, "worker");
    const page = await visit(app);
    await says(page, /^\s*[1-9]/);
    const sources = await app.rxscope.lists(app.name, `${app.name}.2`);
    assert.ok(sources.some(({ title }) => title.includes("worker.js")), JSON.stringify(sources));
});

test("a module that accepts itself is swapped by Vite as ever, and is a new generation", { skip }, async (t) => {
    const app = await openApp(t, "hot");
    const page = await visit(app);
    await says(page, /first \d/);
    const started = await page.evaluate("window.startedAt");
    const terminal = inspect(app);
    await terminal.shows(/src\/clock\.js\s+gen 1\s+\/\S+\/src\//);
    app.edit("src/clock.js", "first", "second");
    await says(page, /second \d/);
    await nextGeneration(app, "src/clock.js");
    await terminal.shows(/clock\$\s+v2\s+interval → map/);
    assert.equal(await page.evaluate("window.startedAt"), started);
});

test("React's Fast Refresh keeps a component's state", { skip }, async (t) => {
    const app = await openApp(t, "refresh", { plugins: [react()] });
    const page = await visit(app);
    await page.click("button");
    await says(page, /clicked 1/);
    await page.waitForFunction(() => Number(document.querySelector("button")?.dataset.seconds) > 2);
    const terminal = inspect(app);
    await terminal.shows(/src\/Counter\.jsx\s+gen 1\s+\/\S+\/src\//);
    app.edit("src/Counter.jsx", "clicked {", "pressed {");
    await says(page, /pressed 1/);
    await nextGeneration(app, "src/Counter.jsx");
});

test("a module with a mistake is told of by Vite, and the page goes on when it is mended", { skip }, async (t) => {
    const app = await openApp(t, "hot");
    const page = await visit(app);
    await says(page, /first \d/);
    app.edit("src/clock.js", "interval(100).pipe(", "interval(100).pipe((");
    await page.waitForSelector("vite-error-overlay", { state: "attached" });
    assert.equal(app.warnings.some((text) => text.includes("rxscope")), false, app.warnings.join("\n"));
    app.edit("src/clock.js", "pipe((", "pipe(");
    app.edit("src/clock.js", "first", "third");
    await says(page, /third \d/);
});

test("a page that stands in a debugger stays, and goes on afterwards", { skip }, async (t) => {
    const app = await openApp(t, "plain");
    const page = await visit(app);
    const terminal = inspect(app);
    await terminal.shows(/total\$\s+subscription #1\s+\d+ next/);
    const debug = await page.context().newCDPSession(page);
    await debug.send("Debugger.enable");
    const paused = new Promise((resolve) => debug.once("Debugger.paused", resolve));
    await debug.send("Debugger.pause");
    await paused;
    const [{ name }] = await app.rxscope.lists(app.name);
    assert.equal(name, app.name);
    await debug.send("Debugger.resume");
    await debug.send("Debugger.disable");
    const before = Number(/subscription #1\s+(\d+) next/.exec(terminal.text())?.[1]);
    await until(() => Number(/subscription #1\s+(\d+) next/.exec(terminal.text())?.[1]) > before + 2, "no value came after the pause");
});
