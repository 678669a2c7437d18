/**
 * hot.js - apps whose files are saved while they run in a real page: one Vite and one browser for a file of tests, a folder
 * and a page of its own for each test.
 *
 * A page says by `seen(value)` what its subscribers got, by `count(name)` how often something happened, and each module
 * by `ran(file)` that it is evaluated. Nothing here calls a swap: files are saved, and what comes of it is waited for.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { plugin } from "./app.js";
import { noChromium, openChromium } from "./chromium.js";
import { PROGRAM, Rxscope, noProgram } from "./rxscope.js";
import { Terminal, noTerminal } from "./terminal.js";
import { until } from "./until.js";
import { awake } from "./vite.js";

const HERE = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = process.env.RXSCOPE_PACKAGE ?? HERE;
const DEPENDENCIES = ["rxjs", "react", "react-dom", "scheduler", "vue", "svelte"];

/** What every module of JavaScript begins with, in its first line. */
const HEAD = "import * as rx from \"rxjs\"; import { BehaviorSubject, Observable, ReplaySubject, Subject, combineLatest, debounceTime, "
    + "defer, delay, distinctUntilChanged, filter, interval, map, merge, mergeMap, of, scan, share, shareReplay, startWith, switchMap, "
    + "take, takeUntil, tap, timer } from \"rxjs\"; ";

/** Where the values of a test come from: a module that no test saves. */
const INPUT = `import { Observable, Subject } from "rxjs";
export const in$ = new Subject();
/** Counts who subscribes to it. */
export const source$ = new Observable((subscriber) => {
    count("subscribe");
    const subscription = in$.subscribe(subscriber);
    return () => { count("unsubscribe"); subscription.unsubscribe(); };
});
Object.assign(window, { in$ });
`;

/** What is there in a page before its modules. */
function prelude() {
    /** @type {any} */ (window).values = [];
    /** @type {any} */ (window).counts = {};
    /** @type {any} */ (window).ran = (/** @type {string} */ file) => /** @type {any} */ (window).count(`ran ${file}`);
    /** @type {any} */ (window).seen = (/** @type {unknown[]} */ ...what) => /** @type {any} */ (window).values.push(what.length === 1 ? what[0] : what);
    /** @type {any} */ (window).count = (/** @type {string} */ name) => {
        const { counts } = /** @type {any} */ (window);
        counts[name] = (counts[name] ?? 0) + 1;
    };
}

/** Why these tests cannot run, or undefined. */
export function noHotPages() {
    return noChromium() ?? noProgram() ?? noTerminal();
}

/** The page of each folder, which is no file: `/app1/?main.js`. @returns {import("vite").Plugin} */
function pages() {
    return {
        name: "pages",
        configureServer(server) {
            server.middlewares.use(async (request, response, next) => {
                const [, name, main] = /^\/(\w+)\/\?([\w.]+)$/.exec(request.url ?? "") ?? [];
                if (name === undefined) {
                    next();
                    return;
                }
                const html = `<!doctype html><title>${name}</title><link rel="icon" href="data:,"><body><div id="app"></div><script type="module" src="/${name}/${main}"></script></body>`;
                response.setHeader("content-type", "text/html");
                response.end(await server.transformIndexHtml(`/${name}/index.html`, html));
            });
        },
    };
}

/**
 * A lab for all tests of a file.
 * @param {{ plugins?: () => import("vite").PluginOption[], options?: object, include?: string[] }} [config]
 */
export function hotLab({ plugins = () => [], options, include = [] } = {}) {
    const lab = new Lab();
    before(async () => {
        noHotPages() ?? await lab.start(plugins(), options, include);
    });
    after(() => lab.stop());
    return lab;
}

class Lab {
    #folder = "";
    #root = "";
    #count = 0;
    /** @type {import("vite").ViteDevServer | undefined} */
    #server;
    /** @type {import("playwright-core").Browser | undefined} */
    #browser;

