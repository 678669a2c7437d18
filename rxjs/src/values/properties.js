/**
 * properties.js - `{id: 3, name: "Ada"}`: the own enumerable properties of an object, in their order.
 *
 * There is no way to ask an object for its first keys only: all of them are made. For one with 100,000 keys that takes
 * tens of milliseconds. So how many keys were made is a debt that time pays off, and while there is debt objects are
 * not opened; an object that was found to be huge is remembered, and not asked again.
 */
import { getOwnPropertyDescriptor, hasOwn, keys } from "./own.js";
import { count, shorten } from "./text.js";

const NAME_BYTES = 32;
/** A longer name may be a secret itself: a token by which something is kept. */
const PLAIN_NAME = 16;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** What is written in place of the result of a getter. */
const ACCESSOR = "(…)";
/** An object with more keys is huge. */
const MANY = 1000;
/** Keys that may be made in a millisecond, for huge objects together: about 2 % of the time. */
const KEYS_A_MS = 50;

const clock = performance.now.bind(performance);

/** Huge objects: how many keys they had. @type {WeakMap<object, { size: number, first: string[] }>} */
const huge = new WeakMap();
let debt = 0;
let paidAt = 0;

/** True while huge objects have used up what they may. */
function inDebt() {
    if (debt > 0) {
        const now = clock();
        debt -= (now - paidAt) * KEYS_A_MS;
        paidAt = now;
    }
    return debt > 0;
}

/** @param {object} object @param {string[]} all */
function remember(object, all) {
    if (!inDebt()) {
        debt = 0;
        paidAt = clock();
    }
    debt += all.length;
    const entry = { size: all.length, first: all.slice(0, 16) };
    huge.set(object, entry);
    return entry;
}

/** For tests: as if no huge object had been seen. */
export function forgetDebt() {
    debt = 0;
}

/**
 * The first keys of an object, and how many it has; null when it is not asked.
 * @param {object} object
 */
function firstKeys(object) {
    if (debt > 0) {
        const before = huge.get(object);
        if (before !== undefined || inDebt()) {
            return before ?? null;
        }
    }
    const all = keys(object);
    return all.length > MANY ? remember(object, all) : { size: all.length, first: all };
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {string} name
 */
function keyText(walk, name) {
    if (name.length <= PLAIN_NAME && IDENTIFIER.test(name)) {
        return name;
    }
    const part = walk.masked(name.length > 4 * NAME_BYTES ? name.slice(0, 4 * NAME_BYTES) : name);
    return `"${shorten(part, NAME_BYTES)}"`;
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {object} object
 * @param {string} key
 */
function writeProperty(walk, object, key) {
    const found = getOwnPropertyDescriptor(object, key);
    if (found === undefined) {
        return false;
    }
    walk.add(`${keyText(walk, key)}: `);
    if (hasOwn(found, "value")) {
        walk.property(key, found.value);
    } else {
        walk.add(ACCESSOR);
    }
    return true;
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {object} object
 * @param {string} name of its class, "" for none
 */
export function describeProperties(walk, object, name) {
    const prefix = name === "" || name === "Object" ? "" : name + " ";
    if (walk.deep) {
        walk.add(prefix + "{…}");
        return;
    }
    const found = firstKeys(object);
    if (found === null || found.size > MANY) {
        walk.add(found === null ? prefix : `${name || "Object"}(${count(found.size)}) `);
    } else {
        walk.add(prefix);
    }
    walk.add("{");
    writeProperties(walk, object, found);
    walk.add("}");
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {object} object
 * @param {{ size: number, first: string[] } | null} found
 */
function writeProperties(walk, object, found) {
    if (found === null) {
        walk.add("…");
        return;
    }
    let between = "";
    for (let i = 0; i < found.first.length && !walk.line.full; i++) {
        walk.add(between);
        between = writeProperty(walk, object, found.first[i]) ? ", " : "";
    }
    if (found.size > found.first.length) {
        walk.add(between + "…");
    }
}
