/**
 * app.js - an app of a few modules whose files are saved: each is read, transformed, and evaluated again where it lies, as a
 * bundler's module runner does it. The edits are those of a person: a changed file.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as rxjs from "rxjs";
import { EV, SWAP } from "../../../src/protocol/kinds.js";
import { runtime } from "../../../src/runtime/index.js";
import { accepted, approval } from "../../../src/runtime/hmr/commit.js";
import { hotModules } from "../../../src/runtime/hmr/module.js";
import { lines } from "../../../src/runtime/lines.js";
import { LIVES, childrenOf, flags, living, parents, top } from "../../../src/runtime/slots.js";
import { transform } from "../../../src/transform/index.js";

runtime.adopt(rxjs);

const SWAP_NAMES = Object.keys(SWAP);
/** Not those of a test that has a clock of its own. */
const { setTimeout: later } = globalThis;
/** Milliseconds until a wait is given up. */
const PATIENCE = 10_000;
const IMPORT = /(\bfrom\s*|\bimport\s*)"(\.\/[\w.-]+)"/g;
let apps = 0;
let serial = 0;

/** Waits for what happens by itself. @param {() => unknown} condition @param {string} [what] */
export async function until(condition, what = "it did not happen") {
    for (const end = performance.now() + PATIENCE; !condition();) {
        assert.ok(performance.now() < end, what);
        await new Promise(done => later(done, 2));
    }
}

/** Who is subscribed under whom is a forest of those that live. */
export function checkSlots() {
    assert.equal(flags.slice(1, top).filter(bits => bits & LIVES).length, living, "slots that live");
    for (let slot = 1; slot < top; slot++) {
        for (const child of flags[slot] & LIVES ? childrenOf(slot) : []) {
            assert.ok(flags[child] & LIVES, `slot ${child}, a child of ${slot}, has ended`);
            assert.equal(parents[child], slot, `slot ${child} stands among the children of ${slot}`);
        }
        const parent = flags[slot] & LIVES ? parents[slot] : 0;
        assert.ok(parent === 0 || flags[parent] & LIVES, `slot ${slot} lives, and its parent ${parent} has ended`);
    }
}

/** What nothing refers to is gone afterwards, and those who wait for that have been told. */
export async function collect() {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");
    for (let round = 0; round < 2; round++) {
        gc();
        await new Promise(done => later(done, 1));
    }
}

export class App {
    /** What the app's own code says of itself: `globalThis.seen`. @type {any[]} */
    seen = [];
    rxjs = rxjs;
    /** Why updates went to importers. @type {string[]} */
    invalidated = [];
    /** Of the sources that the app's code counts: `counted("name", source$)`. @type {Record<string, { subscribed: number, unsubscribed: number, living: number }>} */
    counts = {};
    /** @type {Map<string, { text: string, version: number, module: any }>} */
    #files = new Map();
    /** The line of the log up to which results were taken. @type {object | undefined} */
    #read = lines.at(-1);

    /** @param {import("node:test").TestContext} t */
    constructor(t) {
        this.folder = mkdtempSync(join(tmpdir(), "rxh-"));
        this.name = `app${++apps}`;
        symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(this.folder, "node_modules"));
        mkdirSync(join(this.folder, "run"));
        t.after(() => this.#end());
        const world = /** @type {any} */ (globalThis);
        world.seen = (/** @type {any[]} */ ...what) => this.seen.push(what.length === 1 ? what[0] : what);
        world.counted = (/** @type {string} */ name, /** @type {any} */ source) => this.#counted(name, source);
        world.watch = (/** @type {string} */ name) => watcher(name);
    }

