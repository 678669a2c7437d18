/** instances.js - subjects under their key: they stay, with their value, their buffer and their subscribers. */

/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./stage.js").Declared} Declared */

/**
 * As long as nothing was sent, the value of a BehaviorSubject is read through here; sending makes it a plain property again.
 * @param {any} instance
 * @param {unknown} value
 */
export function watchInitial(instance, value) {
    const like = Object.getOwnPropertyDescriptor(instance, "_value");
    if (like !== undefined) {
        Object.defineProperty(instance, "_value", {
            configurable: true,
            enumerable: like.enumerable,
            get: () => value,
            set(sent) {
                Object.defineProperty(instance, "_value", { configurable: true, enumerable: like.enumerable, writable: true, value: sent });
            },
        });
    }
}

/** The value of a subject to which nothing was sent. @param {any} instance @returns {(() => unknown) | undefined} */
function unsent(instance) {
    return Object.getOwnPropertyDescriptor(instance, "_value")?.get;
}

/**
 * An initial value that was edited counts as long as nothing was sent.
 * @param {HotTrack} track
 * @param {Declared} declared
 * @returns {string} what was done, "" for nothing
 */
export function adoptInitial({ object, initialHash }, { args, site }) {
    const read = unsent(object), [value] = args ?? [];
    if (args === null || args.length === 0 || read === undefined) {
        return "";
    }
    const hash = site.args[0]?.hot?.[0] ?? "", isSame = typeof value === "object" ? hash === initialHash : Object.is(read(), value);
    if (isSame) {
        return "";
    }
    watchInitial(object, value);
    return "its initial value is the new one, since nothing was sent so far";
}
