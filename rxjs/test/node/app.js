// Programs for tests: files written into a folder of their own, in which rxjs and this package can be imported, run by a
// real Node with and without rxscope.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Inspector, until } from "../serve/inspector.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = pathToFileURL(join(PACKAGE, "src/node/index.js")).href;
const BUILT = [process.env.RXSCOPE, join(PACKAGE, "../build/rxscope")].find((path) => path && path !== "0" && existsSync(path));

/** For tests with the program itself: `{ skip }`. */
export const needsRxscope = { skip: BUILT ? false : "the program rxscope is not built (./dev build), nor named by RXSCOPE" };

export class App {
    /**
     * @param {Record<string, string>} files by name; the first one is the program
     * @param {Record<string, string>} [packages] that are installed, by name: the folder in node_modules; default: all
     */
    constructor(t, files, packages) {
        this.folder = realpathSync(mkdtempSync("/tmp/rxs-"));
        this.runtime = join(this.folder, "run");
        mkdirSync(this.runtime, { mode: 0o700 });
        this.#install(packages);
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(dirname(join(this.folder, name)), { recursive: true });
            writeFileSync(join(this.folder, name), text);
        }
        this.main = Object.keys(files)[0];
        this.children = [];
        t.after(() => this.end());
    }

    #install(packages) {
        const modules = join(this.folder, "node_modules");
        if (packages === undefined) {
            symlinkSync(join(PACKAGE, "node_modules"), modules);
            return;
        }
        mkdirSync(modules);
        for (const [name, folder] of Object.entries(packages)) {
            symlinkSync(join(PACKAGE, "node_modules", folder), join(modules, name));
        }
    }

    end() {
        this.children.forEach((child) => child.kill("SIGKILL"));
        rmSync(this.folder, { recursive: true, force: true });
    }

    #options(env) {
        const { RXSCOPE, RXSCOPE_NAME, RXSCOPE_MASK, NODE_OPTIONS, NODE_TEST_CONTEXT, ...rest } = process.env;
        return { cwd: this.folder, env: { ...rest, XDG_RUNTIME_DIR: this.runtime, ...env } };
    }

    /** Runs to its end. @returns {{ status: number | null, signal: string | null, stdout: string, stderr: string }} */
    run(args = [this.main], { env = {}, with: how = ["--import", ENTRY], input = "" } = {}) {
        const options = { ...this.#options(env), encoding: "utf8", input, timeout: 60_000 };
        const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...how, ...args], options);
        return { status, signal, stdout, stderr: stderr.replaceAll(/\(node:\d+\)/g, "(node)") };
    }

    /** The same without rxscope. */
    bare(args, options = {}) {
        return this.run(args, { ...options, with: [] });
    }

    /** Starts it; it is ended with the test. */
    start(args = [this.main], { env = {}, with: how = ["--import", ENTRY] } = {}) {
        const child = spawn(process.execPath, [...how, ...args], { ...this.#options(env), stdio: ["pipe", "pipe", "pipe"] });
        child.output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text) => { child.output += text; });
        }
        child.ended = once(child, "close");
        this.children.push(child);
        return child;
    }

    sockets() {
        const folder = join(this.runtime, "rxscope");
        return existsSync(folder) ? readdirSync(folder).sort() : [];
    }

    /** The path of the socket whose name begins so, once it is there. */
    async socket(name) {
        const found = await until(() => this.sockets().find((file) => file.startsWith(`${name}-`)), `there is a socket of ${name}`);
        return join(this.runtime, "rxscope", found);
    }

    /** A socket has its name a moment before somebody listens at it. */
    async attach(name) {
        const path = await this.socket(name);
        return until(() => Inspector.attach(path).catch((error) => {
            if (error.code !== "ECONNREFUSED") {
                throw error;
            }
        }), `somebody listens at ${path}`);
    }

    /** Runs the program rxscope to its end. */
    rxscope(...args) {
        return spawnSync(BUILT, args, { ...this.#options({}), encoding: "utf8", timeout: 60_000 });
    }

    startRxscope(...args) {
        const child = spawn(BUILT, args, this.#options({}));
        child.output = "";
        child.stdout.setEncoding("utf8").on("data", (text) => { child.output += text; });
        child.ended = once(child, "close");
        this.children.push(child);
        return child;
    }
}
