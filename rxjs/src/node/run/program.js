/**
 * program.js - runs a program by Vite's module runner, in this process: each module is made by Vite and evaluated here, and
 * anew when it was saved.
 *
 * What is installed in node_modules is loaded by Node itself. No port is opened, and nothing of it keeps the process alive.
 * When an update reaches the program's first module, or one that never came to its end, the process is started anew.
 */
import { realpathSync } from "node:fs";
import path from "node:path";

import { runtime } from "../../runtime/index.js";
import { Updates } from "../../page/updates.js";
import { identity } from "../identity.js";
import { wanted } from "../options.js";
import { Files } from "./files.js";
import { commonjsPlugin, filesPlugin, HOT, swapPlugins } from "./plugins.js";
import { Raised, tellError } from "./errors.js";
import { findVite } from "./vite.js";

const ANEW = "the program is started anew";

/**
 * @param {string} file the program's
 * @param {{ why: string, restart: (why: string) => void }} how why: it was started anew; restart: starts it anew
 */
export async function runProgram(file, { why, restart }) {
    const entry = realpathSync(file);
    if (/\.c[jt]s$/.test(entry)) {
        throw new Error(`${path.basename(entry)} is CommonJS, which cannot be swapped: node --import rxscope/node ${file}`);
    }
    const { vite, runner } = await findVite(entry);
    const program = new Program(entry, identity().root, restart);
    if (why !== "") {
        program.hmr.note("info", why.replace(ANEW, "the program was started anew"));
    }
    await program.open(vite, runner);
    await program.run();
}

class Program {
    hmr = /** @type {import("../../page/updates.js").Hmr} */ (/** @type {any} */ (runtime).hmr);
    /** @type {import("vite").DevEnvironment | undefined} */
    #environment;
    /** @type {import("vite/module-runner").ModuleRunner | undefined} */
    #runner;
    #leaving = false;

    /** @param {string} entry @param {string} root @param {(why: string) => void} restart */
    constructor(entry, root, restart) {
        this.entry = entry;
        this.root = root;
        this.leave = restart;
        this.updates = new Updates(this.hmr, {
            place: { root, base: "/" },
            requested: { has: () => true },
            anew: ANEW,
            reload: () => {},
            tell: (text) => void this.#startAnew(text, []),
            leaveReason: () => {},
        });
    }

    /** @param {typeof import("vite")} vite @param {typeof import("vite/module-runner")} runner */
    async open(vite, { ModuleRunner, ...more }) {
        const environment = await this.#serve(vite);
        const transport = vite.createServerModuleRunnerTransport({ channel: /** @type {any} */ (environment.hot) });
        this.#environment = environment;
        this.#runner = new ModuleRunner({
            transport: this.#withoutReloads(transport),
            hmr: { logger: { debug() {}, error: (error) => this.#failed(error) } },
            sourcemapInterceptor: "node",
            ...pick(more, "createNodeImportMeta"),
        });
    }

    /** The first module is evaluated. */
    async run() {
        try {
            await this.#runner?.import(this.entry);
        } catch (error) {
            raise(error);
        }
    }

    /** @param {typeof import("vite")} vite */
    async #serve({ createServer }) {
        const before = { ...process.env };
        /** @type {import("vite").ViteDevServer | undefined} */
        let server;
        const files = new Files((file) => server?.watcher.emit("change", file));
        /** @type {any} */ (globalThis)[HOT] = (/** @type {any} */ hot) => hot && this.updates.listen(hot);
        server = await createServer({
            root: this.root, configFile: false, appType: "custom", logLevel: "error", clearScreen: false, cacheDir: path.join(this.root, "node_modules/.vite"),
            server: { middlewareMode: true, ws: false, watch: null },
            optimizeDeps: { noDiscovery: true, include: [] },
            plugins: [
                commonjsPlugin(),
                ...wanted() ? [filesPlugin((file) => files.add(file)), ...swapPlugins(this.entry, (message) => this.updates.receive(message))] : [],
            ],
        });
        Object.keys(process.env).forEach((name) => name in before || delete process.env[name]);
        return server.environments.ssr;
    }

    /**
     * Vite would evaluate the first module again, in a process that still has all that it did the first time.
     * @param {import("vite/module-runner").ModuleRunnerTransport} transport
     * @returns {import("vite/module-runner").ModuleRunnerTransport}
     */
    #withoutReloads(transport) {
        return {
            ...transport,
            connect: ({ onMessage, onDisconnection }) => transport.connect?.({
                onDisconnection,
                onMessage: (payload) => {
                    if (payload.type === "full-reload") {
                        void this.#startAnew(`${ANEW}: ${this.updates.whyReload(payload)}`, [String(/** @type {any} */ (payload).triggeredBy)]);
                    } else {
                        onMessage(payload);
                    }
                },
            }),
        };
    }

    /** Not with modules that do not parse: what runs then is better than nothing. @param {string} text @param {string[]} files that were saved */
    async #startAnew(text, files) {
        if (this.#leaving) {
            return;
        }
        this.#leaving = true;
        const error = await this.#broken([...files, this.entry]);
        if (error === null) {
            this.leave(text);
        } else {
            this.#leaving = false;
            this.#failed(error);
        }
    }

    /** @param {string[]} files @returns {Promise<unknown>} the error of the first that cannot be made, or null */
    async #broken(files) {
        for (const file of files) {
            for (const { url } of this.#environment?.moduleGraph.getModulesByFile(file) ?? []) {
                try {
                    await this.#environment?.transformRequest(url);
                } catch (error) {
                    return error;
                }
            }
        }
        return null;
    }

    /** An update failed; Vite says so twice, the second time without the reason. @param {unknown} error */
    #failed(error) {
        if (!(error instanceof Error)) {
            return;
        }
        const found = tellError(error);
        console.error(`[rxscope] ${found.text}`);
        if (found.file !== null) {
            this.hmr.failed(found.file, found.reason);
        } else {
            this.hmr.note("error", found.reason);
        }
    }
}

/** What makes `import.meta`, where this Vite has it. @param {any} runner @param {string} name */
function pick(runner, name) {
    return typeof runner[name] === "function" ? { createImportMeta: runner[name] } : {};
}

/** As if Node had evaluated the module itself. @param {unknown} error */
function raise(error) {
    const { file, text } = error instanceof Error ? tellError(error) : { file: null, text: "" };
    setImmediate(() => {
        throw file === null ? error : new Raised(text);
    });
}
