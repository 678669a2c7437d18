/**
 * How long a save takes until the new code runs in the page, and what is left of a thousand of them.
 *
 *     node bench/hmr.js [saves that are timed] [saves in a row]
 *
 * A module of 300 lines in a real browser, by Vite alone (where it accepts by its own word, and resubscribes) and with the
 * plugin, in turn. The clock runs from the write to the moment when Vite has applied the update, as the page tells it. Goal:
 * Vite's own time and 6 ms; memory that grows with the saves as it does without, since a browser keeps every module; and as
 * many sites, tracks and slots as at first.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

import rxscope from "../src/vite/index.js";
import { openChromium } from "../test/support/chromium.js";

const TIMED = Number(process.argv[2] ?? 20);
const SAVES = Number(process.argv[3] ?? 1000);
const GOAL_MS = 6;
const MARKETS = 18;
/** Other modules of the app, a sixth as long: what reads modules is warm when the first is saved, as it is in an app. */
const OTHERS = 60;
/** Vite's watcher takes no notice of a second save within 50 ms. */
const APART_MS = 80;
const RXJS = fileURLToPath(new URL("../node_modules/rxjs", import.meta.url));

/** @param {number} i */
const market = (i) => `
/** The prices of market ${i}. */
export const source${i}$ = new BehaviorSubject<number>(${i});
const limit${i}: number = ${i} * 10;
function convert${i}(value: number, factor: number = 2): number {
    if (value > limit${i}) {
        return value / factor;
    }
    return value * factor;
}
export const price${i}$ = source${i}$.pipe(
    map((value) => convert${i}(value)),
    filter((value) => value >= 0),
    scan((sum: number, value: number) => sum + value, 0),
    distinctUntilChanged(),
    share(),
);
`;
const NAMES = Array.from({ length: MARKETS }, (_, i) => `price${i}$`).join(", ");
const IMPORTS = `import { BehaviorSubject, combineLatest } from "rxjs";
import { distinctUntilChanged, filter, map, scan, share, shareReplay } from "rxjs/operators";
`;

/** @param {number} version @param {boolean} alone without the plugin */
const module = (version, alone) => `${IMPORTS}${Array.from({ length: MARKETS }, (_, i) => market(i)).join("")}
export const all$ = combineLatest([${NAMES}]).pipe(
    map((all) => all.reduce((a, b) => a + b, 0)),
    map((sum) => ({ sum, version: ${version} })),
    shareReplay(1),
);
const subscription = all$.subscribe((last) => { (window as any).last = last; });
(window as any).send = (value: number) => source0$.next(value);
${alone ? "import.meta.hot?.accept();\nimport.meta.hot?.dispose(() => subscription.unsubscribe());\n" : ""}`;

const MAIN = `import "./market.ts";
${Array.from({ length: OTHERS }, (_, i) => `import "./other${i}.ts";\n`).join("")}
import.meta.hot.on("vite:afterUpdate", () => { window.send(Math.random()); window.applied(window.last.version); });
`;
const HTML = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>';

class App {
    version = 0;
    /** @type {(version: number) => void} */
    applied = () => {};

    /** @param {boolean} alone @param {import("playwright-core").Browser} browser */
    async open(alone, browser) {
        this.alone = alone;
        this.folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rxscope-bench-")));
        mkdirSync(path.join(this.folder, "node_modules"));
        symlinkSync(RXJS, path.join(this.folder, "node_modules/rxjs"));
        writeFileSync(path.join(this.folder, "index.html"), HTML);
        writeFileSync(path.join(this.folder, "main.js"), MAIN);
        for (let i = 0; i < OTHERS; i++) {
            writeFileSync(path.join(this.folder, `other${i}.ts`), `${IMPORTS}${market(3 * i)}${market(3 * i + 1)}${market(3 * i + 2)}`);
        }
        this.#write();
        this.server = await createServer({
            configFile: false, root: this.folder, logLevel: "error", plugins: alone ? [] : [rxscope()],
            server: { host: "127.0.0.1", port: 0 }, optimizeDeps: { include: ["rxjs", "rxjs/operators"] },
        });
        await this.server.listen();
        const { port } = /** @type {import("node:net").AddressInfo} */ (this.server.httpServer?.address());
        this.page = await (await browser.newContext()).newPage();
        this.page.on("pageerror", (error) => console.error(error));
        await this.page.exposeFunction("applied", (/** @type {number} */ version) => this.applied(version));
        await this.page.goto(`http://127.0.0.1:${port}/`);
        await this.page.waitForFunction("window.last !== undefined");
        this.profiler = await this.page.context().newCDPSession(this.page);
        await pause(500);
    }

