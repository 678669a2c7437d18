// Every place where the module uses a name, in the order of the text, with the scope it stands in. The walk notes them;
// what they mean is asked when all scopes are known.

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../scope.js").Scope} Scope */

export class Refs {
    /** @param {Scope} root  the module's */
    constructor(root) {
        this.root = root;
        /** `counts`: whether it means a name that counts, once that was asked. @type {{ node: Node, scope: Scope, counts: boolean | null }[]} */
        this.list = [];
        this.last = -1;
        this.isSorted = true;
    }

    /** @param {Node} node  an identifier @param {Scope} scope */
    add(node, scope) {
        this.isSorted &&= node.start >= this.last;
        this.last = node.start;
        this.list.push({ node, scope, counts: null });
    }

    /**
     * Calls `use` with each name of the module's scope that is used between two places.
     *
     * @param {number} start
     * @param {number} end
     * @param {(name: string) => boolean} counts  which names are wanted: the same in all calls
     * @param {(name: string, at: number) => void} use
     */
    eachOfModule(start, end, counts, use) {
        for (let index = this.from(start); index < this.list.length && this.list[index].node.start < end; index++) {
            const ref = this.list[index];
            ref.counts ??= counts(ref.node.name) && holderOf(ref.node.name, ref.scope) === this.root;
            if (ref.counts) {
                use(ref.node.name, ref.node.start);
            }
        }
    }

    /**
     * Whether all names between two places are declared there, or belong to the module or to nobody.
     *
     * @param {Node} node
     * @param {Scope} outside  the scope around it
     */
    isFree({ start, end }, outside) {
        for (let index = this.from(start); index < this.list.length && this.list[index].node.start < end; index++) {
            const { node, scope } = this.list[index];
            if (isHeldBy(holderOf(node.name, scope), outside, this.root)) {
                return false;
            }
        }
        return true;
    }

    /** The index of the first one that is not before a place. @param {number} start */
    from(start) {
        if (!this.isSorted) {
            this.list.sort((a, b) => a.node.start - b.node.start);
            this.isSorted = true;
        }
        let low = 0;
        let high = this.list.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.list[middle].node.start < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
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
