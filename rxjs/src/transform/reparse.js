// The tree of a module that was parsed before, and of which a save has changed a little: statements of the top level that
// stand before and behind the change are taken over, and only those between are parsed. A third of the time that the
// transform takes goes into parsing. Who asks gets the same tree as from parse(), and must not change it.

import { parse } from "./parse.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {{ code: string, program: Node }} Parsed */

/** Trees of those modules that were parsed last: they are large. */
const KEPT = 8;

export class Trees {
    /** @type {Map<string, Parsed>} */
    #kept = new Map();

    /** @param {string} id @param {string} code  a module @returns {Node} the Program; throws as parse() does */
    parse(id, code) {
        const before = this.#kept.get(id);
        const program = (before && reparse(before, code)) ?? parse(code, "esm");
        this.#kept.delete(id);
        this.#kept.set(id, { code, program });
        if (this.#kept.size > KEPT) {
            this.#kept.delete(this.#kept.keys().next().value ?? "");
        }
        return program;
    }
}

/**
 * A statement next to the change is parsed again with it, and has to come out as it was: what stands beyond it has then the
 * same surroundings as before.
 *
 * @param {Parsed} before
 * @param {string} code
 * @returns {Node | null} null: it has to be parsed as a whole
 */
function reparse({ code: old, program }, code) {
    const { body } = program, moved = code.length - old.length;
    const same = sameAtStart(old, code), sameEnd = sameAtEnd(old, code, same);
    const kept = Math.max(0, countWhile(body, ({ end }) => end < same) - 1);
    const next = countWhile(body, ({ start }) => start <= old.length - sameEnd), anchor = body[next];
    const from = kept === 0 ? 0 : body[kept].start;
    const between = parsed(code.slice(from, anchor === undefined ? code.length : anchor.end + moved));
    if (between === null || (kept > 0 && between.some(isDirective)) || (anchor !== undefined && !isAt(between.at(-1), anchor, moved - from))) {
        return null;
    }
    const behind = body.slice(next + 1);
    move(between, from);
    move(behind, moved);
    return { ...program, body: [...body.slice(0, kept), ...between, ...behind], end: program.end + moved };
}

/** @param {string} code @returns {Node[] | null} */
function parsed(code) {
    try {
        return parse(code, "esm").body;
    } catch {
        return null; // it may be an error of the whole, or the change reaches farther: what opens a comment or a template
    }
}

/** @param {string} a @param {string} b */
function sameAtStart(a, b) {
    const most = Math.min(a.length, b.length);
    let count = 0;
    while (count < most && a.charCodeAt(count) === b.charCodeAt(count)) {
        count++;
    }
    return count;
}

/** @param {string} a @param {string} b @param {number} taken  characters at the start that do not count */
function sameAtEnd(a, b, taken) {
    const most = Math.min(a.length, b.length) - taken;
    let count = 0;
    while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) {
        count++;
    }
    return count;
}

/** @param {Node[]} nodes  in the order of the text @param {(node: Node) => boolean} is */
function countWhile(nodes, is) {
    let count = 0;
    while (count < nodes.length && is(nodes[count])) {
        count++;
    }
    return count;
}

/** @param {Node | undefined} node @param {Node} anchor @param {number} moved */
function isAt(node, anchor, moved) {
    return node?.type === anchor.type && node.start === anchor.start + moved && node.end === anchor.end + moved;
}

/** @param {Node} node  which it is at the beginning of a module only */
function isDirective(node) {
    return node.directive !== undefined;
}

/** @param {any} value  nodes, or what a node has @param {number} by */
function move(value, by) {
    if (by === 0) {
        return;
    }
    if (Array.isArray(value)) {
        for (const each of value) {
            each !== null && move(each, by);
        }
        return;
    }
    value.start += by;
    value.end += by;
    for (const key in value) {
        const inner = value[key];
        if (typeof inner === "object" && inner !== null && (Array.isArray(inner) || typeof inner.type === "string")) {
            move(inner, by);
        }
    }
}
