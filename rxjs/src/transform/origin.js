// What the user wrote, for a place in the code we see: its line, and the text of an expression. Where something ran
// before us (TypeScript, JSX), its source map leads there.

/**
 * @typedef {{ mappings: string, sourcesContent?: (string | null)[] | null }} IncomingMap
 * @typedef {{ firsts: number[], columns: number[], sources: number[], lines: number[], originals: number[] }} Segments
 *     side by side, those without an origin left out; firsts: by line of the code, and one more
 * @typedef {{ source: number, line: number, column: number }} Place   line from 0
 */

/** Behind an argument or an element stands one of these, if nothing was taken out there. */
const END = new Set([",", ")", "]", "}", ";"]);
/** Longer texts are never asked for. */
const LONGEST = 240;

export class Origin {
    /**
     * @param {string} code
     * @param {(() => IncomingMap | null) | undefined} ask  for the map, once it is needed; none: the code is as written
     */
    constructor(code, ask) {
        this.code = code;
        this.ask = ask;
        this.starts = lineStarts(code);
        /** Of the code, the one that was asked for last: the next is mostly the same, or near. */
        this.at = 0;
        /** @type {Segments | null} */
        this.segments = null;
        /** @type {{ text: string, starts: number[] }[]} */
        this.sources = [];
    }

    /** The line, from 1. @param {number} offset */
    line(offset) {
        const segments = this.read(), line = this.lineOf(offset);
        const segment = segmentAt(segments, line, offset - this.starts[line]);
        return (segment < 0 ? line : segments.lines[segment]) + 1;
    }

    /** Of the code, from 0. @param {number} offset */
    lineOf(offset) {
        const { starts, at } = this;
        if (offset < starts[at] || offset >= (starts[at + 1] ?? Infinity)) {
            this.at = lastAtMost(starts, 0, starts.length, offset);
        }
        return this.at;
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
        const same = from + end - start;
        if ((to === same || (to < 0 && END.has(text[same]))) && text.startsWith(this.code.slice(start, end), from)) {
            return rest.slice(0, end - start).trimEnd(); // as most is: nothing was taken out of it
        }
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
        const segments = this.read(), line = this.lineOf(offset);
        const segment = segmentAt(segments, line, offset - this.starts[line]);
        if (segment < 0) {
            return null;
        }
        const index = segments.sources[segment], originalLine = segments.lines[segment], originalColumn = segments.originals[segment];
        const since = offset - this.starts[line] - segments.columns[segment];
        const source = this.sources[index];
        if (since < 0 || source === undefined || (exactly && since > 0)) {
            return null;
        }
        const from = source.starts[originalLine] + originalColumn;
        const isSame = source.text.slice(from, from + since) === this.code.slice(offset - since, offset);
        return isSame ? { source: index, line: originalLine, column: originalColumn + since } : null;
    }

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

/**
 * The last segment of a line that is not behind a column, or its first; -1: it has none.
 *
 * @param {Segments} segments
 * @param {number} line
 * @param {number} column
 */
function segmentAt({ firsts, columns }, line, column) {
    const first = firsts[line] ?? 0, end = firsts[line + 1] ?? 0;
    return first < end ? lastAtMost(columns, first, end, column) : -1;
}

/**
 * The last of some sorted numbers that is not greater than `value`, by its index; the first where all are.
 *
 * @param {number[]} sorted
 * @param {number} first
 * @param {number} end  behind the last
 * @param {number} value
 */
function lastAtMost(sorted, first, end, value) {
    let low = first;
    let high = end - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (sorted[middle] <= value) {
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

const COMMA = 44;
const SEMICOLON = 59;

/**
 * In one pass: taking the text apart first costs twice as much.
 *
 * @param {string} mappings
 * @returns {Segments}
 */
function decode(mappings) {
    /** @type {Segments} */
    const all = { firsts: [0], columns: [], sources: [], lines: [], originals: [] };
    const { firsts, columns, sources, lines, originals } = all;
    /** Column, source, line, column there: each relative to the one before. */
    const now = [0, 0, 0, 0, 0];
    let field = 0;
    let value = 0;
    let shift = 0;
    for (let at = 0; at <= mappings.length; at++) {
        const char = at < mappings.length ? mappings.charCodeAt(at) : SEMICOLON;
        if (char !== COMMA && char !== SEMICOLON) {
            const digit = VALUES[char];
            value |= (digit & 31) << shift;
            shift += 5;
            if (digit < 32) {
                now[Math.min(field++, 4)] += value & 1 ? -(value >>> 1) : value >>> 1;
                value = shift = 0;
            }
            continue;
        }
        if (field >= 4) {
            columns.push(now[0]);
            sources.push(now[1]);
            lines.push(now[2]);
            originals.push(now[3]);
        }
        field = value = shift = 0;
        if (char === SEMICOLON) {
            firsts.push(columns.length);
            now[0] = 0;
        }
    }
    return all;
}
