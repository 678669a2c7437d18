/**
 * app.js - an app of a few modules whose files are saved: each is read, transformed, and evaluated again where it lies, as a
 * bundler's module runner does it. The edits are those of a person: a changed file.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as rxjs from "rxjs";
import { runtime } from "../../../src/runtime/index.js";
import { hotModules } from "../../../src/runtime/hmr/module.js";
import { transform } from "../../../src/transform/index.js";

runtime.adopt(rxjs);

const IMPORT = /(\bfrom\s*|\bimport\s*)"(\.\/[\w.-]+)"/g;
let apps = 0;

export class App {
    /** What the app's own code says of itself: `globalThis.seen`. @type {any[]} */
    seen = [];
    /** Why updates went to importers. @type {string[]} */
    invalidated = [];
    /** @type {Map<string, { text: string, version: number, module: any }>} */
    #files = new Map();

    /** @param {import("node:test").TestContext} t */
    constructor(t) {
        this.folder = mkdtempSync(join(tmpdir(), "rxh-"));
        this.name = `app${++apps}`;
        symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(this.folder, "node_modules"));
        mkdirSync(join(this.folder, "run"));
        t.after(() => this.#end());
        const world = /** @type {any} */ (globalThis);
        world.seen = (/** @type {any[]} */ ...what) => this.seen.push(what.length === 1 ? what[0] : what);
    }

    #end() {
        for (const [file, swap] of hotModules) {
            if (file.startsWith(this.folder)) {
                [...swap.statements.values()].forEach(({ subscription }) => subscription?.unsubscribe());
                hotModules.delete(file);
            }
        }
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** The prelude that all modules here have. */
    static HEAD = 'import * as rx from "rxjs"; import { BehaviorSubject, Subject, interval, map, filter, scan, of, tap, merge } from "rxjs"; const { seen } = globalThis;\n';

    /** @param {string} name @param {string} text without the imports of rxjs */
    async save(name, text) {
        const known = this.#files.get(name), version = (known?.version ?? 0) + 1;
        const whole = App.HEAD + text, source = join(this.folder, name);
        writeFileSync(source, whole);
        const made = transform(whole, source, { root: this.folder, hot: true, accept: false });
        const code = (made?.code ?? whole).replace(IMPORT, (_, from, path) => `${from}"./${this.#runName(path.slice(2))}"`);
        const file = join(this.folder, "run", `${name}.${version}.mjs`);
        writeFileSync(file, code);
        const entry = { text, version, module: known?.module };
        this.#files.set(name, entry);
        await this.#load(source, file, entry);
        return entry.module;
    }

    /** @param {string} source @param {string} file @param {{ module: any }} entry */
    async #load(source, file, entry) {
        const swap = hotModules.get(source);
        try {
            entry.module = await import(pathToFileURL(file).href);
        } catch (error) {
            if (swap === undefined) {
                throw error;
            }
            runtime.hmr.failed(source, String(error));
        }
        await null;
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

    /** What was seen since the last time. */
    take() {
        return this.seen.splice(0);
    }
}
