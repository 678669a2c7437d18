// The key of a site: what it is called through all evaluations of its module, wherever it stands in the text.

/** @typedef {import("../catalogue.js").Site} Site */

export class Keys {
    constructor() {
        /** The keys that were given, and how often each was wanted. @type {Map<string, number>} */
        this.given = new Map();
    }

    /** @param {Site} site  in the order of the text */
    of(site) {
        const wanted = keyOf(site);
        let count = this.given.get(wanted) ?? 0;
        let key = wanted;
        while (this.given.has(key)) {
            key = `${wanted}~${++count}`;
        }
        this.given.set(key, 1);
        if (key !== wanted) {
            this.given.set(wanted, count);
        }
        return key;
    }
}

/** @param {Site} site */
function keyOf({ kind, owner, level, variable, name }) {
    if (level === "module" && variable !== "") {
        return variable;
    }
    return `${owner}/${kind === "s" ? "subscribe" : variable || name || kind}`;
}
