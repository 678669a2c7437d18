/**
 * required.js - modules of CommonJS in a program. Node compiles each once and hands its exports out for good, so a save of one
 * starts the program anew: all of them are watched, whoever required them.
 */
import { readFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import { Script } from "node:vm";

/** A file that was saved is read when nothing has happened to it for so long; ms. */
const STILL_MS = 60;

const ALWAYS = /\.c[jt]s$/;
const DEPENDENCY = /[\\/]node_modules[\\/]/;
/** What only modules of the other kind have, and what only these have. */
const MODULE = /^\s*(?:import|export)\b|\bimport\.meta\b|^\s*await\b/m;
const COMMONJS = /\bmodule\.exports\b|\bexports(?:\.\w|\[)|\brequire\s*\(/;

/** Whether Node runs a file of the program's as CommonJS. @param {string} file */
export function isCommonjs(file) {
    if (ALWAYS.test(file)) {
        return true;
    }
    if (!file.endsWith(".js") || !path.isAbsolute(file) || DEPENDENCY.test(file)) {
        return false;
    }
    const type = typeOf(path.dirname(file)), text = type === "module" ? "" : read(file) ?? "";
    return type === "commonjs" || COMMONJS.test(text) && !MODULE.test(text);
}

/** By folder. @type {Map<string, string>} */
const types = new Map();

/** What the package of a folder says that its files are; "": nothing. @param {string} folder @returns {string} */
function typeOf(folder) {
    let found = types.get(folder);
    if (found === undefined) {
        const text = read(path.join(folder, "package.json")), above = path.dirname(folder);
        found = text !== null ? declared(text) : above === folder ? "" : typeOf(above);
        types.set(folder, found);
    }
    return found;
}

/** @param {string} text of a package.json */
function declared(text) {
    try {
        return String(JSON.parse(text).type ?? "");
    } catch {
        return "";
    }
}

/** @param {string} file @returns {string | null} */
function read(file) {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return null;
    }
}

/** @typedef {{ changed: (file: string) => void, broken: (file: string, error: SyntaxError) => void }} Listener */

export class Required {
    /** As Node has compiled them. @type {Map<string, string>} */
    #texts = new Map();
    /** @type {Map<string, NodeJS.Timeout>} */
    #waiting = new Map();

    /** @param {Listener} listener changed: it says something else now, and parses; broken: it does not */
    constructor(listener) {
        this.listener = listener;
    }

    /** @param {string} file that Node compiles now @returns {boolean} whether it is one of the program's */
    seen(file) {
        const text = DEPENDENCY.test(file) ? null : read(file);
        text !== null && this.#texts.set(file, text);
        return text !== null;
    }

    /** @param {string} file */
    has(file) {
        return this.#texts.has(file);
    }

    /** Something happened to a file. @param {string} file */
    saved(file) {
        clearTimeout(this.#waiting.get(file));
        this.#waiting.set(file, setTimeout(() => this.#look(file), STILL_MS).unref());
    }

    /** @param {string} file */
    #look(file) {
        const text = read(file);
        if (text === null || text === this.#texts.get(file)) {
            return; // it is being replaced, or was only touched
        }
        const error = ALWAYS.test(file) && file.endsWith("ts") ? null : syntaxError(file, text);
        error === null ? this.listener.changed(file) : this.listener.broken(file, error);
    }
}

/** @param {string} file @param {string} text @returns {SyntaxError | null} */
function syntaxError(file, text) {
    try {
        new Script(Module.wrap(text.replace(/^#!.*/, "")), { filename: file });
        return null;
    } catch (error) {
        return /** @type {SyntaxError} */ (error);
    }
}

/** As Node runs its first module: nothing of ours is around it when it throws. */
export function runMain() {
    setImmediate(/** @type {any} */ (Module).runMain, undefined);
}
