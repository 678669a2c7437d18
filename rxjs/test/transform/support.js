// What the tests of the transform share: a runtime that does nothing but call through, and running a module.

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
    return Function(`return (${code.slice(start, end)})`)();
}

/** A prepared module without what stands before its first statement and behind its last. @param {string} code */
export function bodyOf(code) {
    return code
        .replace(/(?:import "virtual:rxscope"; )?var __rxs; function \$rxs\(\) \{.*? \}\); \} /, "")
        .replace(/var __rxo; function \$rxo\(v\) \{ .*? return v; \} /, "")
        .replace(/;? \$rxs\(\)\.e\(\);/, "");
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
