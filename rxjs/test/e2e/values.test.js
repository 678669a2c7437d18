/** Previews of what a page is made of, in Chromium. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import test, { after, before } from "node:test";
import { noChromium, openChromium } from "../support/chromium.js";

const PACKAGE = process.env.RXSCOPE_PACKAGE ?? resolve(import.meta.dirname, "../..");
const skip = noChromium();
const BODY = `<!doctype html><button id=save class="primary  big"></button><input type=password id=secret>
    <form id=f><input name=id></form>`;

/** @type {import("node:http").Server} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
async function answer(request, response) {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    const script = path.startsWith("/src/") && path.endsWith(".js");
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ? await readFile(join(PACKAGE, path)) : BODY);
}

function port() {
    return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

before(async () => {
    if (skip) {
        return;
    }
    server = createServer(answer);
    await new Promise(listening => server.listen(0, "127.0.0.1", () => listening(undefined)));
    browser = await openChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port()}/`);
});

after(async () => {
    await browser?.close();
    server?.close();
});

/**
 * What is shown of the value of an expression in the page.
 * @param {string} expression
 * @returns {Promise<string>}
 */
function shown(expression) {
    return page.evaluate(`import("/src/values/index.js").then(async ({ preview }) => {
        const value = [await (async () => { ${expression} })()];
        return String(preview(value[0]).text);
    })`);
}

/** @type {[string, string, string | RegExp][]} */
const SHOWN = [
    ["an element by name, id and classes", "return document.querySelector('#save')", "<button#save.primary.big>"],
    ["a form whose fields are called as its properties", "return document.querySelector('#f')", "<form#f>"],
    ["an element of a class with getters of its own", `
        customElements.define("x-own", class extends HTMLElement { get localName() { throw 1; } get id() { throw 1; } });
        return document.createElement("x-own")`, "<x-own>"],
    ["a text", "return document.createTextNode('hello')", '#text "hello"'],
    ["the document", "return document", "#document"],
    ["the window", "return window", "Window"],
    ["document.all, which says that it is undefined", "return [document.all]", "[document.all]"],
    ["a list of elements", "return document.querySelectorAll('*')", "NodeList"],
    ["a storage, which is full of tokens", "localStorage.token = 'hunter2'; return localStorage", "Storage"],
    ["a click, and on what", `
        let event; const save = document.querySelector("#save");
        save.onclick = e => event = e; save.click(); return event`, "PointerEvent click on <button#save.primary.big>"],
    ["a key", `
        let event; document.onkeydown = e => event = e;
        document.querySelector("#save").dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true }));
        return event`, 'KeyboardEvent keydown "s" on <button#save.primary.big>'],
    ["a key that is a part of a password", `
        let event; document.onkeydown = e => event = e;
        document.querySelector("#secret").dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true }));
        return event`, "KeyboardEvent keydown ••• on <input#secret>"],
    ["an error of the platform", "return new DOMException('stopped', 'AbortError')", "AbortError: stopped"],
    ["an error with its place, though its stack is an accessor",
        "return (function load() { return new TypeError('no'); })()",
        /^TypeError: no \(at .*:\d+\)$/],
    ["an error with another accessor in place of its stack", `
        const error = new TypeError("no");
        Object.defineProperty(error, "stack", { get() { throw new Error("run"); } });
        return error`, "TypeError: no"],
    ["an array of another frame", `
        const frame = document.body.appendChild(document.createElement("iframe"));
        return new frame.contentWindow.Map([[1, new frame.contentWindow.Array(1, 2)]])`, "Map(1) {1 => [1, 2]}"],
    ["a reactive object, which counts what is read", `
        const read = [], note = name => (...args) => { read.push(name); return Reflect[name](...args); };
        const proxy = new Proxy({ a: 1 }, { get: note("get"), has: note("has") });
        (await import("/src/values/index.js")).preview(proxy);
        return read`, "[]"],
    ["a reactive map", "return [new Proxy(new Map([[1, 2]]), { get() { throw new Error('run'); } })]", "[Proxy(Map)]"],
];

for (const [what, expression, text] of SHOWN) {
    test(`in a page ${what} is shown`, { skip }, async () => {
        const got = await shown(expression);
        if (typeof text === "string") {
            assert.equal(got, text);
        } else {
            assert.match(got, text);
        }
    });
}

test("in a page the window of another origin is left alone", { skip }, async () => {
    const got = await shown(`
        const frame = document.createElement("iframe"), loaded = new Promise(resolve => frame.onload = resolve);
        frame.src = "http://localhost:${port()}/";
        document.body.append(frame);
        await loaded;
        return [{ window: frame.contentWindow, location: frame.contentWindow.location }]`);
    assert.equal(got, "[{window: {}, location: {}}]");
});
