// The one place that knows the parser. What it hands on is an ESTree with `start` and `end` on every node; the rest of
// the transform knows nothing else about it. Why this parser: bench/transform.js.

import { parse as parseWith } from "meriyah";

/** @typedef {any} Node  a node of the ESTree; `start` and `end` are offsets into the code */

const COMMON = { next: true, webcompat: true, ranges: { start: true, end: true }, validateRegex: false };

/**
 * @param {string} code
 * @param {"esm" | "cjs"} target
 * @returns {Node} the Program; throws a SyntaxError, or a RangeError where the nesting is too deep for the stack
 */
export function parse(code, target) {
    return parseWith(code, { ...COMMON, sourceType: target === "cjs" ? "commonjs" : "module" });
}
