/**
 * cells.js - callbacks in functions that close over nothing of their activation: for all that a place has made, through all
 * evaluations of its module, there is one cell with the newest of them. Living instances call what is in it.
 */

export class Cell {
    constructor() {
        /** null: each instance goes by its own. @type {Function | null} */
        this.fn = null;
        this.hash = "";
        /** @type {import("./probation.js").Trial | null} */
        this.trial = null;
        /** @type {import("../sites.js").Place | null} */
        this.current = null;
    }
}

export class Cells {
    /** @type {Map<string, Cell>} */
    #cells = new Map();

    /** @param {string} key of the site @param {string} path of the arg */
    at(key, path) {
        const name = `${key} ${path}`;
        let cell = this.#cells.get(name);
        if (cell === undefined) {
            cell = new Cell();
            this.#cells.set(name, cell);
        }
        return cell;
    }

    get size() {
        return this.#cells.size;
    }
}
