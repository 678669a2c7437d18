// What the tests of the transform share: a runtime that does nothing but call through, and running a module.

import assert from "node:assert/strict";

import { Rows } from "../../src/runtime/rows.js";
import { transform } from "../../src/transform/index.js";

export const ROOT = "/app";

/**
 * @param {string} code
 * @param {Partial<import("../../src/transform/index.js").Options>} [options]
 */
export function prepare(code, options = {}) {
    return transform(code, `${ROOT}/src/app.ts`, { root: ROOT, target: "esm", ...options });
}

/** The sites that the prologue describes, as objects. @param {string} code */
export function sitesOf(code, options = {}) {
    const result = prepare(code, options);
    return result === null ? [] : descriptionOf(result.code).sites.map(
        ([kind, name, line, variable, scope, args]) => ({ kind, name, line, variable, scope, args }));
}

/** @param {string} code  of a prepared module */
export function descriptionOf(code) {
    const start = code.indexOf(".module({ name: ") + ".module(".length;
    const end = code.indexOf(" }); }", start) + 2;
    const description = Function(`return (${code.slice(start, end)})`)();
    return { ...description, ...rowsOf(description) };
}

/** The rows of the sites, as the runtime reads them. */
function rowsOf({ sites, hot }) {
    const rows = new Rows(sites), indexes = JSON.parse(sites).map((_, index) => index);
    const all = { sites: indexes.map((index) => rows.site(index)) };
    return hot === undefined ? all : { ...all, hot: { ...hot, sites: indexes.map((index) => rows.hot(index)) } };
}

/** What a module says of its sites for hot swap, by their keys. @param {string} code */
export function hotOf(code, options = {}) {
    const result = prepare(code, { hot: true, ...options });
    const { sites, hot } = descriptionOf(result.code);
    const rows = hot.sites.map(([key, hash, deps, flags, args], index) => {
        const names = deps.map((dep) => hot.imports[dep][0]);
        return { key, hash, deps: names, flags, args, kind: sites[index][0], name: sites[index][1] };
    });
    return { ...hot, rows, of: (key) => rows.find((row) => row.key === key), result: result.hot, code: result.code };
}

/** A prepared module without what stands before its first statement and behind its last. @param {string} code */
export function bodyOf(code) {
    return code
        .replace(/(?:import "virtual:rxscope"; )?var __rxs; function \$rxs\(\) \{.*? \}\); \} /, "")
        .replace(/import\.meta\.hot\?\.accept\(\$rxs\(\)\.accept\(import\.meta\.hot\)\); /, "")
        .replace(/var __rxo; function \$rxo\(v\) \{ .*? return v; \} /, "")
        .replace(/\n?;? \$rxs\(\)\.e\([^]*?\);(?=\s*(?:\/\/.*\s*)*$)/, "");
}

/** How `code` looks with its sites. @param {string} code */
export function written(code, options = {}) {
    const result = prepare(code, options);
    return result === null ? code : bodyOf(result.code);
}

/** Calls everything as it was written. */
export const inert = {
    k: (site, f, ...args) => f(...args),
    o: (site, f, ...args) => f(...args),
    n: (site, C, ...args) => new C(...args),
    p: (site, receiver, ...args) => receiver.pipe(...args),
    s: (site, receiver, ...args) => receiver.subscribe(...args),
    x: (site, value) => value,
    e: () => {},
};

/** Makes `inert` the runtime that prepared modules find. */
export function installInert() {
    globalThis[Symbol.for("rxscope")] = { module: () => inert };
}

/** As `inert`, for modules with `hot`: an evaluation that is the first one. */
class FirstEvaluation {
    constructor(description) {
        const { sites, hot } = rowsOf(description);
        assert.equal(hot.sites.length, sites.length);
        assert.equal(new Set(hot.sites.map(([key]) => key)).size, sites.length, "keys are unique");
        this.sites = sites;
        this.hot = hot;
        /** The texts of function args, by site and path. */
        this.texts = new Map();
        this.imports = description.hot.imports;
    }

    k(site, f, ...args) { this.see(site, args); return f(...args); }
    o(site, f, ...args) { this.see(site, args); return f(...args); }
    n(site, C, ...args) { return new C(...args); }
    p(site, receiver, ...args) { return receiver.pipe(...args); }
    s(site, receiver, ...args) { return receiver.subscribe(...args); }
    x(site, value) { return value; }
    t(site, recipe) { return recipe(); }
    c(site, statement) { return statement(); }

    m(site, fn) { return fn; }

    see(site, args) {
        args.forEach((arg, index) => typeof arg === "function" && this.texts.set(`${site} ${index}`, String(arg)));
    }

    e({ h, m }) {
        this.imports.forEach(([, read]) => read());
        for (const [site, arg, fn] of h) {
            assert.equal(typeof fn, "function");
            assert.equal(String(fn), this.texts.get(`${site} ${this.sites[site][5][arg][0]}`) ?? String(fn), "a copy is the text of what it is a copy of");
        }
        Object.values(m).forEach((maker) => assert.equal(typeof maker, "function"));
        const hoisted = this.hot.sites.flatMap(([, , , , args]) => args).filter(([, , flags]) => flags & 2);
        assert.equal(h.length, hoisted.length);
    }
}

/** Makes a first evaluation the runtime that prepared modules find. */
export function installFirst() {
    globalThis[Symbol.for("rxscope")] = { module: (description) => new FirstEvaluation(description) };
}
