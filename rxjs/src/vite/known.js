/**
 * known.js - what is known of the modules that were handed out: whether they take updates themselves, and if not, why; and
 * whose components they hold.
 */

/**
 * What the transform says of a module.
 * @typedef {object} Hot
 * @property {boolean} accepts it has an `accept` of ours
 * @property {string[]} stops exports because of which it has not
 * @property {string} hash of its tokens
 */

export class Known {
    /** By id, which has a query where a file is several modules. @type {Map<string, Hot>} */
    #modules = new Map();
    /** A module that had an `accept` of ours once has one always: the page holds on to what it accepted. @type {Set<string>} */
    #accepting = new Set();

    /** The framework whose components a module holds. @type {Map<string, string>} */
    #frameworks = new Map();

    /** Modules that were read, and could not be made. @type {Set<string>} */
    #broken = new Set();

    /** @param {string} [entry] a module that never has one: it is not evaluated twice */
    constructor(entry) {
        this.entry = entry;
    }

    /** It was read, and is being made. @param {string} id */
    begun(id) {
        this.#broken.add(id);
    }

    /**
     * It was made.
     * @param {string} id
     * @param {Hot | null} hot null: nothing was written into it
     * @param {string} [framework] "": none
     */
    made(id, hot, framework = "") {
        this.#broken.delete(id);
        this.#frameworks.set(id, framework);
        if (hot !== null) {
            this.#modules.set(id, hot);
            hot.accepts && id !== this.entry && this.#accepting.add(id);
        }
    }

    /** @param {string | null} id */
    isBroken(id) {
        return this.#broken.has(id ?? "");
    }

    /** @param {string} id @returns {boolean | "always"} for the transform */
    accept(id) {
        return this.#accepting.has(id) ? "always" : id !== this.entry;
    }

    /** @param {string | null} id @returns {string[]} */
    stops(id) {
        return this.#modules.get(id ?? "")?.stops ?? [];
    }

    /** @param {string | null} id @returns {string} "": none, or it is not known */
    framework(id) {
        return this.#frameworks.get(id ?? "") ?? "";
    }

    /** Whether the runtime hears of its evaluation. @param {string | null} id */
    isHeard(id) {
        return this.#modules.has(id ?? "");
    }
}
