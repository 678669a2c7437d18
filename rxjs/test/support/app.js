/**
 * app.js - a copy of a fixture in a folder of its own, with Vite and rxscope as a user has them, and a folder of
 * sockets that nobody else sees.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createServer } from "vite";
import { Rxscope } from "./rxscope.js";
import { awake } from "./vite.js";

const HERE = fileURLToPath(new URL("../../", import.meta.url));
/** The package that is tested: this tree, or an installed copy. */
const PACKAGE = process.env.RXSCOPE_PACKAGE ?? HERE;
const FIXTURES = path.join(HERE, "test/e2e/fixtures");
const DEPENDENCIES = ["rxjs", "react", "react-dom", "scheduler"];

/** @returns {Promise<(options?: object) => import("vite").Plugin[]>} the plugin of the package that is tested */
export async function plugin() {
    const module = await import(pathToFileURL(path.join(PACKAGE, "src/vite/index.js")).href);
    return module.default;
}

/**
 * @param {import("node:test").TestContext} t that removes it
 * @param {string} fixture
 * @param {{ options?: object, plugins?: import("vite").PluginOption[] }} [config]
 */
export async function openApp(t, fixture, config = {}) {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rx-")));
    const root = path.join(folder, "app");
    cpSync(path.join(FIXTURES, fixture), root, { recursive: true });
    addPackages(root);
    const sockets = path.join(folder, "run");
    mkdirSync(sockets, { mode: 0o700 });
    process.env.XDG_RUNTIME_DIR = sockets;
    const app = new App(root, new Rxscope(sockets), config);
    await app.start();
    t.after(async () => {
        await app.leave();
        await app.stop();
        rmSync(folder, { recursive: true, force: true });
    });
    return app;
}

/** What npm would install. @param {string} root */
function addPackages(root) {
    const modules = path.join(root, "node_modules");
    mkdirSync(modules);
    symlinkSync(PACKAGE, path.join(modules, "rxscope"));
    for (const name of DEPENDENCIES) {
        symlinkSync(path.join(HERE, "node_modules", name), path.join(modules, name));
    }
    if (existsSync(path.join(root, "packages"))) {
        cpSync(path.join(root, "packages"), modules, { recursive: true });
    }
}

class App {
    /** @type {import("vite").ViteDevServer | undefined} */
    #server;
    #port = 0;

    /**
     * @param {string} root
     * @param {Rxscope} rxscope
     * @param {{ options?: object, plugins?: import("vite").PluginOption[] }} config
     */
    constructor(root, rxscope, { options, plugins = [] }) {
        this.root = root;
        this.rxscope = rxscope;
        this.options = options;
        this.plugins = plugins;
        /** @type {string[]} what Vite warned of */
        this.warnings = [];
        /** @type {(() => Promise<unknown>)[]} */
        this.guests = [];
    }

    get url() {
        return `http://127.0.0.1:${this.#port}/`;
    }

    /** The first tab's name. */
    get name() {
        return `127.0.0.1-${this.#port}`;
    }

    /** Starts Vite, again on the same port. */
    async start() {
        const rxscope = await plugin();
        this.#server = await createServer({
            configFile: false, root: this.root, clearScreen: false, customLogger: this.#logger(),
            plugins: [...this.plugins, rxscope(this.options)],
            server: { host: "127.0.0.1", port: this.#port, strictPort: this.#port !== 0 },
        });
        await this.#server.listen();
        const address = /** @type {import("node:net").AddressInfo} */ (this.#server.httpServer?.address());
        this.#port = address.port;
    }

    async stop() {
        const server = this.#server;
        this.#server = undefined;
        await (server && awake(server.close()));
    }

    /** Browsers and inspectors leave, the last first. */
    async leave() {
        for (const close of this.guests.splice(0).reverse()) {
            await close();
        }
    }

    /** A user saves a file. @param {string} file @param {string | RegExp} old @param {string} text */
    edit(file, old, text) {
        const at = path.join(this.root, file);
        const before = readFileSync(at, "utf8");
        const after = before.replace(old, text);
        if (after === before) {
            throw new Error(`${file} does not contain ${old}`);
        }
        writeFileSync(at, after);
    }

    /** @returns {import("vite").Logger} */
    #logger() {
        const keep = (/** @type {string} */ text) => { this.warnings.push(text); };
        return { info() {}, warn: keep, warnOnce: keep, error: keep, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
    }
}