    #write() {
        writeFileSync(path.join(this.folder ?? "", "market.ts"), module(this.version, this.alone === true));
    }

    /** @returns {Promise<number>} ms until the page has it */
    async save() {
        this.version++;
        const began = performance.now();
        const seen = new Promise((resolve, reject) => {
            const late = setTimeout(() => reject(new Error(`save ${this.version} did not come`)), 20_000);
            this.applied = (version) => version === this.version && resolve(clearTimeout(late));
        });
        this.#write();
        await seen;
        return performance.now() - began;
    }

    /** Bytes of the page's heap, after a collection. */
    async heap() {
        await this.profiler?.send("HeapProfiler.enable");
        await this.profiler?.send("HeapProfiler.collectGarbage");
        const { usedSize } = /** @type {any} */ (await this.profiler?.send("Runtime.getHeapUsage"));
        return usedSize;
    }

    /** How much the runtime keeps. */
    sizes() {
        return this.page?.evaluate(() => /** @type {any} */ (globalThis)[Symbol.for("rxscope")]?.hmr.sizes());
    }

    async close() {
        await this.page?.context().close();
        await this.server?.close();
        rmSync(this.folder ?? "", { recursive: true, force: true });
    }
}

/** @param {number} ms */
function pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {number[]} times */
function median(times) {
    return [...times].sort((a, b) => a - b)[times.length >> 1];
}

/** @param {App} alone @param {App} plugin */
async function time(alone, plugin) {
    /** @type {[number[], number[]]} */
    const times = [[], []];
    for (let i = -5; i < TIMED; i++) {
        for (const [at, app] of [alone, plugin].entries()) {
            const took = await app.save();
            i >= 0 && times[at].push(took);
            await pause(APART_MS);
        }
    }
    const [without, with_] = times.map(median);
    console.log(`save to new code, ${TIMED} saves each, median: Vite ${without.toFixed(1)} ms, with rxscope ${with_.toFixed(1)} ms`);
    console.log(`difference ${(with_ - without).toFixed(1)} ms, goal ${GOAL_MS}: ${with_ - without <= GOAL_MS ? "ok" : "missed"}`);
    return with_ - without <= GOAL_MS;
}

/** @param {App} app @param {string} name */
async function repeat(app, name) {
    /** @type {{ heap: number, sizes: any }[]} */
    const seen = [];
    const first = app.version;
    while (app.version - first < SAVES) {
        await app.save();
        await pause(APART_MS);
        if (app.version - first === 10 || app.version - first === SAVES) {
            seen.push({ heap: await app.heap(), sizes: await app.sizes() });
        }
    }
    const [early, late] = seen, saves = SAVES - 10;
    const each = (late.heap - early.heap) / saves / 1024;
    console.log(`${name}: heap after 10 saves ${mb(early.heap)}, after ${SAVES} ${mb(late.heap)}: ${each.toFixed(1)} kB a save`);
    if (early.sizes !== undefined) {
        const same = JSON.stringify(early.sizes) === JSON.stringify(late.sizes);
        console.log(`${name}: kept after 10 saves ${JSON.stringify(early.sizes)}, after ${SAVES} ${JSON.stringify(late.sizes)}: ${same ? "ok" : "more"}`);
    }
}

/** @param {number} bytes */
function mb(bytes) {
    return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const browser = await openChromium();
const apps = [new App(), new App()];
let ok = true;
try {
    await apps[0].open(true, browser);
    await apps[1].open(false, browser);
    console.log(`a module of ${module(0, false).split("\n").length} lines`);
    ok = await time(apps[0], apps[1]);
    if (SAVES > 10) {
        await repeat(apps[0], "Vite");
        await repeat(apps[1], "with rxscope");
    }
} finally {
    for (const app of apps) {
        await app.close();
    }
    await browser.close();
}
process.exit(ok ? 0 : 1);
