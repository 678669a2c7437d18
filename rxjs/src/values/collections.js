/** collections.js - arrays, typed arrays, maps and sets: their size and their first elements, whatever their size. */
import { apply, getOwnPropertyDescriptor, getPrototypeOf, getter, hasOwn, ownData } from "./own.js";
import { count } from "./text.js";

/** @typedef {import("./walk.js").Walk} Walk */

/** Elements that are written at most; few fit on the line. */
const SHOWN = 16;
/** Longer ones say how long they are. */
const SHORT = 5;

const TypedArray = getPrototypeOf(Uint8Array.prototype);
const typeOf = /** @type {Function} */ (getter(TypedArray, Symbol.toStringTag));
const lengthOf = /** @type {Function} */ (getter(TypedArray, "length"));
const mapSize = /** @type {Function} */ (getter(Map.prototype, "size"));
const setSize = /** @type {Function} */ (getter(Set.prototype, "size"));
const { entries } = Map.prototype;
const { values } = Set.prototype;
const nextOfMap = getPrototypeOf(new Map().entries()).next;
const nextOfSet = getPrototypeOf(new Set().values()).next;

/**
 * Writes element after element, until the line is full.
 * @param {Walk} walk
 * @param {number} length
 * @param {(i: number) => number} write writes what stands at i, and returns where to go on
 */
function writeElements(walk, length, write) {
    let at = 0;
    for (let written = 0; at < length && written < SHOWN && !walk.line.full; written++) {
        walk.add(at === 0 ? "" : ", ");
        at = write(at);
    }
    if (at < length) {
        walk.add(", …");
    }
}

/**
 * Writes what stands at `i` of an array, or how many places in a row are empty (of those that are looked at).
 * @param {Walk} walk
 * @param {unknown[]} array
 * @param {number} length
 * @param {number} i
 */
function writeElement(walk, array, length, i) {
    const end = Math.min(length, i + SHOWN);
    let at = i;
    while (at < end && getOwnPropertyDescriptor(array, at) === undefined) {
        at++;
    }
    if (at > i) {
        walk.add(at - i === 1 ? "<empty>" : `<${at - i} empty>`);
        return at;
    }
    const found = /** @type {PropertyDescriptor} */ (getOwnPropertyDescriptor(array, i));
    walk.add(hasOwn(found, "value") ? "" : "(…)");
    if (hasOwn(found, "value")) {
        walk.value(found.value);
    }
    return i + 1;
}

/** @param {Walk} walk @param {unknown[]} array */
export function describeArray(walk, array) {
    const length = ownData(array, "length")?.value; // not array.length: a proxy in a page would count that as reading
    if (length > SHORT || (walk.deep && length > 0)) {
        walk.add(`Array(${count(length)})${walk.deep ? "" : " "}`);
    }
    if (walk.deep && length > 0) {
        return;
    }
    walk.add("[");
    writeElements(walk, length, i => writeElement(walk, array, length, i));
    walk.add("]");
}

/**
 * `Float64Array(3) [1, 2, 3]`; elements of typed arrays are numbers, reading them runs nothing.
 * @param {Walk} walk
 * @param {any} view
 */
export function describeView(walk, view) {
    const type = apply(typeOf, view, []);
    if (type === undefined) {
        walk.add("DataView");
        return;
    }
    const length = apply(lengthOf, view, []);
    walk.add(`${type}(${count(length)})`);
    if (walk.deep) {
        return;
    }
    walk.add(" [");
    writeElements(walk, length, i => {
        walk.value(view[i]);
        return i + 1;
    });
    walk.add("]");
}

/**
 * The size, read from the internal slot; -1 when there is none.
 * @param {Function} size
 * @param {object} object
 */
function sizeOf(size, object) {
    try {
        return /** @type {number} */ (apply(size, object, []));
    } catch {
        return -1;
    }
}

/**
 * @param {Walk} walk
 * @param {string} name
 * @param {number} size
 * @param {(i: number) => number} write
 */
function writeCollection(walk, name, size, write) {
    walk.add(`${name}(${count(size)}) `);
    if (walk.deep && size > 0) {
        walk.add("{…}");
        return;
    }
    walk.add("{");
    writeElements(walk, size, write);
    walk.add("}");
}

/** @param {Walk} walk @param {unknown} key @param {unknown} value */
function writeEntry(walk, key, value) {
    walk.value(key);
    walk.add(" => ");
    if (typeof key === "string") {
        walk.property(key, value);
    } else {
        walk.value(value);
    }
}

/** @param {Walk} walk @param {any} map @param {string} name */
export function describeMap(walk, map, name) {
    const size = sizeOf(mapSize, map);
    if (size < 0) {
        return false;
    }
    const iterator = apply(entries, map, []);
    writeCollection(walk, name, size, i => {
        const { value } = apply(nextOfMap, iterator, []);
        writeEntry(walk, value[0], value[1]);
        return i + 1;
    });
    return true;
}

/** @param {Walk} walk @param {any} set @param {string} name */
export function describeSet(walk, set, name) {
    const size = sizeOf(setSize, set);
    if (size < 0) {
        return false;
    }
    const iterator = apply(values, set, []);
    writeCollection(walk, name, size, i => {
        walk.value(apply(nextOfSet, iterator, []).value);
        return i + 1;
    });
    return true;
}
