/** What is still there after garbage was collected. The process has to run with --expose-gc. */

/** Holds objects weakly, by name. */
export class Weak {
    constructor() {
        /** @type {Map<string, WeakRef<object>>} */
        this.refs = new Map();
    }

    /**
     * @template {object} T
     * @param {string} name
     * @param {T} object
     * @returns {T}
     */
    keep(name, object) {
        this.refs.set(name, new WeakRef(object));
        return object;
    }

    /**
     * The names of what is left, once that no longer changes: at latest after ten seconds.
     * @returns {Promise<string[]>}
     */
    async left() {
        const deadline = performance.now() + 10_000;
        let left = this.#living();
        while (left.length && performance.now() < deadline) {
            await new Promise((resolve) => setTimeout(resolve, 10));
            /** @type {any} */ (globalThis).gc();
            left = this.#living();
        }
        return left;
    }

    #living() {
        return [...this.refs].filter(([, ref]) => ref.deref() !== undefined).map(([name]) => name);
    }
}

/** Bytes in use after collecting, in V8's heap and beside it. */
export function usedBytes() {
    /** @type {any} */ (globalThis).gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
}
