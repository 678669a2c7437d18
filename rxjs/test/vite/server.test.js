/* The plugin in Vite's life: each server has pages of its own, also one that starts anew; scripts stay scripts. */
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { TO_PLUGIN } from "../../src/page/messages.js";
import rxscope from "../../src/vite/index.js";
import { pageModulePlugin } from "../../src/vite/page-module.js";
import { serverPlugin } from "../../src/vite/server.js";
import { FakeClient, FakeServe, turn } from "../support/channel.js";
import { FIXTURES, VITES, awake, temporary } from "../support/vite.js";

const HELLO = { type: "hello", version: 1, page: "a1", tab: 0, host: "localhost:5173", browser: "Chrome", title: "Shop" };

/**
 * The plugin, and a way to say something to the newest server that it is in.
 * @param {FakeServe} serve
 */
function heard(serve) {
    /** @type {(data: unknown, client: FakeClient) => void} */
    let say = () => {};
    const plugin = /** @type {any} */ (serverPlugin({}, serve.serve, "1.2.3"));
    const configure = plugin.configureServer;
    plugin.configureServer = (/** @type {any} */ server) => configure({
        ...server, httpServer: null, environments: server.environments, config: server.config,
        ws: { on: (/** @type {string} */ event, /** @type {typeof say} */ listener) => { say = event === TO_PLUGIN ? listener : say; } },
    });
    return { plugin, join: async () => { say(HELLO, new FakeClient()); await turn(); } };
}

/**
 * A server in middleware mode: nothing listens, and nothing is bundled beforehand.
 * @param {import("node:test").TestContext} t that closes it
 * @param {string} vite
 * @param {import("vite").PluginOption[]} plugins
 * @param {string} [root]
 */
async function quietServer(t, vite, plugins, root = path.join(FIXTURES, "plain")) {
    const { createServer } = /** @type {typeof import("vite")} */ (await import(vite));
    const server = await createServer({
        configFile: false, root, cacheDir: path.join(folderFor(t), "cache"), logLevel: "silent", plugins,
        optimizeDeps: { noDiscovery: true, include: [] }, server: { middlewareMode: true, ws: false },
    });
    t.after(() => awake(server.close()));
    return server;
}

/** @param {import("node:test").TestContext} t that removes it */
function folderFor(t) {
    const folder = temporary("rxscope-server-");
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

for (const vite of VITES) {
    test(`${vite}: started anew with the same plugin, it serves the new pages and none of the old`, async (t) => {
        const serve = new FakeServe(), { plugin, join } = heard(serve);
        const server = await quietServer(t, vite, [plugin]);
        await join();
        await awake(server.restart());
        assert.deepEqual(serve.names, []);
        await join();
        assert.deepEqual(serve.names, ["localhost-5173"]);
        await awake(server.close());
        assert.deepEqual(serve.names, []);
    });

    test(`${vite}: a script that is no module stays one`, async (t) => {
        const folder = folderFor(t);
        const script = "self.registration.pushManager.subscribe({ userVisibleOnly: true });\n";
        mkdirSync(path.join(folder, "src"));
        writeFileSync(path.join(folder, "src/sw.js"), script);
        const server = await quietServer(t, vite, [rxscope()], folder);
        assert.equal((await server.transformRequest("/src/sw.js"))?.code.trim(), script.trim());
    });
}

test("an address with .. in it is none of this package's files", () => {
    const { resolveId, load } = /** @type {any} */ (pageModulePlugin({}));
    const source = fileURLToPath(new URL("../../src/runtime/log.js", import.meta.url));
    assert.equal(resolveId(source), source);
    const elsewhere = fileURLToPath(new URL("../../src/", import.meta.url)) + "../test/vite/server.test.js";
    assert.equal(resolveId(elsewhere), undefined);
    assert.equal(load(elsewhere), undefined);
});
