// Every place where the module uses a name, in the order of the text, with the scope it stands in. The walk notes them;
// what they mean is asked when all scopes are known.

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../scope.js").Scope} Scope */

export class Refs {
    /** @param {Scope} root  the module's */
    constructor(root) {
        this.root = root;
        // Side by side: an object for each would cost more than all else that is done with them.
        /** @type {string[]} */
        this.names = [];
        /** @type {number[]} */
        this.places = [];
        /** @type {Scope[]} */
        this.scopes = [];
        this.isSorted = true;
    }

    /** @param {Node} node  an identifier @param {Scope} scope */
    add({ name, start }, scope) {
        this.isSorted &&= this.places.length === 0 || start >= this.places[this.places.length - 1];
        this.names.push(name);
        this.places.push(start);
        this.scopes.push(scope);
    }

    /** Once all are noted. */
    sort() {
        if (!this.isSorted) {
            const { names, places, scopes } = this;
            const order = places.map((_, index) => index).sort((a, b) => places[a] - places[b]);
            this.names = order.map((index) => names[index]);
            this.scopes = order.map((index) => scopes[index]);
            this.places = order.map((index) => places[index]);
            this.isSorted = true;
        }
    }

    /**
     * Where some names of the module's scope are used.
     *
     * @param {Set<string>} wanted
     * @returns {{ names: string[], places: number[] }}
     */
    ofModule(wanted) {
        const { names, places, scopes, root } = this;
        /** @type {{ names: string[], places: number[] }} */
        const found = { names: [], places: [] };
        for (let index = 0; index < names.length; index++) {
            if (wanted.has(names[index]) && holderOf(names[index], scopes[index]) === root) {
                found.names.push(names[index]);
                found.places.push(places[index]);
            }
        }
        return found;
    }

    /**
     * Whether all names between two places are declared there, or belong to the module or to nobody.
     *
     * @param {Node} node
     * @param {Scope} outside  the scope around it
     */
    isFree({ start, end }, outside) {
        const { names, places, scopes, root } = this;
        for (let index = firstFrom(places, start); index < places.length && places[index] < end; index++) {
            if (isHeldBy(holderOf(names[index], scopes[index]), outside, root)) {
                return false;
            }
        }
        return true;
    }
}

/** The index of the first that is not before a place. @param {number[]} places  sorted @param {number} start */
export function firstFrom(places, start) {
    let low = 0;
    let high = places.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (places[middle] < start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** The scope that declares a name. @param {string} name @param {Scope} from @returns {Scope | null} */
export function holderOf(name, from) {
    let scope = /** @type {Scope | null} */ (from);
    while (scope !== null && !scope.names?.has(name)) {
        scope = scope.parent;
    }
    return scope;
}

/**
 * Whether a scope is this one or one around it, the module's not counted.
 *
 * @param {Scope | null} holder
 * @param {Scope} outside
 * @param {Scope} root
 */
function isHeldBy(holder, outside, root) {
    if (holder === null || holder === root) {
        return false;
    }
    let scope = /** @type {Scope | null} */ (outside);
    while (scope !== null && scope !== holder) {
        scope = scope.parent;
    }
    return scope !== null;
}
