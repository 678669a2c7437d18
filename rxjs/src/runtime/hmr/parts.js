/** parts.js - what ends with a subscriber: what RxJS and the app have put on it, in that order. */

/**
 * A copy: the list changes while its parts are closed. Before RxJS 7.5 it is called `_teardowns`.
 * @param {any} subscriber
 * @returns {any[]}
 */
export function partsOf({ _finalizers, _teardowns }) {
    return [...(_finalizers ?? _teardowns ?? [])];
}