    /** What is subscribed to is counted, and handed on. @param {string} name @param {import("rxjs").ObservableInput<unknown>} source */
    #counted(name, source) {
        const count = this.counts[name] ??= { subscribed: 0, unsubscribed: 0, living: 0 };
        return new rxjs.Observable(subscriber => {
            count.subscribed++;
            count.living++;
            subscriber.add(() => {
                count.unsubscribed++;
                count.living--;
            });
            return rxjs.from(source).subscribe(subscriber);
        });
    }

    #end() {
        checkSlots();
        approval.on = false;
        for (const [file, swap] of hotModules) {
            if (file.startsWith(this.folder)) {
                [...swap.statements.values()].forEach(({ subscription }) => subscription?.unsubscribe());
                hotModules.delete(file);
            }
        }
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** The prelude that all modules here have. */
    static HEAD = 'import * as rx from "rxjs"; import { BehaviorSubject, Subject, interval, map, filter, scan, of, tap, merge } from "rxjs"; const { seen, counted, watch } = globalThis;\n';

    /** @param {string} name @param {string} text without the imports of rxjs */
    async save(name, text) {
        const known = this.#files.get(name), version = (known?.version ?? 0) + 1;
        const whole = App.HEAD + text, source = join(this.folder, name);
        writeFileSync(source, whole);
        const own = ++serial, made = transform(whole, source, { root: this.folder, hot: true, accept: version > 1 ? "always" : false, serial: own });
        const code = (made?.code ?? whole).replace(IMPORT, (_, from, path) => `${from}"./${this.#runName(path.slice(2))}"`);
        const file = join(this.folder, "run", `${name}.${version}.mjs`);
        writeFileSync(file, code);
        const entry = { text, version, module: known?.module };
        this.#files.set(name, entry);
        const isLoaded = await this.#load(source, file, entry, own);
        isLoaded && version > 1 && await this.#handOn(name, source);
        return entry.module;
    }

    /** Importers are evaluated again where a module cannot take its own update. @param {string} name @param {string} source */
    async #handOn(name, source) {
        const swap = hotModules.get(source), reasons = /** @type {string[]} */ ([]);
        if (swap === undefined) {
            return;
        }
        accepted(swap, true, { invalidate: reason => reasons.push(reason) });
        this.invalidated.push(...reasons);
        for (const [importer, { text }] of reasons.length === 0 ? [] : [...this.#files]) {
            text.includes(`"./${name}"`) && await this.save(importer, text);
        }
    }

    /** @param {string} source @param {string} file @param {{ module: any }} entry @param {number} own its serial */
    async #load(source, file, entry, own) {
        const swap = hotModules.get(source);
        let isLoaded = true;
        try {
            entry.module = await import(pathToFileURL(file).href);
        } catch (error) {
            if (swap === undefined) {
                throw error;
            }
            runtime.hmr.failed(source, String(error), own);
            isLoaded = false;
        }
        await null;
        checkSlots();
        return isLoaded;
    }

    /** @param {string} name */
    #runName(name) {
        const at = this.#files.get(name);
        assert.ok(at, `${name} was not saved before it is imported`);
        return `${name}.${at.version}.mjs`;
    }

    /** @param {string} name @param {string} from @param {string} to */
    async edit(name, from, to) {
        const text = this.#files.get(name)?.text ?? "";
        assert.ok(text.includes(from), `${name} has no ${from}`);
        return this.save(name, text.replace(from, to));
    }

    /**
     * A save that is evaluated at once, whatever is on the stack, as modules of CommonJS are.
     * @param {string} name @param {string} from @param {string} to
     */
    saveNow(name, from, to) {
        const entry = /** @type {any} */ (this.#files.get(name)), source = join(this.folder, name);
        assert.ok(entry.text.includes(from), `${name} has no ${from}`);
        entry.text = entry.text.replace(from, to);
        entry.version++;
        const whole = App.HEAD + entry.text;
        writeFileSync(source, whole);
        const { code } = /** @type {any} */ (transform(whole, source, { root: this.folder, hot: true, accept: false, serial: ++serial }));
        const script = code.replace(/^import .*;$/gm, "").replace(/\bimport [^;]* from "rxjs";/g, "").replace(/\bexport const\b/g, "const");
        const names = Object.keys(rxjs).filter(name => /^\w+$/.test(name) && name !== "default");
        new Function("rx", ...names, script)(rxjs, ...names.map(name => /** @type {any} */ (rxjs)[name]));
    }

    /** As it was saved last. @param {string} name */
    text(name) {
        return this.#files.get(name)?.text ?? "";
    }

    /** @param {string} name */
    module(name) {
        return this.#files.get(name)?.module;
    }

    /** @param {string} name */
    swap(name) {
        return /** @type {import("../../../src/runtime/hmr/module.js").HotModule} */ (hotModules.get(join(this.folder, name)));
    }

    /** @param {string} name of the module @param {string} key */
    track(name, key) {
        const track = this.swap(name).tracks.get(key);
        assert.ok(track, `${name} has no track ${key}, but ${[...this.swap(name).tracks.keys()]}`);
        return track;
    }

    /** What swaps came to since the last time: `["RESET", "app.js: …"]`. */
    results() {
        const from = this.#read === undefined ? 0 : lines.indexOf(/** @type {any} */ (this.#read)) + 1;
        this.#read = lines.at(-1) ?? this.#read;
        return lines.slice(from).filter(({ kind }) => kind === EV.SWAP_RESULT).map(({ flags, name, text }) => [SWAP_NAMES[flags], `${name}${name.includes(".") ? "" : ":"} ${text}`]);
    }

    /** Results of one track. @param {string} name */
    resultsOf(name) {
        return this.results().filter(([, text]) => text.startsWith(`${name}: `)).map(([code, text]) => [code, text.slice(name.length + 2)]);
    }

    /** What was seen since the last time. */
    take() {
        checkSlots();
        return this.seen.splice(0);
    }
}

/** An observer that tells all it gets. @param {string} name */
function watcher(name) {
    const { seen } = /** @type {any} */ (globalThis);
    return {
        next: (/** @type {unknown} */ value) => seen(name, value),
        error: (/** @type {any} */ error) => seen(name, "error", error?.message ?? error),
        complete: () => seen(name, "complete"),
    };
}
