/** instances.js - subjects under their key: they stay, with their value, their buffer and their subscribers. */
import { Creator } from "../definitions.js";
import { compare, linesOf } from "./align.js";
import { isOwned } from "./module.js";
import { Running } from "./running.js";
import { shapeOf } from "./shape.js";
import { observableIn } from "./steps.js";

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

/**
 * The streams in the args of a creator that have no key of their own.
 * @param {import("../definitions.js").Source | undefined} source
 * @param {boolean} owned also those that have one
 * @param {(path: string, stream: object) => void} each
 */
function eachInput(source, owned, each) {
    for (const arg of source instanceof Creator ? source.args : []) {
        const stream = observableIn(arg);
        stream !== undefined && (owned || !isOwned(stream)) && each(arg.place.path, stream);
    }
}

/** @param {HotTrack} track @param {import("../definitions.js").Source} source */
export function keepInputs(track, source) {
    eachInput(source, false, (path, stream) => track.inputs.set(path, new Running(shapeOf(stream, isOwned))));
}

/**
 * What an instance was made of is swapped below it.
 * @param {HotTrack} track
 * @param {Declared} declared
 * @param {import("./align.js").ImportChanged} importChanged
 * @returns {string} what was done, "" for nothing
 */
export function renewInputs({ inputs, object }, { made, source }, importChanged) {
    /** @type {string[]} */
    const lines = [];
    made !== object && eachInput(source, true, (path, stream) => {
        const running = inputs.get(path);
        if (running !== undefined) {
            const plan = compare(running, shapeOf(stream, isOwned), importChanged);
            running.apply(plan);
            plan.changed && lines.push(...linesOf(plan));
        }
    });
    return lines.join("; ");
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
    const isOther = old.name !== site.name;
    if (made === object || !isOther && !startsOver(site)) {
        return adoptInitial(track, declared);
    }
    takeAfter(object, made, startsOver(site));
    return isOther ? `it is a ${site.name} now, with the subscribers that it had as a ${old.name}` : "it starts over, as rx:reset says";
}
