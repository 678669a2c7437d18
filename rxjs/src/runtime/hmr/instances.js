/** instances.js - subjects under their key: they stay, with their value, their buffer and their subscribers. */

/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./stage.js").Declared} Declared */

/** What their constructors were given. @type {WeakMap<object, unknown>} */
const initials = new WeakMap();

/** @param {object} instance @param {unknown} value */
export function noteInitial(instance, value) {
    initials.set(instance, value);
}

/**
 * An initial value that was edited counts as long as nothing was sent.
 * @param {HotTrack} track
 * @param {Declared} declared
 * @returns {string} what was done, "" for nothing
 */
export function adoptInitial({ object }, { args }) {
    const instance = /** @type {any} */ (object);
    if (args === null || args.length === 0 || !("_value" in instance) || !initials.has(instance)) {
        return "";
    }
    const before = initials.get(instance), [value] = args;
    if (Object.is(before, value) || !Object.is(instance._value, before) || typeof value === "object" && value !== null) {
        return "";
    }
    instance._value = value;
    initials.set(instance, value);
    return "its initial value is the new one, since nothing was sent so far";
}

