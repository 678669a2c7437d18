/**
 * makers.js - functions that make streams and that other modules import: those keep the function they have, which calls
 * the newest.
 */

/** @typedef {{ stable: Function | null, newest: Function | null, staged: Function | null, generation: number }} Maker staged: of an evaluation that is under way, for itself */

/** How often the code behind a function that importers have was changed. @type {WeakMap<Function, number>} */
const changes = new WeakMap();

/** @param {unknown} value */
export function changesOf(value) {
    return typeof value === "function" ? changes.get(value) ?? 0 : 0;
}

export class Makers {
    /** @type {Map<string, Maker>} */
    #makers = new Map();

    /** @param {string} key */
    #at(key) {
        const maker = this.#makers.get(key) ?? { stable: null, newest: null, staged: null, generation: 0 };
        this.#makers.set(key, maker);
        return maker;
    }

    /**
     * The function that importers have, and go on having.
     * @param {string} key
     * @param {Function} fn
     */
    stable(key, fn) {
        const maker = this.#at(key);
        maker.newest ??= fn;
        maker.staged = fn;
        return maker.stable ??= standIn(maker, fn);
    }

    /**
     * What to call instead of a declared function of an earlier evaluation.
     * @param {string} key
     * @param {number} generation of who asks
     * @returns {Function | undefined}
     */
    newer(key, generation) {
        const maker = this.#makers.get(key);
        return maker !== undefined && maker.generation > generation ? maker.newest ?? undefined : undefined;
    }

    /** @param {string} key @param {Function} fn @param {number} generation @param {boolean} isChanged its code, or what that reaches */
    commit(key, fn, generation, isChanged) {
        const { stable } = Object.assign(this.#at(key), { newest: fn, staged: null, generation });
        isChanged && stable !== null && changes.set(stable, changesOf(stable) + 1);
    }

    /** The evaluation that is under way is given up. */
    drop() {
        for (const maker of this.#makers.values()) {
            maker.staged = null;
        }
    }
}

/** @param {Maker} maker @param {Function} fn */
function standIn(maker, fn) {
    /** @this {unknown} @param {unknown[]} args */
    function stable(...args) {
        return Reflect.apply(/** @type {Function} */ (maker.staged ?? maker.newest), this, args);
    }
    for (const key of ["name", "length"]) {
        const descriptor = Object.getOwnPropertyDescriptor(fn, key);
        descriptor !== undefined && Object.defineProperty(stable, key, descriptor);
    }
    return stable;
}
