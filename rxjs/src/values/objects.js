/**
 * objects.js - which kind of object this is, and who describes it. A describer returns false when the object turns
 * out not to be what its class says (an app's own class `Event`): it is a plain one then.
 */
import { describeArray, describeMap, describeSet, describeView } from "./collections.js";
import { describeBox, describeBuffer, describeDate, describeRegExp } from "./builtins.js";
import { describeEvent, describeNode } from "./dom.js";
import { errorName } from "./errors.js";
import { familyOf } from "./families.js";
import { getPrototypeOf, isArray, isProxy, isView, tellsProxies } from "./own.js";
import { describeProperties } from "./properties.js";
import { shorten } from "./text.js";

/** Bytes of an error that stands in an object. */
const ERROR_BYTES = 60;

/**
 * @typedef {import("./walk.js").Walk} Walk
 * @typedef {(walk: Walk, object: any, name: string) => boolean} Describer
 */

/** @type {Record<string, Describer>} */
const DESCRIBERS = {
    map: describeMap,
    set: describeSet,
    date: describeDate,
    regexp: describeRegExp,
    buffer: describeBuffer,
    box: describeBox,
    node: describeNode,
    event: describeEvent,
    error: (walk, error) => named(walk, shorten(errorName(error, text => walk.masked(text)), ERROR_BYTES)),
    observable: (walk, observable, name) => named(walk, observableText(walk, observable, name)),
    subscription: (walk, _, name) => named(walk, name),
    opaque: (walk, _, name) => named(walk, name),
};

/** @param {Walk} walk @param {string} text */
function named(walk, text) {
    walk.add(text);
    return true;
}

/** @param {Walk} walk @param {object} observable @param {string} name */
function observableText(walk, observable, name) {
    const id = walk.options.idOf(observable);
    return id === null ? name : `${name}#${id.lo}`;
}

/** @param {object} object */
function proxyText(object) {
    // Of a revoked one, isArray() throws.
    try {
        return isArray(object) ? "Proxy(Array)" : "Proxy(Object)";
    } catch {
        return "Proxy(revoked)";
    }
}

/**
 * @param {Walk} walk
 * @param {object} object
 * @param {import("./families.js").Family} family
 */
function describePlain(walk, object, family) {
    if (family.type !== "" && family.sure && !tellsProxies()) {
        walk.add(`Proxy(${family.name})`); // a reactive Map, say: it has the prototype and not the slot
        return;
    }
    if (!family.sure) {
        family.type = "";
    }
    describeProperties(walk, object, family.name);
}

/**
 * @param {Walk} walk
 * @param {object} object
 */
export function describeObject(walk, object) {
    if (isProxy(object)) {
        walk.add(proxyText(object));
        return;
    }
    if (isArray(object)) {
        describeArray(walk, object);
        return;
    }
    const family = familyOf(getPrototypeOf(object));
    if (isView(object)) {
        describeView(walk, object);
        return;
    }
    if (family.type === "" || !DESCRIBERS[family.type](walk, object, family.name)) {
        describePlain(walk, object, family);
    }
}
