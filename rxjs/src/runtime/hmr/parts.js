/** parts.js - what ends with a subscriber: what RxJS and the app have put on it, in that order. */

/**
 * A copy: the list changes while its parts are closed. Before RxJS 7.5 it is called `_teardowns`.
 * @param {any} subscriber
 * @returns {any[]}
 */
export function partsOf({ _finalizers, _teardowns }) {
    return [...(_finalizers ?? _teardowns ?? [])];
}

/** @param {any} value */
export function isSubscriber(value) {
    return typeof value === "object" && value !== null && "isStopped" in value && "destination" in value;
}

/** Whether an operator puts it on its subscriber in the course of time: an inner subscription, a timer. @param {any} part @param {any} subscriber */
export function isInner(part, subscriber) {
    return isSubscriber(part) && part.destination === subscriber || typeof part?.schedule === "function";
}
