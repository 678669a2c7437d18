/**
 * adopted.js - the copies of rxjs that are hooked: the package of the app, a second one that a dependency brought, both at
 * once. Each prototype is hooked once, whoever brings it and however often.
 */

import { isProxy } from "../values/own.js";

/** @typedef {{ Observable?: any, Subscriber?: any, Subscription?: any, Subject?: any }} Classes */

/** The bases of the copies. @type {Set<object>} */
const observablePrototypes = new Set();
/** @type {Set<object>} */
const subjectPrototypes = new Set();
/** Prototypes that are hooked, or that cannot be. @type {WeakSet<object>} */
export const done = new WeakSet();

/** @typedef {{ name: string, subject: boolean }} Description */
/** What an observable is called, by its prototype. @type {WeakMap<object, Description>} */
let described = new WeakMap();
/** @type {Description} */
const PLAIN = { name: "Observable", subject: false };
/** @type {Set<object>} */
const subscriberPrototypes = new Set();

/** @param {any} Class */
function prototypeOf(Class) {
    const prototype = typeof Class === "function" ? Class.prototype : undefined;
    return typeof prototype === "object" && prototype !== null ? prototype : null;
}

/** @param {Classes} classes */
export function remember({ Observable, Subscriber, Subject }) {
    const base = prototypeOf(Observable), subject = prototypeOf(Subject), subscriber = prototypeOf(Subscriber);
    base && observablePrototypes.add(base);
    subject && subjectPrototypes.add(subject);
    subscriber && subscriberPrototypes.add(subscriber);
    described = new WeakMap();
}

/** How many copies are hooked. */
export function copies() {
    return observablePrototypes.size;
}

/** @param {any} value @param {Set<object>} prototypes */
function inherits(value, prototypes) {
    for (let at = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
        if (prototypes.has(at)) {
            return true;
        }
    }
    return false;
}

/** An observable of a copy that is hooked. @param {unknown} value @returns {value is object} */
export function isObservable(value) {
    return typeof value === "object" && value !== null && !isProxy(value) && inherits(value, observablePrototypes);
}

/** @param {object} prototype @returns {string} */
function nameOf(prototype) {
    const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    const name = typeof constructor === "function" && Object.getOwnPropertyDescriptor(constructor, "name")?.value;
    return typeof name === "string" && name !== "" ? name : "Observable";
}

/** Whether a subscriber is one of a copy that is hooked, and not something that looks like one. @param {object} value */
export function isSubscriberOfCopies(value) {
    return !isProxy(value) && inherits(value, subscriberPrototypes);
}

/** A subscriber as subscribe() would make it. @param {unknown[]} args of subscribe @returns {any} */
export function createSubscriber(args) {
    const [prototype] = subscriberPrototypes;
    return /** @type {any} */ (prototype.constructor).create(...args);
}

/** What an observable without a site is called. Runs no code of the app. @param {object} observable @returns {Description} */
export function describe(observable) {
    if (isProxy(observable)) {
        return PLAIN;
    }
    const prototype = Object.getPrototypeOf(observable);
    if (prototype === null || observablePrototypes.has(prototype)) {
        return PLAIN;
    }
    let found = described.get(prototype);
    if (found === undefined) {
        found = { name: nameOf(prototype), subject: inherits(observable, subjectPrototypes) };
        described.set(prototype, found);
    }
    return found;
}