    /** @param {import("vite").PluginOption[]} plugins @param {object | undefined} options @param {string[]} include */
    async start(plugins, options, include) {
        this.#folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rx-")));
        const root = this.#root = path.join(this.#folder, "app"), sockets = path.join(this.#folder, "run");
        mkdirSync(path.join(root, "node_modules"), { recursive: true });
        mkdirSync(sockets, { mode: 0o700 });
        symlinkSync(PACKAGE, path.join(root, "node_modules/rxscope"));
        DEPENDENCIES.forEach((name) => symlinkSync(path.join(HERE, "node_modules", name), path.join(root, "node_modules", name)));
        writeFileSync(path.join(root, "package.json"), JSON.stringify({ private: true, type: "module" }));
        process.env.XDG_RUNTIME_DIR = sockets;
        this.rxscope = new Rxscope(sockets);
        [this.#browser, this.#server] = await Promise.all([openChromium(), this.#serve(root, plugins, options, include)]);
    }

    /** @param {string} root @param {import("vite").PluginOption[]} plugins @param {object | undefined} options @param {string[]} include */
    async #serve(root, plugins, options, include) {
        const rxscope = await plugin();
        const server = await createServer({
            configFile: false, root, clearScreen: false, logLevel: "silent",
            plugins: [...plugins, rxscope(options), pages()],
            optimizeDeps: { include: ["rxjs", ...include], entries: [] },
            server: { host: "127.0.0.1", port: 0 },
        });
        await server.listen();
        return server;
    }

    async stop() {
        await this.#browser?.close();
        await (this.#server && awake(this.#server.close()));
        this.#folder && rmSync(this.#folder, { recursive: true, force: true });
    }

    /** What was written is no news any more. @param {string[]} files */
    async #watches(files) {
        await until(() => {
            const watched = this.#server?.watcher.getWatched() ?? {};
            return files.every((file) => watched[path.dirname(file)]?.includes(path.basename(file)));
        }, () => `Vite does not watch ${files}`);
    }

