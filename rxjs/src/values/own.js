/**
 * own.js - looking at an object without running code of the app.
 *
 * Every value is looked at through the functions here. They are taken when the module is loaded, so that a later
 * patch of a global is not called, and they read own data properties only: a getter is not run, an inherited property
 * is not looked up.
 *
 * A Proxy answers all of them with its traps. In Node it is told apart for certain (`isProxy`). No function of a
 * browser does that without running a trap. There, what may be a proxy is asked in this order, and no more than that:
 * Array.isArray (runs no trap), getPrototypeOf, ownKeys, getOwnPropertyDescriptor; never get and never has, which are
 * what reactive libraries count as reading. See index.js for what that means.
 */

export const { getPrototypeOf, getOwnPropertyDescriptor, keys, hasOwn, is } = Object;
export const { isArray } = Array;
export const { isSafeInteger } = Number;
export const { apply } = Reflect;
export const isView = ArrayBuffer.isView;

/** @typedef {(value: unknown) => boolean} Test */

/** @returns {any} what Node has in node:util, without importing it: this module runs in pages too */
function nodeUtil() {
    const { process } = /** @type {any} */ (globalThis);
    try {
        return process?.getBuiltinModule?.("node:util");
    } catch {
        return undefined;
    }
}

/** @type {Test | undefined} */
const nodeTest = nodeUtil()?.types?.isProxy;
let proxyTest = nodeTest;

/**
 * Hands over how a proxy is told, for Nodes in which it is not found by itself; undefined: as at the start.
 * @param {Test | undefined} test
 */
export function useProxyTest(test) {
    proxyTest = test ?? nodeTest;
}

/** False where a proxy may be taken for what it stands for. */
export function tellsProxies() {
    return proxyTest !== undefined && proxyTest === nodeTest;
}

/** True for what is known to be a proxy; false says nothing in a page. @param {unknown} value */
export function isProxy(value) {
    return proxyTest !== undefined && proxyTest(value);
}

/**
 * The descriptor of an own data property; undefined when there is none, or when it is an accessor.
 * @param {object} object
 * @param {PropertyKey} key
 */
export function ownData(object, key) {
    const found = getOwnPropertyDescriptor(object, key);
    return found !== undefined && hasOwn(found, "value") ? found : undefined;
}

/**
 * The value of an own data property, when it is a string that is not empty; else "".
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {string}
 */
export function ownText(object, key) {
    const value = ownData(object, key)?.value;
    return typeof value === "string" ? value : "";
}

/**
 * An own or inherited property, when it is a data property; null when there is none, undefined when it is an
 * accessor, or when it cannot be known since a proxy is in the way.
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {PropertyDescriptor | null | undefined}
 */
export function findData(object, key) {
    /** @type {object | null} */
    let at = object;
    for (let i = 0; at !== null; i++, at = getPrototypeOf(at)) {
        if (i === CHAIN || isProxy(at)) {
            return undefined;
        }
        const found = getOwnPropertyDescriptor(at, key);
        if (found !== undefined) {
            return hasOwn(found, "value") ? found : undefined;
        }
    }
    return null;
}

/**
 * The value of an own or inherited data property that is a string, else "".
 * @param {object} object
 * @param {PropertyKey} key
 * @returns {string}
 */
export function dataText(object, key) {
    const value = findData(object, key)?.value;
    return typeof value === "string" ? value : "";
}

/** Prototypes that are looked at, of one object. */
export const CHAIN = 32;

/**
 * The getter of a built-in class. Called with apply() it reads an internal slot: of anything that has no such slot,
 * proxies too, it throws and runs nothing.
 * @param {any} prototype undefined where the class does not exist
 * @param {PropertyKey} key
 * @returns {Function | undefined}
 */
export function getter(prototype, key) {
    return prototype ? getOwnPropertyDescriptor(prototype, key)?.get : undefined;
}
