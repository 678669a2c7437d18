/**
 * keys.js - the first keys of an object, whatever its size.
 *
 * There is no way to ask an object for some of its keys: all are made, which takes tens of milliseconds for 100,000.
 * So one that turned out to be huge is not asked again for a while that grows with its size, and neither is one that
 * has the same keys: a store that is copied with every change (`{ ...state, [id]: item }`) is a new object each time.
 * A first look at an object costs less than it did to make it.
 */
import { hasOwn, keys } from "./own.js";

/** An object with more keys is huge. */
export const MANY = 1000;
/** Keys that are made in a millisecond, for one huge object: about 2 % of the time. */
const KEYS_A_MS = 50;
/** Keys that are remembered of one; no more fit on a line. */
const SHOWN = 16;
/** Huge objects whose copies are known. */
const MODELS = 4;

/**
 * @typedef {object} Keys
 * @property {number} size how many keys it has
 * @property {boolean} exact false: how many it had, or the object of which it is a copy
 * @property {string[]} first all, or the first ones of a huge object
 */

/**
 * @typedef {Keys & { far: string, due: number }} HugeKeys
 * `far`: one of its later keys; `due`: when it may be asked again, ms
 */

export class KeyReader {
    /** @type {WeakMap<object, HugeKeys>} */
    #huge = new WeakMap();
    /** Of the last ones. @type {HugeKeys[]} */
    #models = [];

    /** @param {() => number} clock ms */
    constructor(clock) {
        this.clock = clock;
    }

    /**
     * @param {object} object
     * @returns {Keys}
     */
    read(object) {
        const known = this.#models.length === 0 ? undefined : this.#known(object);
        if (known !== undefined && this.clock() < known.due) {
            return known;
        }
        const all = keys(object);
        if (all.length <= MANY) {
            return { size: all.length, exact: true, first: all };
        }
        const huge = this.#remember(object, all);
        return { size: huge.size, exact: true, first: huge.first };
    }

    /** @param {object} object */
    #known(object) {
        return this.#huge.get(object) ?? this.#models.find(m => hasOwn(object, m.far) && hasOwn(object, m.first[0]));
    }

    /** @param {object} object @param {string[]} all */
    #remember(object, all) {
        const due = this.clock() + all.length / KEYS_A_MS;
        const huge = { size: all.length, exact: false, first: all.slice(0, SHOWN), far: all[MANY], due };
        this.#huge.set(object, huge);
        this.#models.unshift(huge);
        this.#models.length = Math.min(this.#models.length, MODELS);
        return huge;
    }
}
