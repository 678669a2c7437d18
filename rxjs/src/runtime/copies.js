/**
 * copies.js - how copies of rxjs come to be hooked. Bundlers may leave classes out, and bring them in any order: what is
 * missing is waited for.
 */
import { copies, done, remember } from "./adopted.js";
import { hook } from "./hooks.js";

/** @typedef {import("./adopted.js").Classes} Classes */

export const events = {
    /** One cannot be. @param {string} _why */
    refused: _why => {},
    /** @param {any} _Observable */
    observable: _Observable => {},
};

/** @type {(() => void)[]} */
const waiting = [];

/** Calls `fn` whenever a copy is hooked, and at once when one is already. @param {() => void} fn */
export function onAdopted(fn) {
    waiting.push(fn);
    copies() > 0 && fn();
}

/** @param {unknown} value @returns {value is Function} */
function isClass(value) {
    return typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;
}

/**
 * Hooks one copy of rxjs. Takes it in parts, in any order, any number of times.
 * @param {Classes} classes
 * @returns {boolean} whether its observables are known now
 */
export function adopt(classes) {
    const { Observable, Subscriber } = classes;
    if (!isClass(Observable) || !isClass(Subscriber)) {
        remember({ Subject: classes.Subject });
        return false;
    }
    if (done.has(Observable.prototype)) {
        remember(classes);
        return true;
    }
    const why = tryHook(Observable, Subscriber);
    if (why !== "") {
        events.refused(why);
        return false;
    }
    remember(classes);
    events.observable(Observable);
    waiting.forEach(fn => fn());
    return true;
}

/** @param {Function} Observable @param {Function} Subscriber */
function tryHook(Observable, Subscriber) {
    try {
        return hook(Observable, Subscriber);
    } catch (error) {
        return String(error);
    }
}
