/**
 * taken.js - what a pattern takes out of a value, `const [count$, setCount] = counter(1)`: each stream among it is a track, and
 * the pattern gets those of before in its place. Of arrays by their positions, of others by their data properties; what has
 * to be called to be read is left alone.
 */
import { fault } from "../fault.js";

/** @typedef {(string | number)[]} Path numbers are positions of an array */
/** @typedef {[site: number, ...path: Path]} PartRow */
/** @typedef {{ path: Path, object: unknown }} Other */

/** @param {any} value @param {Path} path @returns {unknown} */
function partAt(value, path) {
    let at = value;
    for (const step of path) {
        if (typeof step === "number" ? !Array.isArray(at) : typeof at !== "object" || at === null) {
            return undefined;
        }
        at = dataOf(at, step);
    }
    return at;
}

/** @param {object} object @param {string | number} key @returns {unknown} */
function dataOf(object, key) {
    try {
        for (let holder = object; holder !== null; holder = Object.getPrototypeOf(holder)) {
            const descriptor = Object.getOwnPropertyDescriptor(holder, key);
            if (descriptor !== undefined) {
                return descriptor.value;
            }
        }
    } catch {
        // a proxy of the app's
    }
    return undefined;
}

/** The value as a pattern sees it, with other parts in some places. @param {any} value @param {Other[]} parts */
function withParts(value, parts) {
    /** @type {Map<string | number, Other[]>} */
    const below = new Map();
    for (const { path: [head, ...path], object } of parts) {
        below.set(head, [...below.get(head) ?? [], { path, object }]);
    }
    /** @type {Map<string, unknown>} */
    const given = new Map();
    for (const [head, inner] of below) {
        given.set(String(head), inner[0].path.length === 0 ? inner[0].object : withParts(value[head], inner));
    }
    return Array.isArray(value) ? Object.assign(value.slice(), Object.fromEntries(given)) : viewOf(value, given);
}

/** @param {object} value is left as it is @param {Map<string | symbol, unknown>} given */
function viewOf(value, given) {
    return new Proxy({}, {
        get: (_, key) => given.has(key) ? given.get(key) : Reflect.get(value, key),
        ownKeys: () => Reflect.ownKeys(value),
        getOwnPropertyDescriptor(_, key) {
            const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
            return descriptor && { ...descriptor, configurable: true };
        },
    });
}

/**
 * @template T
 * @param {T} value
 * @param {PartRow[]} parts
 * @param {(site: number, made: unknown, way: string) => unknown} give what the module gets for it: another thing for streams only
 * @returns {T} what the pattern takes apart
 */
export function takeParts(value, parts, give) {
    try {
        /** @type {Other[]} */
        const others = [];
        for (const [site, ...path] of parts) {
            const made = partAt(value, path), given = give(site, made, path.join("."));
            given !== made && others.push({ path, object: given });
        }
        return others.length === 0 ? value : /** @type {any} */ (withParts(value, others));
    } catch (error) {
        fault(error);
        return value;
    }
}
