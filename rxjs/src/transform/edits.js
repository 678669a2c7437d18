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

    /** A closing parenthesis: before all that opens at this place, and before those that were added earlier, which are outer ones. @param {number} at @param {string} [text] */
    close(at, text = ")") {
        this.closings.push({ at, remove: 0, text, origin: -1, closes: true });
    }

    /** Behind all else, on lines of its own. @param {Piece[]} pieces */
    append(pieces) {
        this.tail.push("\n", ...pieces);
    }

    /** To be called once, when all is added. */
    sort() {
        this.list = this.closings.reverse().concat(this.list).sort((a, b) => a.at - b.at);
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
const COMMA = 44;
const SEMICOLON = 59;
const DIGITS = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const ZERO = DIGITS[0];
/** So many bytes has the longest segment. */
const LONGEST = 32;

class Mappings {
    /** @param {Edits} edits */
    constructor(edits) {
        this.code = edits.code;
        this.edits = edits;
        /** Bytes: to put a string together in so many steps takes longer than all else. */
        this.out = Buffer.allocUnsafe(2 * edits.code.length + LONGEST);
        this.size = 0;
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
        return this.out.toString("latin1", 0, this.size);
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
                const step = column + at - this.lastColumn;
                if (step < 16 && this.follows(step, at - this.lineStart)) {
                    this.same(step);
                } else {
                    this.column = column + at;
                    this.segment(at - this.lineStart);
                }
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
        this.reserve();
        this.out[this.size++] = SEMICOLON;
        this.lastColumn = 0;
        this.first = true;
    }

    /** @param {number} origin  a column of this line of the code, may be before it; -1: nothing */
    segment(origin) {
        const step = this.column - this.lastColumn;
        this.lastColumn = this.column;
        this.reserve();
        if (this.first) {
            this.first = false;
        } else {
            this.out[this.size++] = COMMA;
        }
        this.number(step);
        if (origin !== -1) {
            this.out[this.size++] = ZERO;
            this.number(this.line - this.lastLine);
            this.number(origin - this.lastOrigin);
            this.lastLine = this.line;
            this.lastOrigin = origin;
        }
    }

    /** Whether both are so many columns further in the same line. @param {number} step @param {number} origin */
    follows(step, origin) {
        return origin - this.lastOrigin === step && this.line === this.lastLine && !this.first;
    }

    /** By far the most segments. @param {number} step */
    same(step) {
        this.reserve();
        const { out, size } = this;
        const digit = DIGITS[step << 1];
        out[size] = COMMA;
        out[size + 1] = digit;
        out[size + 2] = ZERO;
        out[size + 3] = ZERO;
        out[size + 4] = digit;
        this.size = size + 5;
        this.lastColumn += step;
        this.lastOrigin += step;
    }

    /** @param {number} value */
    number(value) {
        let rest = value < 0 ? (-value << 1) | 1 : value << 1;
        while (rest > 31) {
            this.out[this.size++] = DIGITS[(rest & 31) | 32];
            rest >>>= 5;
        }
        this.out[this.size++] = DIGITS[rest];
    }

    /** Room for one segment more. */
    reserve() {
        if (this.size + LONGEST > this.out.length) {
            const { out } = this;
            this.out = Buffer.allocUnsafe(2 * out.length);
            this.out.set(out);
        }
    }
}
