// The line in the user's file for an offset in the code we see, through the source map of what ran before us.

/**
 * @param {string} code
 * @param {(() => { mappings: string } | null) | undefined} map  of what ran before; asked when the first line is
 * @returns {(offset: number) => number} the line, from 1
 */
export function lines(code, map) {
    const starts = lineStarts(code);
    /** @type {Segment[][] | null} */
    let decoded = null;
    return (offset) => {
        const line = lastAtMost(starts, offset, (start) => start);
        decoded ??= map === undefined ? [] : decode(mappingsOf(map));
        return (originalLine(decoded[line], offset - starts[line]) ?? line) + 1;
    };
}

/**
 * Without a map the lines are those of the code: a name with a doubtful line is better than none.
 *
 * @param {() => { mappings: string } | null} map
 */
function mappingsOf(map) {
    try {
        return map()?.mappings ?? "";
    } catch {
        return "";
    }
}

/** @typedef {[column: number, line: number]} Segment */

/** @param {string} code */
function lineStarts(code) {
    const starts = [0];
    for (let at = code.indexOf("\n"); at >= 0; at = code.indexOf("\n", at + 1)) {
        starts.push(at + 1);
    }
    return starts;
}

/**
 * The last of a sorted list that is not behind `value`, by its index.
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

/**
 * @param {Segment[] | undefined} segments
 * @param {number} column
 */
function originalLine(segments, column) {
    if (segments === undefined || segments.length === 0) {
        return undefined;
    }
    return segments[lastAtMost(segments, column, (segment) => segment[0])][1];
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
    let originalLine = 0;
    return mappings.split(";").map((line) => {
        let column = 0;
        /** @type {Segment[]} */
        const segments = [];
        for (const text of line === "" ? [] : line.split(",")) {
            const fields = decodeVlq(text);
            column += fields[0];
            if (fields.length >= 4) {
                originalLine += fields[2];
                segments.push([column, originalLine]);
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
