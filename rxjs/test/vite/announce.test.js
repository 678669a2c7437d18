/* What the plugin prints at the start of Vite's server: one line, where Vite prints its addresses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import rxscope from "../../src/vite/index.js";
import { VITES, awake, openServer } from "../support/vite.js";

const LINE = "  ➜  rxscope: run rxscope in another terminal";

/**
 * The lines that Vite's logger prints from now on, without colours.
 * @param {import("node:test").TestContext} t
 */
function printed(t) {
    /** @type {string[]} */
    const lines = [];
    t.mock.method(console, "log", (/** @type {string} */ text) => {
        lines.push(...stripVTControlCharacters(text).split("\n"));
    });
    return lines;
}

for (const vite of VITES) {
    test(`${vite}: under the addresses stands how to see the streams, once`, async (t) => {
        const lines = printed(t);
        const { server } = await openServer(t, vite, { plugins: [rxscope()], logLevel: "info" });
        server.printUrls();
        const at = lines.indexOf(LINE);
        assert.match(lines[at - 1] ?? "", /http:/, lines.join("\n"));
        assert.equal(lines.filter((line) => line === LINE).length, 1);
    });
}

test("when Vite is silent, so is the plugin", async (t) => {
    const lines = printed(t);
    const { server } = await openServer(t, "vite", { plugins: [rxscope()], logLevel: "silent" });
    server.printUrls();
    assert.deepEqual(lines, []);
});

test("switched off, it prints nothing", async (t) => {
    const lines = printed(t);
    const { server } = await openServer(t, "vite", { plugins: [rxscope({ enabled: false })], logLevel: "info" });
    server.printUrls();
    assert.ok(lines.length > 0 && !lines.includes(LINE), lines.join("\n"));
});

test("in middleware mode Vite prints no addresses, and the plugin nothing", async (t) => {
    const { createServer } = await import("vite");
    const lines = printed(t);
    const server = await createServer({
        configFile: false, logLevel: "info", plugins: [rxscope()], optimizeDeps: { noDiscovery: true, include: [] },
        server: { middlewareMode: true, ws: false },
    });
    t.after(() => awake(server.close()));
    assert.throws(() => server.printUrls(), /middleware/);
    assert.ok(!lines.includes(LINE), lines.join("\n"));
});
