/**
 * record.js - whether one send or one call is recorded, and what of it. Its preview is made here, at that moment: later
 * the value may be another one.
 *
 * The first BUDGET of them between two flushes are recorded, whatever they are; beyond, what is watched. What is not recorded is
 * counted by the hooks anyway. Nothing here may throw into the app.
 */
import { ABSENT, NONE } from "../protocol/record.js";
import { SEND } from "../protocol/kinds.js";
import { preview, previewOptions } from "../values/index.js";
import { OP, detailEnd, hasRoom, life } from "./log.js";
import { WATCHED, flags, nexts, sources } from "./slots.js";
import { hot } from "./hot.js";
import { highOf } from "./entities.js";
import { definitionOf } from "./sites.js";

/** Recorded sends and calls between two flushes. */
export const BUDGET = 1000;

/** Calls that were recorded. */
let calls = 0;

/** @param {object} object */
function idOf(object) {
    const source = definitionOf(object);
    return source && source.observable !== 0 ? { lo: source.observable, hi: highOf(source) } : null;
}

/** @type {ReturnType<typeof previewOptions>} */
export let options = previewOptions({ idOf });

/** @param {{ mask?: any }} given */
export function setOptions(given) {
    options = previewOptions({ mask: given.mask, idOf });
}

/** The declared name of what sends to a slot, by which secrets are told. @param {number} slot @returns {string | undefined} */
function nameOf(slot) {
    return /** @type {any} */ (sources[slot])?.unit.variable;
}

/** A preview, or the Source of an observable, which may get its id later. @param {unknown} value @param {number} slot */
function seen(value, slot) {
    try {
        return definitionOf(value) ?? preview(value, options, nameOf(slot));
    } catch {
        return ABSENT;
    }
}

/** @param {number} slot @returns {boolean} whether one is left for this slot */
function spend(slot) {
    if (hot.budget > 0) {
        hot.budget--;
        return hasRoom();
    }
    return hot.watching > 0 && (hot.watchAll || (flags[slot] & WATCHED) !== 0) && hasRoom();
}

/** A value that was counted goes to `slot`. @param {number} slot @param {unknown} value */
export function recordNext(slot, value) {
    if (!spend(slot)) {
        return false;
    }
    life(OP.SEND | SEND.NEXT << 8, slot, nexts[slot] >>> 0, 0, seen(value, slot));
    return true;
}

/** @param {number} slot */
export function recordSent(slot) {
    detailEnd(OP.SENT, slot, 0, null);
}

/** An error or complete is always recorded: no counter tells of it. @param {number} slot @param {number} kind SEND @param {unknown} value */
export function recordEnd(slot, kind, value) {
    life(OP.SEND | kind << 8, slot, 0, 0, kind === SEND.ERROR ? seen(value, slot) : NONE);
}

/** @param {import("./args.js").FunctionArg} arg @returns {number} the call's number; 0: not recorded */
export function recordCall(arg) {
    if (!spend(arg.slot)) {
        return 0;
    }
    const number = ++calls;
    life(OP.CALL, arg.slot, number >>> 0, Math.floor(number / 4294967296), arg);
    return number;
}

/** @param {number} number @param {unknown} result */
export function recordReturn(number, result) {
    detailEnd(OP.RETURN, number >>> 0, Math.floor(number / 4294967296), seen(result, 0));
}
