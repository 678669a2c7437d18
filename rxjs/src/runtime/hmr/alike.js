/**
 * alike.js - whether two values of different evaluations are the same value: a seed that a module makes anew each time is another
 * object, and says the same. Looks at own data of plain objects, arrays, maps, sets and dates; runs no code of the app.
 */

/** Larger ones are not looked through. */
const LOOKS_MAX = 1000;

/** @param {any} value */
function kindOf(value) {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype ? "object" : prototype === Array.prototype ? "array"
        : prototype === Map.prototype ? "map" : prototype === Set.prototype ? "set" : prototype === Date.prototype ? "date" : "";
}

class Look {
    #left = LOOKS_MAX;
    /** Pairs that are being looked at: circles. @type {Map<object, object>} */
    #open = new Map();

    /** @param {any} a @param {any} b @returns {boolean} */
    same(a, b) {
        if (Object.is(a, b)) {
            return true;
        }
        if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || --this.#left < 0) {
            return false;
        }
        if (this.#open.get(a) === b) {
            return true;
        }
        const kind = kindOf(a);
        if (kind === "" || kind !== kindOf(b)) {
            return false;
        }
        this.#open.set(a, b);
        return this.#content(kind, a, b);
    }

    /** @param {string} kind @param {any} a @param {any} b */
    #content(kind, a, b) {
        switch (kind) {
        case "date":
            return Date.prototype.getTime.call(a) === Date.prototype.getTime.call(b);
        case "map":
            return this.#list([...Map.prototype.entries.call(a)].flat(), [...Map.prototype.entries.call(b)].flat());
        case "set":
            return this.#list([...Set.prototype.values.call(a)], [...Set.prototype.values.call(b)]);
        }
        return this.#properties(a, b);
    }

    /** @param {unknown[]} a @param {unknown[]} b */
    #list(a, b) {
        return a.length === b.length && a.every((value, i) => this.same(value, b[i]));
    }

    /** @param {object} a @param {object} b */
    #properties(a, b) {
        const keys = Reflect.ownKeys(a);
        return keys.length === Reflect.ownKeys(b).length && keys.every(key => {
            const x = Object.getOwnPropertyDescriptor(a, key), y = Object.getOwnPropertyDescriptor(b, key);
            return x !== undefined && y !== undefined && "value" in x && "value" in y && this.same(x.value, y.value);
        });
    }
}

/** @param {unknown} a @param {unknown} b */
export function isAlike(a, b) {
    return new Look().same(a, b);
}
