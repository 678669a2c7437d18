// `// rx:reset` and `// rx:ignore`: on the line before a statement, a field or a member, or at the end of its first line.
// They are looked for in what the user wrote, since compilers drop comments.

import { someChild } from "../tree.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../origin.js").Origin} Origin */
/** @typedef {{ start: number, end: number, flags: number, around: Range | null }} Range */

export const RESET = 1;
export const IGNORE = 2;

const MARK = /(?:\/\/|\/\*)\s*rx:(reset|ignore)\b/;
const MARKED = /Statement$|Declaration$|Property$|Definition$/;

export class Marks {
    /** @param {Node} program @param {Origin} origin */
    constructor(program, origin) {
        this.origin = origin;
        /** In the order of the text; what is inside another comes behind it. @type {Range[]} */
        this.ranges = [];
        this.lines = linesOf(origin.whole());
        if (this.lines.size > 0) {
            this.look(program, null);
        }
    }

    /** @param {Node} node  the flags of all that is around it */
    of({ start, end }) {
        if (this.ranges.length === 0) {
            return 0;
        }
        let low = 0;
        let high = this.ranges.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.ranges[middle].start <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        /** @type {Range | null} */
        let range = this.ranges[low - 1] ?? null;
        while (range !== null && range.end < end) {
            range = range.around;
        }
        return range?.flags ?? 0;
    }

    /** @param {Node} node @param {Range | null} around @returns {false} */
    look(node, around) {
        let within = around;
        if (MARKED.test(node.type) && node.type !== "BlockStatement") {
            const flag = this.lines.get(this.origin.line(node.start));
            if (flag !== undefined) {
                within = { start: node.start, end: node.end, flags: flag | (around?.flags ?? 0), around };
                this.ranges.push(within);
            }
        }
        someChild(node, (child) => this.look(child, within));
        return false;
    }
}

/** The lines that a mark is for, from 1. @param {string} text @returns {Map<number, number>} */
function linesOf(text) {
    /** @type {Map<number, number>} */
    const found = new Map();
    if (text.includes("rx:")) {
        text.split("\n").forEach((line, index) => {
            const mark = MARK.exec(line);
            if (mark !== null) {
                const marked = line.slice(0, mark.index).trim() === "" ? index + 2 : index + 1;
                found.set(marked, (found.get(marked) ?? 0) | (mark[1] === "reset" ? RESET : IGNORE));
            }
        });
    }
    return found;
}
