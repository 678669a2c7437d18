// What the user wrote, for a place in the code we see: its line, and the text of an expression. Where something ran
// before us (TypeScript, JSX), its source map leads there.

/**
 * @typedef {{ mappings: string, sourcesContent?: (string | null)[] | null }} IncomingMap
 * @typedef {[column: number, source: number, line: number, originalColumn: number]} Segment
 * @typedef {{ source: number, line: number, column: number }} Place   line from 0
 */

/** Longer texts are never asked for. */
const LONGEST = 240;
/** @type {Segment[]} */
const NO_SEGMENTS = [];

export class Origin {
    /**
     * @param {string} code
     * @param {(() => IncomingMap | null) | undefined} ask  for the map, once it is needed; none: the code is as written
     */
    constructor(code, ask) {
        this.code = code;
        this.ask = ask;
        this.starts = lineStarts(code);
        /** @type {Segment[][] | null} */
        this.segments = null;
        /** @type {{ text: string, starts: number[] }[]} */
        this.sources = [];
    }

    /** The line, from 1. @param {number} offset */
    line(offset) {
        const line = lastAtMost(this.starts, offset, identity);
        const segments = this.read()[line] ?? NO_SEGMENTS;
        const segment = segments[lastAtMost(segments, offset - this.starts[line], columnOf)];
        return (segment === undefined ? line : segment[2]) + 1;
    }

    /** All that was written. */
    whole() {
        this.read();
        return this.sources[0]?.text || this.code;
    }

    /** An expression as it was written, at most so much of it as anybody wants. @param {number} start @param {number} end */
    text(start, end) {
        return this.written(start, end) || this.code.slice(start, Math.min(end, start + LONGEST));
    }

    /** @param {number} start @param {number} end  "": where the map does not lead to a text */
    written(start, end) {
        const place = this.ask === undefined ? null : this.place(start, false);
        if (place === null) {
            return "";
        }
        const { text, starts } = this.sources[place.source];
        const from = starts[place.line] + place.column;
        const last = this.place(end, true);
        const to = last?.source === place.source ? starts[last.line] + last.column : -1;
        const rest = text.slice(from, from + LONGEST);
        return rest.slice(0, endOfExpression(rest, to > from ? to - from : -1)).trimEnd();
    }

    /**
     * Where a character was written; null: the map does not say.
     *
     * @param {number} offset
     * @param {boolean} exactly  only where a segment begins; else also where the text since then is the same
     * @returns {Place | null}
     */
    place(offset, exactly) {
        const line = lastAtMost(this.starts, offset, identity);
        const segments = this.read()[line] ?? NO_SEGMENTS;
        const segment = segments[lastAtMost(segments, offset - this.starts[line], columnOf)];
        if (segment === undefined) {
            return null;
        }
        const [column, index, originalLine, originalColumn] = segment;
        const since = offset - this.starts[line] - column;
        const source = this.sources[index];
        if (since < 0 || source === undefined || (exactly && since > 0)) {
            return null;
        }
        const from = source.starts[originalLine] + originalColumn;
        const isSame = source.text.slice(from, from + since) === this.code.slice(offset - since, offset);
        return isSame ? { source: index, line: originalLine, column: originalColumn + since } : null;
    }

    /** @returns {Segment[][]} by line of the code */
    read() {
        if (this.segments === null) {
            const map = mapOf(this.ask);
            this.segments = decode(map?.mappings ?? "");
            this.sources = (map?.sourcesContent ?? []).map((text) => ({ text: text ?? "", starts: lineStarts(text ?? "") }));
        }
        return this.segments;
    }
}

/**
 * Without a map the lines are those of the code: a name with a doubtful line is better than none.
 *
 * @param {(() => IncomingMap | null) | undefined} ask
 */
function mapOf(ask) {
    try {
        return ask === undefined ? null : ask();
    } catch {
        return null;
    }
}

/**
 * Where an argument ends: at the place that is known, once all its brackets are closed; at the latest where the
 * brackets around it close. Without such a place at the next comma.
 *
 * @param {string} text   begins with it
 * @param {number} known  -1: unknown
 */
function endOfExpression(text, known) {
    const token = /(["'`])(?:\\[^]|(?!\1)[^\\])*\1|\/\*[^]*?\*\/|\/\/.*|[^]/g;
    let depth = 0;
    /** A comma with nothing behind it but spaces and comments. */
    let comma = -1;
    while (token.lastIndex < text.length) {
        const at = token.lastIndex;
        const [sign] = /** @type {RegExpExecArray} */ (token.exec(text));
        const isOver = depth === 0 && (known < 0 ? /[,;]/.test(sign[0]) : at >= known);
        depth += "([{".includes(sign) ? 1 : ")]}".includes(sign) ? -1 : 0;
        if (isOver || depth < 0) {
            return comma < 0 ? at : comma;
        }
        comma = sign === "," && depth === 0 ? at : /^(?:\s|\/[*/])/.test(sign) ? comma : -1;
    }
    return token.lastIndex;
}

/** @param {string} code */
function lineStarts(code) {
    const starts = [0];
    for (let at = code.indexOf("\n"); at >= 0; at = code.indexOf("\n", at + 1)) {
        starts.push(at + 1);
    }
    return starts;
}

/** @param {number} start */
const identity = (start) => start;
/** @param {Segment} segment */
const columnOf = (segment) => segment[0];

/**
 * The last of a sorted list that is not behind `value`, by its index; the first where all are.
 *
 * @template T
 * @param {T[]} sorted
 * @param {number} value
 * @param {(item: T) => number} place
 */
function lastAtMost(sorted, value, place) {
    let low = 0;
    let high = sorted.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (place(sorted[middle]) <= value) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

const VALUES = new Int8Array(128).fill(-1);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((char, value) => {
    VALUES[char.charCodeAt(0)] = value;
});

/**
 * @param {string} mappings
 * @returns {Segment[][]} by line; segments without an origin are left out
 */
function decode(mappings) {
    let source = 0;
    let originalLine = 0;
    let originalColumn = 0;
    return mappings.split(";").map((line) => {
        let column = 0;
        /** @type {Segment[]} */
        const segments = [];
        for (const text of line === "" ? [] : line.split(",")) {
            const fields = decodeVlq(text);
            column += fields[0];
            if (fields.length >= 4) {
                source += fields[1];
                originalLine += fields[2];
                originalColumn += fields[3];
                segments.push([column, source, originalLine, originalColumn]);
            }
        }
        return segments;
    });
}

/** @param {string} text */
function decodeVlq(text) {
    const fields = [];
    let value = 0;
    let shift = 0;
    for (let at = 0; at < text.length; at++) {
        const digit = VALUES[text.charCodeAt(at)];
        value |= (digit & 31) << shift;
        shift += 5;
        if (digit < 32) {
            fields.push(value & 1 ? -(value >>> 1) : value >>> 1);
            value = 0;
            shift = 0;
        }
    }
    return fields;
}
