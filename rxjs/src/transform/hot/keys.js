// The key of a site: what it is called through all evaluations of its module, wherever it stands in the text.

/** @typedef {import("../catalogue.js").Site} Site */

export class Keys {
    constructor() {
        /** @type {Set<string>} */
        this.given = new Set();
        /** How often a key was wanted. @type {Map<string, number>} */
        this.counts = new Map();
    }

    /** @param {Site} site  in the order of the text */
    of(site) {
        const wanted = keyOf(site);
        let count = this.counts.get(wanted) ?? 0;
        let key = "";
        do {
            key = ++count === 1 ? wanted : `${wanted}~${count}`;
        } while (this.given.has(key));
        this.counts.set(wanted, count);
        this.given.add(key);
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
