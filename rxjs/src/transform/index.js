// The compile step over the user's own modules: gives every creator, operator, pipe, subject and subscribe its name,
// its arguments and its place. Source in, source and map out; knows nothing of the rest of the package.

import { findSites } from "./catalogue.js";
import { Edits } from "./edits.js";
import { emit, OWN_NAMES } from "./emit.js";
import { Plan } from "./hot/plan.js";
import { hasStream, takenOf } from "./hot/taken.js";
import { Origin } from "./origin.js";
import { parse } from "./parse.js";
import { fileOf, nameOf } from "./paths.js";
import { Unsafe, Walk } from "./walk.js";

/**
 * @typedef {object} Options
 * @property {string} root                    names are told from here
 * @property {"esm" | "cjs"} [target]         what the code is; a module where nothing is said
 * @property {string} [virtual]               what the module has to import for the runtime to be there
 * @property {() => import("./origin.js").IncomingMap | null} [map]   of what ran before: sites tell what the user wrote
 * @property {boolean} [hot]                  whether to say what is needed to swap the module
 * @property {number} [serial]                with `hot`: grows with each reading, so that of two that are loaded at once the newer is known
 * @property {boolean | "always"} [accept]    with `hot`: let the module accept itself, where its exports allow it, or always
 * @property {import("./reparse.js").Trees} [trees]   of modules that may come again, a little changed
 * @property {(reason: string) => void} [onSkip]         told why a module that might have sites is left as written
 *
 * @typedef {{ version: number, sources: string[], sourcesContent: string[], names: string[], mappings: string }} SourceMap
 * @typedef {import("./hot/plan.js").Hot} Hot
 * @typedef {{ code: string, readonly map: SourceMap, hot: Hot | null }} Result   the map is made when it is first asked for
 */

/** What a module must mention to have a site: rxjs, one of the methods, or a name that says it is a stream, also in a pattern. */
const MENTIONS = /rxjs|\bpipe\b|\bsubscribe\b|\$\s*[=:]|\$[\s\w$,:.[\]{}]{0,200}[\]}]\s*=(?![=>])/;

/**
 * @param {string} code  JavaScript
 * @param {string} id    the module's path or id
 * @param {Options} options
 * @returns {Result | null} null: nothing to do, or it stays as written. Throws only for a fault of the transform's own:
 *     the caller then hands the module on as it is, and says so
 */
export function transform(code, id, options) {
    if (!MENTIONS.test(code) && !isAlwaysAccepted(options)) {
        return null;
    }
    try {
        return OWN_NAMES.test(code) ? skip("it is already prepared, or uses our names", options) : rewrite(code, id, options);
    } catch (error) {
        return skip(reasonOf(error), options);
    }
}

/**
 * @param {string} code
 * @param {string} id
 * @param {Options} options
 * @returns {Result | null}
 */
function rewrite(code, id, options) {
    const target = options.target ?? "esm";
    const program = target === "esm" && options.trees !== undefined ? options.trees.parse(id, code) : parse(code, target);
    if (options.virtual && isScript(program, code)) {
        return null;
    }
    const walk = new Walk(code, options.hot);
    const sites = findSites(program, walk);
    const taken = options.hot ? takenOf(program) : [];
    if (sites.length === 0 && !taken.some(hasStream) && !isAlwaysAccepted(options)) {
        return null;
    }
    const file = fileOf(id);
    const module = {
        code,
        program,
        name: nameOf(file, options.root),
        file,
        virtual: options.virtual ?? "",
        origin: new Origin(code, options.map),
        target,
    };
    const edits = new Edits(code);
    const plan = options.hot ? new Plan(module, sites, walk, options.accept ?? false, options.serial, taken) : null;
    return emit(module, plan?.sites ?? sites, edits, plan) ? new Rewritten(edits, file, plan?.hot ?? null) : null;
}

/** Also when its last stream is gone: who does not accept any more would reload the page. @param {Options} options */
function isAlwaysAccepted({ hot, accept }) {
    return hot === true && accept === "always";
}

/**
 * Whether a page may run it as what it is not: a service worker, or a script without `type="module"`. These have no
 * imports, so they cannot be given one.
 *
 * @param {import("./parse.js").Node} program
 * @param {string} code
 */
function isScript(program, code) {
    if (program.body.some((/** @type {import("./parse.js").Node} */ { type }) => /^(?:Import|Export)/.test(type))) {
        return false;
    }
    try {
        parse(code, "cjs");
        return true;
    } catch {
        return false; // `await` or `import.meta` outside of functions: a module
    }
}

/** @implements {Result} */
class Rewritten {
    /** @type {SourceMap | null} */
    #map = null;
    #edits;
    #file;

    /**
     * @param {Edits} edits
     * @param {string} file
     * @param {Hot | null} hot
     */
    constructor(edits, file, hot) {
        this.#edits = edits;
        this.#file = file;
        this.hot = hot;
        this.code = edits.apply();
    }

    get map() {
        return (this.#map ??= this.#edits.map(this.#file));
    }
}

/**
 * @param {string} reason
 * @param {Options} options
 */
function skip(reason, options) {
    options.onSkip?.(reason);
    return null;
}

/** @param {unknown} error  anything else is a fault of ours and must not stay unseen */
function reasonOf(error) {
    if (error instanceof Unsafe) {
        return error.message;
    }
    if (error instanceof RangeError) {
        return "its nesting is too deep";
    }
    if (error instanceof SyntaxError) {
        return `it does not parse: ${error.message}`;
    }
    throw error;
}
