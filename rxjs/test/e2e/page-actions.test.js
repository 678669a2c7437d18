/** What `rxscope ctl` asks of a page happens in the browser. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { openApp } from "../support/app.js";
import { noChromium, openChromium } from "../support/chromium.js";
import { PROGRAM, noProgram } from "../support/rxscope.js";
import { until } from "../support/until.js";

const skip = noChromium() ?? noProgram();

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
    if (!skip) {
        browser = await openChromium();
    }
});
after(() => browser?.close());

/** The fixture in a page, and what its console prints. @param {import("node:test").TestContext} t */
async function open(t) {
    const app = await openApp(t, "plain");
    const page = await browser.newPage();
    t.after(() => page.close());
    /** @type {string[]} */
    const printed = [];
    page.on("console", message => printed.push(message.text()));
    await page.goto(app.url);
    await app.rxscope.lists(app.name);
    return { app, page, printed, ctl: (/** @type {string[]} */ ...args) => ctl(app, args) };
}

/**
 * Its exit status and what it says.
 * @param {Awaited<ReturnType<typeof openApp>>} app
 * @param {string[]} args
 * @returns {Promise<string>}
 */
function ctl({ name, rxscope }, args) {
    return new Promise(settle => execFile(PROGRAM, ["ctl", name, ...args], rxscope, (error, out, err) => {
        settle(`${typeof error?.code === "number" ? error.code : 0} ${out}${err}`);
    }));
}

/** @param {import("playwright-core").Page} page */
async function count(page) {
    return Number(await page.textContent("#count"));
}

test("a number sent into a subject from the terminal is added up in the page", { skip }, async t => {
    const { page, ctl } = await open(t);
    assert.match(await ctl("send", "clicks$", "1000"), /^0 .*sent/);
    assert.ok(await count(page) >= 1000);
});

test("the living object stands in the page's console, under a name", { skip }, async t => {
    const { page, printed, ctl } = await open(t);
    assert.match(await ctl("log", "clicks$", "clicks"), /^0 .*clicks in the console/);
    await until(() => printed.some(line => line.startsWith("rxscope: clicks = ")), () => printed.join("\n"));
    await page.evaluate(() => Reflect.get(globalThis, "clicks").next(5000));
    assert.ok(await count(page) >= 5000);
});

test("a subscription that is paused stands still in the page until it is resumed", { skip }, async t => {
    const { app, page, ctl } = await open(t);
    const { subscriptions } = await app.rxscope.dump(app.name);
    const { id } = subscriptions.find((/** @type {any} */ s) => s.line === 14);
    assert.match(await ctl("pause", id), /^0 .*paused/);
    const before = await count(page);
    await ctl("send", "clicks$", "1000");
    assert.equal(await count(page), before);
    assert.match(await ctl("resume", id), /^0 .*had waited/);
    assert.ok(await count(page) >= 1000);
});
