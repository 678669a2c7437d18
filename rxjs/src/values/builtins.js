/**
 * builtins.js - dates, regular expressions, buffers and boxed primitives: told by their internal slots, in any
 * realm.
 */
import { apply, getter } from "./own.js";
import { count, shorten } from "./text.js";

/** @typedef {import("./walk.js").Walk} Walk */

const { getTime, toISOString } = Date.prototype;
const sourceOf = /** @type {Function} */ (getter(RegExp.prototype, "source"));
const FLAGS = /** @type {[string, Function | undefined][]} */ ([
    ["d", getter(RegExp.prototype, "hasIndices")], ["g", getter(RegExp.prototype, "global")],
    ["i", getter(RegExp.prototype, "ignoreCase")], ["m", getter(RegExp.prototype, "multiline")],
    ["s", getter(RegExp.prototype, "dotAll")], ["u", getter(RegExp.prototype, "unicode")],
    ["v", getter(RegExp.prototype, "unicodeSets")], ["y", getter(RegExp.prototype, "sticky")],
]);
const BUFFERS = [
    getter(ArrayBuffer.prototype, "byteLength"),
    getter(globalThis.SharedArrayBuffer?.prototype, "byteLength"),
];
const BOXES = [Number.prototype.valueOf, String.prototype.valueOf, Boolean.prototype.valueOf];
const PATTERN_BYTES = 80;

/**
 * What a method says of an object that has the internal slot it reads; undefined of another.
 * @param {Function | undefined} method
 * @param {object} object
 */
function slot(method, object) {
    try {
        return method && apply(method, object, []);
    } catch {
        return undefined;
    }
}

/** @param {Walk} walk @param {object} date */
export function describeDate(walk, date) {
    const time = slot(getTime, date);
    if (time === undefined) {
        return false;
    }
    walk.add(time === time ? apply(toISOString, date, []) : "Date(invalid)");
    return true;
}

/** @param {Walk} walk @param {object} regexp */
export function describeRegExp(walk, regexp) {
    const source = slot(sourceOf, regexp);
    if (source === undefined) {
        return false;
    }
    let flags = "";
    for (const [letter, has] of FLAGS) {
        flags += slot(has, regexp) === true ? letter : "";
    }
    walk.add(`/${shorten(source, PATTERN_BYTES)}/${flags}`);
    return true;
}

/**
 * Bytes of an ArrayBuffer or SharedArrayBuffer; -1 when it is none.
 * @param {object} object
 */
export function bufferLength(object) {
    for (const byteLength of BUFFERS) {
        const length = slot(byteLength, object);
        if (length !== undefined) {
            return /** @type {number} */ (length);
        }
    }
    return -1;
}

/** @param {Walk} walk @param {object} buffer @param {string} name */
export function describeBuffer(walk, buffer, name) {
    const length = bufferLength(buffer);
    if (length < 0) {
        return false;
    }
    walk.add(`${name}(${count(length)})`);
    return true;
}

/** `Number {3}`. @param {Walk} walk @param {object} box @param {string} name */
export function describeBox(walk, box, name) {
    for (const valueOf of BOXES) {
        const value = slot(valueOf, box);
        if (value !== undefined) {
            walk.add(name + " {");
            walk.value(value);
            walk.add("}");
            return true;
        }
    }
    return false;
}
