/** diff.js - two texts, line by line, as a unified diff prints them. */

/** Longer texts are told as a whole. */
const LINES_MAX = 2000;

/** @param {string[]} a @param {string[]} b */
function commonLengths(a, b) {
    const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
        for (let j = b.length - 1; j >= 0; j--) {
            lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    return lengths;
}

/** @param {string} text */
function linesOf(text) {
    return text === "" ? [] : text.split("\n");
}

/**
 * @param {string} before
 * @param {string} now
 * @returns {string[]} each line behind " ", "-" or "+"
 */
export function diffLines(before, now) {
    const a = linesOf(before), b = linesOf(now);
    if (a.length > LINES_MAX || b.length > LINES_MAX) {
        return [`-${a.length} lines`, `+${b.length} lines`];
    }
    const lengths = commonLengths(a, b), out = [];
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
        if (i < a.length && j < b.length && a[i] === b[j]) {
            out.push(` ${a[i++]}`);
            j++;
        } else if (j === b.length || i < a.length && lengths[i + 1][j] >= lengths[i][j + 1]) {
            out.push(`-${a[i++]}`);
        } else {
            out.push(`+${b[j++]}`);
        }
    }
    return out;
}
