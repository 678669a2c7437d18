/**
 * program.js - runs a program by Vite's module runner, in this process: each module is made by Vite and evaluated here, and
 * anew when it was saved.
 *
 * What is installed in node_modules is loaded by Node itself. No port is opened, and nothing of it keeps the process alive.
 * When an update reaches the program's first module, or one that never came to its end, or is one of CommonJS, the process is
 * started anew. A program whose first module is CommonJS is run by Node, and started anew at each save.
 */
import { realpathSync } from "node:fs";

import { runtime } from "../../runtime/index.js";
import { fileOf, nameOf } from "../../page/addresses.js";
import { Updates } from "../../page/updates.js";
import { compiled } from "../commonjs.js";
import { identity } from "../identity.js";
import { retries, wanted } from "../options.js";
import { Files } from "./files.js";
import { filesPlugin, HOT, nodePlugin, swapPlugins } from "./plugins.js";
import { unmade, withoutRunner } from "./errors.js";
import { isCommonjs, Required, runMain } from "./required.js";
import { findVite } from "./vite.js";

const ANEW = "the program is started anew";

/**
 * @param {string} file the program's
 * @param {{ why: string, restart: (why: string) => void }} how why: it was started anew; restart: starts it anew
 */
export async function runProgram(file, { why, restart }) {
    const entry = realpathSync(file), isOfNode = isCommonjs(entry), found = isOfNode ? null : await findVite(entry);
    const program = new Program(entry, identity().root, restart);
    if (why !== "") {
        program.hmr.note("info", why.replace(ANEW, "the program was started anew"));
    }
    program.watchRequired();
    runtime.onReload(() => program.startAnew());
    if (found === null) {
        runMain();
        return;
    }
    const { vite, runner } = found;
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
    #files = new Files((file) => this.#required.has(file) ? this.#required.saved(file) : this.#server?.watcher.emit("change", file));
    #required = new Required({
        changed: (file) => void this.#startAnew(`${ANEW}: ${nameOf(file, this.#place)} changed, which is CommonJS`, []),
        broken: (file, error) => this.#unparsed(file, error),
    });
    /** @type {import("vite").ViteDevServer | undefined} */
    #server;
    /** @type {import("../../page/addresses.js").Place} */
    #place;

    /** @param {string} entry @param {string} root @param {(why: string) => void} restart */
    constructor(entry, root, restart) {
        this.entry = entry;
        this.root = root;
        this.leave = restart;
        this.#place = { root, base: "/" };
        this.hmr.retry(retries());
        this.updates = new Updates(this.hmr, {
            place: this.#place,
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

    /** Modules that Node compiles, whoever requires them. */
    watchRequired() {
        compiled.seen = (file) => wanted() && this.#required.seen(file) && this.#files.add(file);
    }

    /** The first module is evaluated; what it throws is thrown as if Node had evaluated it. */
    async run() {
        try {
            await this.#runner?.import(this.entry);
        } catch (error) {
            const found = unmade(error);
            if (found === null) {
                throw withoutRunner(error);
            }
            console.error(`${this.#fileOf(found)}${found.at}\n${found.text}`);
            process.exit(1);
        }
    }

    /** @param {typeof import("vite")} vite */
    async #serve({ createServer }) {
        const before = { ...process.env };
        /** @type {any} */ (globalThis)[HOT] = (/** @type {any} */ hot) => hot && this.updates.listen(hot);
        const server = this.#server = await createServer({
            root: this.root, configFile: false, appType: "custom", logLevel: "error", clearScreen: false,
            server: { middlewareMode: true, ws: false, watch: null },
            optimizeDeps: { noDiscovery: true, include: [] },
            plugins: [
                nodePlugin(),
                ...wanted() ? [filesPlugin((file) => this.#files.add(file)), ...swapPlugins(this.entry, (message) => this.updates.receive(message))] : [],
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

    /** Somebody wants it, in a terminal. */
    startAnew() {
        void this.#startAnew(`${ANEW}: somebody asked for it in the terminal`, []);
        return { text: ANEW, isDone: true };
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
        const found = unmade(error);
        if (found !== null) {
            const file = this.#fileOf(found);
            console.error(`[rxscope] ${file}${found.at}\n${found.text}`);
            this.hmr.failed(file, `${nameOf(file, this.#place)}${found.at} ${found.what}`);
        } else if (error instanceof Error) {
            console.error("[rxscope]", withoutRunner(error));
        }
    }

    /** What runs is better than nothing. @param {string} file @param {SyntaxError} error */
    #unparsed(file, { stack = "", message }) {
        const [at] = /(?<=:)\d+(?=\n)/.exec(stack) ?? [""];
        console.error(`[rxscope] ${stack.split(/\n\s+at /, 1)[0]}`);
        this.hmr.note("error", `${nameOf(file, this.#place)}${at === "" ? "" : `:${at}`} ${message}; what runs is what was there before`);
    }

    /** @param {{ file: string }} found */
    #fileOf({ file }) {
        return fileOf(file, this.#place);
    }
}

/** What makes `import.meta`, where this Vite has it. @param {any} runner @param {string} name */
function pick(runner, name) {
    return typeof runner[name] === "function" ? { createImportMeta: runner[name] } : {};
}
