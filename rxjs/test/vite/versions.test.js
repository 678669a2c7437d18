/* The whole plugin in every Vite that is supported: what the browser gets, what a server gets, what a build gets. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import rxscope from "../../src/vite/index.js";
import { FIXTURES, VITES, awake, openServer, temporary } from "../support/vite.js";

const VIRTUAL = "/@id/__x00__virtual:rxscope";
const withPlugin = () => ({ plugins: [rxscope()] });

for (const vite of VITES) {
    test(`${vite}: the page's runtime is the first script of the page`, async (t) => {
        const { get } = await openServer(t, vite, withPlugin());
        const scripts = [...(await get("/")).matchAll(/<script[^>]*src="([^"]+)"/g)].map((found) => found[1]);
        assert.equal(scripts.filter((src) => src === VIRTUAL).length, 1);
        assert.ok(scripts.indexOf(VIRTUAL) < scripts.findIndex((src) => src.startsWith("/src/main.ts")));
    });

    test(`${vite}: a prepared module imports the same runtime, and its map leads to the user's lines`, async (t) => {
        const { get } = await openServer(t, vite, withPlugin());
        const code = await get("/src/main.ts");
        assert.ok(code.includes(`import "${VIRTUAL}"`), code);
        const [, base64] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(code) ?? [];
        const map = JSON.parse(Buffer.from(base64, "base64").toString());
        assert.deepEqual(map.sources.map((/** @type {string} */ source) => path.basename(source)), ["main.ts"]);
        assert.equal(map.sourcesContent[0], readFileSync(path.join(FIXTURES, "plain/src/main.ts"), "utf8"));
    });

    test(`${vite}: all of the runtime is handed out, each file under one address`, async (t) => {
        const { withImports } = await openServer(t, vite, withPlugin());
        const code = await withImports(VIRTUAL);
        assert.match(code, /rxscope:plugin/);
        const addresses = [...code.matchAll(/from "([^"]*\/(?:src|dist)\/(?:\w+\/)*[\w-]+\.js[^"]*)"/g)].map((found) => found[1])
            .filter((address) => !address.includes("/rxjs/dist/"));
        assert.ok(addresses.some((address) => address.endsWith("/page.js")), addresses.join("\n"));
        assert.ok(addresses.every((address) => !address.includes("?")), addresses.join("\n"));
    });

    test(`${vite}: under another base the page finds its runtime`, async (t) => {
        const { get, withImports } = await openServer(t, vite, { ...withPlugin(), base: "/app/" });
        assert.ok((await get("/app/")).includes(`src="/app${VIRTUAL}"`));
        assert.match(await withImports(`/app${VIRTUAL}`), /rxscope:plugin/);
    });

    test(`${vite}: a module for server-side rendering is as without the plugin`, async (t) => {
        const bare = await openServer(t, vite, { plugins: [] });
        const hooked = await openServer(t, vite, withPlugin());
        const url = "/src/main.ts";
        const expected = await bare.server.transformRequest(url, { ssr: true });
        const found = await hooked.server.transformRequest(url, { ssr: true });
        assert.equal(found?.code, expected?.code);
    });

    test(`${vite}: a production build is the same to the byte with and without the plugin`, async () => {
        const bare = await build(vite, []);
        assert.ok(bare.size > 1);
        assert.deepEqual(await build(vite, [rxscope()]), bare);
    });

    test(`${vite}: switched off, it leaves the page alone`, async (t) => {
        const { get } = await openServer(t, vite, { plugins: [rxscope({ enabled: false })] });
        assert.doesNotMatch(await get("/"), /virtual:rxscope/);
        assert.doesNotMatch(await get("/src/main.ts"), /virtual:rxscope/);
    });

    test(`${vite}: RXSCOPE=0 switches it off, whatever the options say`, async (t) => {
        process.env.RXSCOPE = "0";
        t.after(() => delete process.env.RXSCOPE);
        const { get } = await openServer(t, vite, { plugins: [rxscope({ enabled: true })] });
        assert.doesNotMatch(await get("/"), /virtual:rxscope/);
        assert.doesNotMatch(await get("/src/main.ts"), /virtual:rxscope/);
    });
}

/**
 * @param {string} vite
 * @param {import("vite").PluginOption[]} plugins
 * @returns {Promise<Map<string, string>>} files with what is in them
 */
async function build(vite, plugins) {
    const { build: run } = /** @type {typeof import("vite")} */ (await import(vite));
    const folder = temporary("rxscope-build-");
    try {
        const outDir = path.join(folder, "dist");
        await awake(run({
            configFile: false, root: path.join(FIXTURES, "plain"), logLevel: "error", plugins,
            build: { outDir, emptyOutDir: true, sourcemap: true },
        }));
        const files = /** @type {string[]} */ (readdirSync(outDir, { recursive: true })).sort();
        return new Map(files.filter((name) => /\.\w+$/.test(name)).map((name) => [name, readFileSync(path.join(outDir, name), "latin1")]));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
