/**
 * vite.js - dev servers of every Vite that is supported, on a free port of the loopback, for one test each.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copiesPlugin } from "../../src/vite/copies.js";

/** The newest, and the oldest of each major version before. */
export const VITES = ["vite", "vite-7", "vite-6", "vite-5"];

export const FIXTURES = fileURLToPath(new URL("../e2e/fixtures/", import.meta.url));

/** @param {string} prefix @returns {string} a new folder */
export function temporary(prefix) {
    return mkdtempSync(path.join(tmpdir(), prefix));
}

/**
 * @param {import("node:test").TestContext} t that closes it
 * @param {string} vite one of VITES
 * @param {import("vite").InlineConfig} [config]
 */
export async function openServer(t, vite, config = {}) {
    const { createServer } = /** @type {typeof import("vite")} */ (await import(vite));
    const cacheDir = config.cacheDir ?? temporary("rxscope-vite-");
    const server = await createServer({
        configFile: false,
        root: path.join(FIXTURES, "plain"),
        cacheDir,
        logLevel: "warn",
        plugins: [copiesPlugin("0.0.0-test")],
        ...config,
        server: { host: "127.0.0.1", port: 0, ...config.server },
    });
    await server.listen();
    const address = /** @type {import("node:net").AddressInfo} */ (server.httpServer?.address());
    const url = `http://127.0.0.1:${address.port}/`;
    const browser = reader(url);
    /* Vite 7 does not get over being stopped while it bundles dependencies: who has one of them knows that it is done. */
    const settled = async () => {
        const base = server.config.base.slice(1);
        await browser.get(await browser.importOf(`${base}src/main.ts`, "rxjs"));
    };
    let open = true;
    const close = async () => {
        if (open) {
            open = false;
            await awake(settled().then(() => server.close()));
        }
    };
    t.after(async () => {
        await close();
        rmSync(cacheDir, { recursive: true, force: true });
    });
    return { server, url, cacheDir, close, ...browser };
}

/**
 * Waits with a handle of its own: the esbuild of older versions has none while it finishes.
 * @template T
 * @param {Promise<T>} promise
 */
export async function awake(promise) {
    const timer = setInterval(() => {}, 1000);
    try {
        return await promise;
    } finally {
        clearInterval(timer);
    }
}

/**
 * Reads modules as a browser does.
 * @param {string} url
 */
function reader(url) {
    /** @param {string} at */
    const get = async (at) => {
        const answer = await fetch(new URL(at, url));
        if (!answer.ok) {
            throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
        }
        return answer.text();
    };
    return {
        get,
        /** The address under which a module imports `name`. @param {string} module @param {string} name */
        async importOf(module, name) {
            const found = new RegExp(`(?:from|import) "([^"]*${name}[^"]*)"`).exec(await get(module));
            if (found === null) {
                throw new Error(`${module} does not import ${name}`);
            }
            return found[1];
        },
        /** The text of a module and of all that it imports. @param {string} module */
        async withImports(module) {
            /** @type {Map<string, string>} */
            const seen = new Map();
            const queue = [new URL(module, url).href];
            for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
                if (!seen.has(at)) {
                    const code = await get(at);
                    seen.set(at, code);
                    queue.push(...[...code.matchAll(/(?:from|import) "([./][^"]+)"/g)].map((m) => new URL(m[1], at).href));
                }
            }
            return [...seen.values()].join("\n");
        },
    };
}
