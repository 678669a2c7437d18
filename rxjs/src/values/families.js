/**
 * families.js - what an object is, by its prototypes: the name of its class, and the family of built-in objects that
 * it may belong to. Both are found once for a prototype and remembered with it.
 *
 * Names are compared rather than prototypes, since objects come from other frames and realms too. That the class is a
 * part of the engine proves little: whoever shows a member of a family makes sure through an internal slot.
 */
import { CHAIN, apply, getPrototypeOf, hasOwn, isProxy, ownData, ownText } from "./own.js";

/** Names of built-in classes → how their objects are shown; see objects.js. @type {Record<string, string>} */
const TYPES = {
    Map: "map", Set: "set", Date: "date", RegExp: "regexp", Error: "error", ArrayBuffer: "buffer",
    SharedArrayBuffer: "buffer", Number: "box", String: "box", Boolean: "box", Node: "node", Event: "event",
    // Whose properties say nothing, are too many, or read from a store.
    Promise: "opaque", WeakMap: "opaque", WeakSet: "opaque", WeakRef: "opaque", Window: "opaque", Storage: "opaque",
    NodeList: "opaque", HTMLCollection: "opaque", NamedNodeMap: "opaque", DOMStringMap: "opaque",
    CSSStyleDeclaration: "opaque", FormData: "opaque", Headers: "opaque",
    Observable: "observable", Subscription: "subscription",
};

/**
 * Those that are not a part of the engine everywhere, and a method by which they are told from an app's class of that
 * name. @type {Record<string, string>}
 */
const MARKS = {
    Observable: "pipe", Subscription: "add", Event: "preventDefault", FormData: "append", Headers: "append",
};

const NAME_LENGTH = 60;
const sourceOf = Function.prototype.toString;

/**
 * @typedef {object} Family
 * @property {string} name of the class, "" when there is none to be read
 * @property {string} type how its objects are shown: a type of TYPES, or "" for a plain one
 * @property {boolean} sure the type came from a class of the engine
 */

/** @type {Readonly<Family>} */
const NOTHING = Object.freeze({ name: "", type: "", sure: true });

/** @type {WeakMap<object, Family>} */
const known = new WeakMap();

/** The class of a prototype, if that is a plain property. @param {object} prototype @returns {Function | null} */
function classOf(prototype) {
    const made = ownData(prototype, "constructor")?.value;
    return typeof made === "function" && !isProxy(made) ? made : null;
}

/** @param {Function} made */
function isNative(made) {
    return apply(sourceOf, made, []).endsWith("{ [native code] }");
}

/** @param {Family} family @param {object} prototype */
function extend(family, prototype) {
    const made = classOf(prototype), name = made === null ? "" : ownText(made, "name").slice(0, NAME_LENGTH);
    family.name ||= name;
    if (made !== null && hasOwn(TYPES, name)) {
        family.sure = isNative(made);
        const mark = MARKS[name];
        const fits = mark === undefined ? family.sure : ownData(prototype, mark) !== undefined;
        family.type = fits ? TYPES[name] : "";
    }
}

/** @param {object} prototype @returns {Family} */
function find(prototype) {
    const family = { name: "", type: "", sure: true };
    /** @type {object | null} */
    let at = prototype;
    for (let i = 0; at !== null && i < CHAIN && family.type === "" && !isProxy(at); i++) {
        extend(family, at);
        at = getPrototypeOf(at);
    }
    return family;
}

/**
 * The family of objects with this prototype.
 * @param {object | null} prototype
 * @returns {Family}
 */
export function familyOf(prototype) {
    if (prototype === null || isProxy(prototype)) {
        return NOTHING;
    }
    let family = known.get(prototype);
    if (family === undefined) {
        family = find(prototype);
        known.set(prototype, family);
    }
    return family;
}
