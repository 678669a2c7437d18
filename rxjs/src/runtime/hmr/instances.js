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
function adoptInitial({ object, initialHash }, { args, site }) {
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

/** `// rx:reset` stands at its declaration. @param {import("../sites.js").Site} site */
export function startsOver({ hot }) {
    return ((hot?.[3] ?? 0) & 1) !== 0;
}

/** Its subscribers, which stay. */
const STAYS = new Set(["observers", "currentObservers"]);

/**
 * The instance becomes what another one is, but for its subscribers.
 * @param {any} object
 * @param {any} made
 * @param {boolean} all also its state, as far as both have it
 */
function takeAfter(object, made, all) {
    const before = new Set(Reflect.ownKeys(object));
    Object.getPrototypeOf(object) !== Object.getPrototypeOf(made) && Object.setPrototypeOf(object, Object.getPrototypeOf(made));
    for (const key of before) {
        Object.hasOwn(made, key) || STAYS.has(/** @type {string} */ (key)) || delete object[key];
    }
    for (const key of Reflect.ownKeys(made)) {
        if (!STAYS.has(/** @type {string} */ (key)) && (all || !before.has(key))) {
            Object.defineProperty(object, key, { configurable: true, enumerable: true, writable: true, value: made[key] });
        }
    }
    "_value" in made && unsent(object) === undefined && (all || !before.has("_value")) && watchInitial(object, made._value);
}

/**
 * A subject was declared again.
 * @param {HotTrack} track
 * @param {Declared} declared
 * @returns {string} what was done, "" for nothing
 */
export function renew(track, declared) {
    const { object, site: old } = track, { made, site } = declared;
    if (made === object) {
        return adoptInitial(track, declared);
    }
    const isOther = old.name !== site.name;
    takeAfter(object, made, startsOver(site));
    return isOther ? `it is a ${site.name} now, with the subscribers that it had as a ${old.name}` : "it starts over, as rx:reset says";
}
