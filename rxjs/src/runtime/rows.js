/**
 * rows.js - what the transform says of the sites of one evaluation of a module: JSON in a string, which an engine reads faster
 * than an array literal, and keeps in less room. It is read when somebody first asks, and can be let go of.
 *
 * A row is `[kind, name, line, variable, scope, args, key, hash, deps, flags]`, an arg `[path, type, text, hash, deps, flags]`; what stands
 * behind `args` and `text` is for hot swaps, and what is empty at the end of either is not written. A pipe has in place of args
 * what its operators are: `hash`, or `[hash, deps]`. A key that is the variable is not written either.
 */

/** @typedef {import("./sites.js").SiteRow} SiteRow */
/** @typedef {import("./sites.js").HotRow} HotRow */
/** @typedef {any[]} Row as it was written */

/** The site stands in a function or class: it may run when the evaluation has long ended. */
const LATER = 8;

/** Of a site that nothing was said of. @type {Row} */
const UNKNOWN = ["x", "", 0];

export class Rows {
    #text;
    #imports;
    /** @type {Row[] | null} */
    #rows = null;

    /** @param {string} text @param {string[]} [imports] of the module, that hashes reach */
    constructor(text, imports = []) {
        this.#text = text;
        this.#imports = imports;
    }

    /** @returns {Row[]} */
    get #all() {
        return this.#rows ??= this.#text === "" ? [] : JSON.parse(this.#text);
    }

    /** @param {number} index @returns {Row} */
    #at(index) {
        return this.#all[index] || UNKNOWN;
    }

    /**
     * What an expression reaches through imports is a part of what it says. The transform leaves streams out of its hashes, since they
     * swap by themselves; but a stream that came from this module and comes from another one now, or the other way round, is
     * another stream under the same name.
     * @param {string} [hash]
     * @param {number[]} [deps]
     */
    #say(hash = "", deps = []) {
        return deps.length === 0 ? hash : `${hash} ${deps.map(dep => this.#imports[dep]).sort().join()}`;
    }

    /** @param {number} index @returns {SiteRow} */
    site(index) {
        const [kind, name, line, variable = "", scope = "", args = []] = this.#at(index);
        return [kind, name, line, variable, scope, kind === "p" ? [] : args];
    }

    /** @param {number} index @returns {HotRow | null} */
    hot(index) {
        const row = this.#at(index), [kind, , , , , args = [], , hash, deps = [], flags = 0] = row;
        const hotArgs = kind === "p" ? [] : args.map((/** @type {any[]} */ [, , , own, reached = [], bits = 0]) => [this.#say(own, reached), reached, bits]);
        return row === UNKNOWN ? null : [keyOf(row), this.#say(hash, deps), deps, flags, hotArgs];
    }

    /** An operator of a pipe. @param {number} index @param {number} position @returns {{ hash: string, deps: number[] }} */
    step(index, position) {
        const step = this.#at(index)[5]?.[position] ?? "";
        return typeof step === "string" ? { hash: step, deps: [] } : { hash: this.#say(...step), deps: step[1] };
    }

    /** What is compared with the evaluation before. @returns {import("./hmr/keys.js").Known[]} */
    known() {
        return this.#all.map(row => ({ key: keyOf(row), name: keyOf(row), kind: row[0], hash: this.#say(row[7], row[8]), maker: row[0] === "p" ? "pipe" : row[1] }));
    }

    /** @param {number} index */
    key(index) {
        return keyOf(this.#at(index));
    }

    /** What was read is let go of, to be read again when somebody asks. */
    forget() {
        this.#rows = null;
    }

    /** The evaluation is over: of what is not in functions nobody asks again. */
    end() {
        const rows = this.#all.map(row => (row[9] ?? 0) & LATER ? row : 0);
        this.#text = rows.some(Boolean) ? JSON.stringify(rows) : "";
        this.#rows = null;
    }
}

/** @param {Row} row */
function keyOf([, , , variable = "", , , key = ""]) {
    return key || variable;
}
