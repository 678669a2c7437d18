// Changes of a text, applied in one pass, with the source map of the result. A change replaces some characters by
// others that hold no line break and takes none away, so that lines stay where they are; and there is one source. That
// makes the map simple: one segment at each beginning of a word or of other signs, each relative to the one before.
// Behind the last line may stand more: text of ours, and copies of what was changed, which are traced back like it.

/**
 * @typedef {object} Edit
 * @property {number} at       offset into the code
 * @property {number} remove   so many characters from there
 * @property {string} text     what stands there instead
 * @property {number} origin   the offset that the new text is traced back to; -1: to nothing
 * @property {boolean} closes   it belongs to what ends here, all others to what begins here
 *
 * @typedef {string | [start: number, end: number]} Piece   text, or what is copied
 */

export class Edits {
    /** @param {string} code */
    constructor(code) {
        this.code = code;
        /** @type {Edit[]} */
        this.list = [];
        /** @type {Edit[]} */
        this.closings = [];
        /** @type {Piece[]} */
        this.tail = [];
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
        const edit = { at, remove, text, origin, closes: false };
        this.list.push(edit);
        return edit;
    }

    /** Text before all others at this place. @param {number} at @param {string} text */
    open(at, text) {
        this.list.unshift({ at, remove: 0, text, origin: -1, closes: false });
    }

    /** A closing parenthesis: before all that opens at this place. @param {number} at @param {string} [text] */
    close(at, text = ")") {
        this.closings.push({ at, remove: 0, text, origin: -1, closes: true });
    }

    /** Behind all else, on lines of its own. @param {Piece[]} pieces */
    append(pieces) {
        this.tail.push("\n", ...pieces);
    }

    /** To be called once, when all is added. */
    sort() {
        this.list = this.closings.concat(this.list).sort((a, b) => a.at - b.at);
    }

    /** Call `sort` first. */
    apply() {
        let result = this.copy(0, this.code.length, this.list);
        for (const piece of this.tail) {
            result += typeof piece === "string" ? piece : this.copy(piece[0], piece[1], this.inside(piece[0], piece[1]));
        }
        return result;
    }

    /** @param {number} start @param {number} end @param {Edit[]} edits  of what stands between */
    copy(start, end, edits) {
        let result = "";
        let from = start;
        for (const { at, remove, text } of edits) {
            result += this.code.slice(from, at) + text;
            from = at + remove;
        }
        return result + this.code.slice(from, end);
    }

    /** The changes of a part of the code. @param {number} start @param {number} end */
    inside(start, end) {
        let first = 0;
        let high = this.list.length;
        while (first < high) {
            const middle = (first + high) >> 1;
            if (this.list[middle].at < start) {
                first = middle + 1;
            } else {
                high = middle;
            }
        }
        let last = first;
        while (last < this.list.length && this.list[last].at <= end) {
            last++;
        }
        return this.list.slice(first, last).filter(({ at, closes }) => (closes ? at > start : at < end));
    }

    /**
     * Call `sort` first.
     *
     * @param {string} source  the name of the code in the map
     */
    map(source) {
        const mappings = new Mappings(this).encode();
        return { version: 3, sources: [source], sourcesContent: [this.code], names: [], mappings };
    }
}

/** Kinds of characters: 0 space, 1 word, 2 others. */
const KINDS = new Uint8Array(128).map((_, char) => {
    return char <= 32 ? 0 : /[\w$]/.test(String.fromCharCode(char)) ? 1 : 2;
});
const NEW_LINE = 10;

class Mappings {
    /** @param {Edits} edits */
    constructor(edits) {
        this.code = edits.code;
        this.edits = edits;
        this.out = "";
        /** Where we are, in the line of the result and in the code. */
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
        this.changed(0, this.code.length, this.edits.list);
        for (const piece of this.edits.tail) {
            if (typeof piece === "string") {
                this.ours(piece);
            } else {
                this.seek(piece[0]);
                this.changed(piece[0], piece[1], this.edits.inside(piece[0], piece[1]));
            }
        }
        return this.out;
    }

    /** @param {number} start @param {number} end @param {Edit[]} edits */
    changed(start, end, edits) {
        let from = start;
        for (const { at, remove, text, origin } of edits) {
            this.copy(from, at);
            if (text !== "") {
                this.segment(origin < 0 ? -1 : origin - this.lineStart);
                this.column += text.length;
            }
            from = at + remove;
        }
        this.copy(from, end);
    }

    /** @param {string} text  what is traced back to nothing */
    ours(text) {
        for (const [index, line] of text.split("\n").entries()) {
            if (index > 0) {
                this.breakLine();
                this.column = 0;
            }
            if (line !== "") {
                this.segment(-1);
                this.column += line.length;
            }
        }
    }

    /** To another place in the code. @param {number} at */
    seek(at) {
        if (at < this.lineStart) {
            this.lineStart = 0;
            this.line = 0;
        }
        for (let end = this.code.indexOf("\n", this.lineStart); end >= 0 && end < at; end = this.code.indexOf("\n", end + 1)) {
            this.line++;
            this.lineStart = end + 1;
        }
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
        this.breakLine();
        this.line++;
        this.lineStart = start;
    }

    breakLine() {
        this.out += ";";
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
