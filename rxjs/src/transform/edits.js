// Changes of a text, applied in one pass, with the source map of the result. A change replaces some characters by
// others that hold no line break and takes none away, so that lines stay where they are; and there is one source. That
// makes the map simple: one segment at each beginning of a word or of other signs, each relative to the one before.

/**
 * @typedef {object} Edit
 * @property {number} at       offset into the code
 * @property {number} remove   so many characters from there
 * @property {string} text     what stands there instead
 * @property {number} origin   the offset that the new text is traced back to; -1: to nothing
 */

export class Edits {
    /** @param {string} code */
    constructor(code) {
        this.code = code;
        /** @type {Edit[]} */
        this.list = [];
        /** @type {Edit[]} */
        this.closings = [];
    }

    /**
     * Where several stand at one place, they come in the order in which they were added.
     * What is returned may still get another text.
     *
     * @param {number} at
     * @param {number} remove
     * @param {string} text
     * @param {number} origin
     */
    add(at, remove, text, origin) {
        const edit = { at, remove, text, origin };
        this.list.push(edit);
        return edit;
    }

    /** Text before all others at this place. @param {number} at @param {string} text */
    open(at, text) {
        this.list.unshift({ at, remove: 0, text, origin: -1 });
    }

    /** A closing parenthesis: before all that opens at this place. @param {number} at */
    close(at) {
        this.closings.push({ at, remove: 0, text: ")", origin: -1 });
    }

    /** To be called once, when all is added. */
    sort() {
        this.list = this.closings.concat(this.list).sort((a, b) => a.at - b.at);
    }

    /** Call `sort` first. */
    apply() {
        let result = "";
        let from = 0;
        for (const { at, remove, text } of this.list) {
            result += this.code.slice(from, at) + text;
            from = at + remove;
        }
        return result + this.code.slice(from);
    }

    /**
     * Call `sort` first.
     *
     * @param {string} source  the name of the code in the map
     */
    map(source) {
        const mappings = new Mappings(this.code, this.list).encode();
        return { version: 3, sources: [source], sourcesContent: [this.code], names: [], mappings };
    }
}

/** Kinds of characters: 0 space, 1 word, 2 others. */
const KINDS = new Uint8Array(128).map((_, char) => {
    return char <= 32 ? 0 : /[\w$]/.test(String.fromCharCode(char)) ? 1 : 2;
});
const NEW_LINE = 10;

class Mappings {
    /**
     * @param {string} code
     * @param {Edit[]} edits
     */
    constructor(code, edits) {
        this.code = code;
        this.edits = edits;
        this.out = "";
        /** Where we are, in the result and in the code; lines are the same in both. */
        this.column = 0;
        this.line = 0;
        this.lineStart = 0;
        /** What the segment before said. */
        this.lastColumn = 0;
        this.lastLine = 0;
        this.lastOrigin = 0;
        this.first = true;
    }

    encode() {
        let from = 0;
        for (const { at, remove, text, origin } of this.edits) {
            this.copy(from, at);
            if (text !== "") {
                this.segment(origin < 0 ? -1 : origin - this.lineStart);
                this.column += text.length;
            }
            from = at + remove;
        }
        this.copy(from, this.code.length);
        return this.out;
    }

    /**
     * @param {number} from
     * @param {number} to
     */
    copy(from, to) {
        const { code } = this;
        let kind = 0;
        let column = this.column - from;
        for (let at = from; at < to; at++) {
            const char = code.charCodeAt(at);
            const next = char < 128 ? KINDS[char] : 1;
            if (char === NEW_LINE) {
                this.newLine(at + 1);
                column = -(at + 1);
            } else if (next !== kind && next !== 0) {
                this.column = column + at;
                this.segment(at - this.lineStart);
            }
            kind = next;
        }
        this.column = column + to;
    }

    /** @param {number} start */
    newLine(start) {
        this.out += ";";
        this.line++;
        this.lineStart = start;
        this.lastColumn = 0;
        this.first = true;
    }

    /** @param {number} origin  a column of this line of the code, may be before it; -1: nothing */
    segment(origin) {
        const step = this.column - this.lastColumn;
        const isSame = origin - this.lastOrigin === step && this.line === this.lastLine;
        this.lastColumn = this.column;
        if (isSame && step < SAME.length && !this.first) {
            this.out += SAME[step];
            this.lastOrigin = origin;
            return;
        }
        this.out += this.first ? "" : ",";
        this.first = false;
        if (origin === -1) {
            this.out += vlq(step);
            return;
        }
        this.out += vlq(step) + "A" + vlq(this.line - this.lastLine) + vlq(origin - this.lastOrigin);
        this.lastLine = this.line;
        this.lastOrigin = origin;
    }
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SMALL = Array.from({ length: 1024 }, (_, index) => encodeVlq(index - 512));
/** By far the most: as many columns further as in the code. */
const SAME = Array.from({ length: 128 }, (_, step) => `,${encodeVlq(step)}AA${encodeVlq(step)}`);

/** @param {number} value */
function vlq(value) {
    return value >= -512 && value < 512 ? SMALL[value + 512] : encodeVlq(value);
}

/** @param {number} value */
function encodeVlq(value) {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1;
    let text = "";
    do {
        const digit = rest & 31;
        rest >>>= 5;
        text += DIGITS[rest > 0 ? digit | 32 : digit];
    } while (rest > 0);
    return text;
}