    /**
     * Writes an app and opens it.
     * @param {import("node:test").TestContext} t that closes it
     * @param {Record<string, string>} files by name; `main.js`, or else the first, is what the page loads
     * @param {{ loads?: boolean, before?: () => void }} [how] loads: false: the page fails to load, and that is meant; before: its modules
     */
    async open(t, files, { loads = true, before: first } = {}) {
        const name = `app${++this.#count}`, folder = path.join(this.#folder, name), main = "main.js" in files ? "main.js" : Object.keys(files)[0];
        mkdirSync(folder);
        const port = /** @type {any} */ (this.#server?.httpServer?.address()).port;
        const context = await /** @type {import("playwright-core").Browser} */ (this.#browser).newContext();
        const page = await context.newPage();
        const app = new HotApp(page, folder, /** @type {Rxscope} */ (this.rxscope), `http://127.0.0.1:${port}/${name}/?${main}`);
        app.write("input.js", INPUT);
        Object.entries(files).forEach(([file, text]) => app.write(file, text));
        app.move(path.join(this.#root, name));
        await this.#watches([...Object.keys(files), "input.js"].map((file) => app.at(file)));
        t.after(async () => {
            await app.close();
            await context.close();
        });
        first && await page.addInitScript(first);
        await app.begin(name, loads ? main : "");
        return app;
    }
}

class HotApp {
    #folder;
    /** @type {Map<string, string>} */
    #texts = new Map();
    /** @type {(() => unknown)[]} */
    #guests = [];
    /** @type {any[]} what `rxscope events` tells, if it was asked */
    #events = [];
    /** What the page complained of. @type {string[]} */
    complaints = [];
    /** What `rxscope ls` calls it. */
    name = "";

    /** @param {import("playwright-core").Page} page @param {string} folder @param {Rxscope} rxscope @param {string} url */
    constructor(page, folder, rxscope, url) {
        this.page = page;
        this.#folder = folder;
        this.rxscope = rxscope;
        this.url = url;
    }

    /** @param {string} title @param {string} main whose end is waited for */
    async begin(title, main) {
        const { page } = this;
        page.on("pageerror", (error) => this.complaints.push(String(error.stack)));
        page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
        await page.addInitScript(prelude);
        await page.goto(this.url);
        await page.evaluate(() => { /** @type {any} */ (window).isFirst = true; });
        main !== "" && await until(() => page.evaluate((file) => /** @type {any} */ (window).counts[`ran ${file}`] === 1, main), () => `${main} did not run: ${this.complaints}`);
        const source = await until(async () => (await this.rxscope.list()).find((one) => one.title.endsWith(`, ${title}`)), "the page is not listed");
        this.name = source.name;
    }

    async close() {
        for (const guest of this.#guests.splice(0).reverse()) {
            await guest();
        }
    }

    // ---- Files ------------------------------------------------------------------------------------

    /** @param {string} file */
    at(file) {
        return path.join(this.#folder, file);
    }

    /** All files at once: what is written one by one into a new folder a watcher may miss. @param {string} folder */
    move(folder) {
        renameSync(this.#folder, folder);
        this.#folder = folder;
    }

    /** The text of a file as it is saved. @param {string} file @param {string} text */
    static whole(file, text) {
        const run = `ran(${JSON.stringify(file)}); `;
        if (file === "input.js" || !/\.[jt]sx?$/.test(file)) {
            return text;
        }
        return /x$/.test(file) || / from "rxjs"/.test(text) ? `${run}${text}` : `${HEAD}${run}${text}`;
    }

    /** As most editors save. @param {string} file @param {string} text */
    write(file, text) {
        this.#texts.set(file, text);
        writeFileSync(this.at(file), HotApp.whole(file, text));
    }

    /** What was written last. @param {string} file @returns {string} */
    read(file) {
        return this.#texts.get(file) ?? "";
    }

    /** Another file takes its place. @param {string} file @param {string} text */
    rename(file, text) {
        this.#texts.set(file, text);
        writeFileSync(`${this.at(file)}.tmp`, HotApp.whole(file, text));
        renameSync(`${this.at(file)}.tmp`, this.at(file));
    }

    /** In two writes, the first of which stays alone for a moment. @param {string} file @param {string} text @param {string} end that of the first begins the second @param {number} ms */
    async writeInHalves(file, text, end, ms) {
        this.#texts.set(file, text);
        const whole = HotApp.whole(file, text), fd = openSync(this.at(file), "w"), at = whole.indexOf(end);
        writeSync(fd, whole.slice(0, at));
        await new Promise((resolve) => setTimeout(resolve, ms));
        writeSync(fd, whole.slice(at));
        closeSync(fd);
    }

    /** Saves it, and waits until the page has evaluated it. @param {string} file @param {string} text */
    async save(file, text) {
        const before = await this.ran(file);
        this.write(file, text);
        await until(async () => await this.ran(file) > before, () => `${file} was saved and not evaluated; ${this.complaints}`);
    }

    /** @param {string} file @param {string} from @param {string} to */
    edited(file, from, to) {
        const text = this.read(file);
        assert.ok(text.includes(from), `${file} has no ${from}`);
        return text.replace(from, () => to);
    }

    /** @param {string} file @param {string} from @param {string} to */
    async edit(file, from, to) {
        await this.save(file, this.edited(file, from, to));
    }

    /** How often a file was evaluated. @param {string} file @returns {Promise<number>} */
    async ran(file) {
        return (await this.counts())[`ran ${file}`] ?? 0;
    }

    // ---- The page ---------------------------------------------------------------------------------

    /** Asks the page, again if it was just being loaded anew. @template T, A @param {(arg: A) => T} fn @param {A} [arg] @returns {Promise<Awaited<T>>} */
    async ask(fn, arg) {
        for (;;) {
            try {
                return await this.page.evaluate(/** @type {any} */ (fn), arg);
            } catch (error) {
                if (!/context was destroyed/.test(String(error))) {
                    throw error;
                }
                await this.page.waitForLoadState();
            }
        }
    }

    /** What was seen since the last time. @returns {Promise<any[]>} */
    take() {
        return this.ask(() => /** @type {any} */ (window).values.splice(0));
    }

    /** @returns {Promise<Record<string, number>>} */
    counts() {
        return this.ask(() => /** @type {any} */ (window).counts);
    }

    /** Values come into `in$`. @param {...unknown} values */
    async send(...values) {
        await this.page.evaluate((all) => all.forEach((value) => /** @type {any} */ (window).in$.next(value)), values);
    }

    /** Sends, and says what was seen. @param {...unknown} values */
    async gets(...values) {
        await this.send(...values);
        return this.take();
    }

    /** Sends ones until what is seen fulfils the condition. @param {(value: any) => boolean} condition */
    async sends(condition) {
        let last;
        await until(async () => {
            const all = await this.gets(1);
            last = all.at(-1) ?? last;
            return all.some(condition);
        }, () => `not seen: ${condition}; but ${JSON.stringify(last)}`);
    }

    /** Waits for a value among those that are seen, and takes all. @param {(value: any) => boolean} condition */
    async sees(condition) {
        /** @type {any[]} */
        const all = [];
        await until(async () => {
            const fresh = await this.take();
            all.push(...fresh);
            return fresh.some(condition);
        }, () => `not seen: ${condition}; but ${JSON.stringify(all.slice(-20))}; ${this.complaints}`);
        return all;
    }

    /** Whether the page is still the one that was opened. @returns {Promise<boolean>} */
    isFirst() {
        return this.ask(() => /** @type {any} */ (window).isFirst === true);
    }

    /** At the end: it was never loaded anew, nothing complained, and the inspector counts as the app does. */
    async isWell() {
        assert.deepEqual(this.complaints, []);
        assert.ok(await this.isFirst(), "the page was loaded anew");
        const { subscribe = 0, unsubscribe = 0 } = await this.counts(), { tracks, subscriptions } = await this.dump();
        const source = tracks.find((/** @type {any} */ { name }) => name === "source$");
        const living = subscriptions.filter((/** @type {any} */ { observable, state }) => observable === source?.entity && state === "active");
        assert.equal(living.length, subscribe - unsubscribe, "subscriptions of source$ that the inspector shows");
    }

    // ---- The inspector ----------------------------------------------------------------------------

    /** @returns {Promise<any>} its entry of `rxscope dump --json` */
    dump() {
        return this.rxscope.dump(this.name);
    }

    /** @param {string} name @returns {Promise<any>} of `rxscope dump --json` */
    async track(name) {
        const { tracks } = await this.dump(), found = tracks.find((/** @type {any} */ track) => track.name === name);
        assert.ok(found, `there is no track ${name}, but ${tracks.map((/** @type {any} */ track) => track.name)}`);
        return found;
    }

    /** @param {...string} words of `rxscope ctl` @returns {Promise<string>} what it prints */
    async ctl(...words) {
        return (await this.rxscope.print("ctl", this.name, ...words)).trim();
    }

    /** Its refusal. @param {...string} words of `rxscope ctl` @returns {Promise<string>} */
    async refused(...words) {
        try {
            return assert.fail(`it was done: ${await this.ctl(...words)}`);
        } catch (error) {
            const { stderr } = /** @type {any} */ (error);
            if (stderr === undefined) {
                throw error;
            }
            return stderr.trim();
        }
    }

    /** From now on what happens is kept. */
    async listen() {
        const child = spawn(PROGRAM, ["events", this.name], { env: this.rxscope.env, stdio: ["ignore", "pipe", "inherit"] });
        createInterface(child.stdout).on("line", (line) => this.#events.push(JSON.parse(line)));
        this.#guests.push(() => child.kill());
        await until(() => this.#events.some(({ kind, part }) => kind === "snapshot" && part === "end"), "rxscope events tells nothing");
    }

    /** @param {string} kind @returns {any[]} events of that kind so far */
    events(kind) {
        return this.#events.filter((event) => event.kind === kind);
    }

    /** Waits until something is told, be it a line of the log, a swap's result or a fault. @param {RegExp} pattern */
    tells(pattern) {
        return until(() => this.#events.find(({ text, message, reason }) => pattern.test(String(text ?? message ?? reason))),
            () => `nothing told ${pattern}, but\n${this.#told()}`);
    }

    #told() {
        return this.#events.filter(({ kind }) => /^(log|fault|swap-result|swept)$/.test(kind)).map((event) => JSON.stringify(event)).join("\n");
    }

    /** @param {...string} args @returns {Terminal} the inspector's screen */
    terminal(...args) {
        const terminal = new Terminal([PROGRAM, "attach", ...args, this.name], this.rxscope.env);
        this.#guests.push(() => terminal.close());
        return terminal;
    }
}
