/**
 * args.js - the args of one call of a creator or operator. Functions among them, by the site's word and never by looking at
 * values, are replaced by a trampoline, made once: it counts, says whose call it is while the app is inside, and hands on
 * `this`, arguments, result and throw untouched. Only rxjs gets to see it, which looks neither at its name nor at its length: to
 * give it those of the function costs more than to make it, and a proxy would notice.
 */
import { ARG } from "../protocol/kinds.js";
import { definitionOf } from "./sites.js";
import { trampoline } from "./trampolines.js";

/** @typedef {import("./sites.js").Place} Place */
/** @typedef {import("./definitions.js").Source} Source */
/** @typedef {import("./definitions.js").Fun | import("./definitions.js").Creator} Owner */
/** @typedef {FunctionArg | OtherArg} Arg */

export class FunctionArg {
    /** @param {Place} place */
    constructor(place) {
        this.place = place;
        /**
         * What is called instead of what it was made with, and of which place it is; what that was. Only of what a module makes
         * while it is evaluated, whose functions are kept (hmr/): others would keep what they close over. @type {Function | null}
         */
        this.fn = null;
        /** @type {Function | null} */
        this.own = null;
        this.current = place;
        /** The newest one for all that this place has made; null: it goes by its own. */
        this.cell = place.cell;
        /** A new function that has not shown yet that it works. @type {import("./hmr/probation.js").Trial | null} */
        this.trial = null;
        /** @type {Owner | null} */
        this.owner = null;
        /** @type {Source | null} */
        this.source = null;
        this.id = 0;
        this.calls = 0;
        /** Calls that the readers were told of. */
        this.told = 0;
        /** Stands in the list of those with calls to tell. */
        this.listed = false;
        /** For what is made in its calls. @type {import("./definitions.js").Maker | null} */
        this.maker = null;
        /** For which subscription it was called last. */
        this.slot = 0;
    }
}

export class OtherArg {
    /** @param {Place} place @param {unknown} value */
    constructor(place, value) {
        this.place = place;
        this.current = place;
        /** @type {Owner | null} */
        this.owner = null;
        /** @type {Source | null} */
        this.source = definitionOf(value) ?? null;
        /** Objects of the app are not kept. */
        this.value = typeof value === "object" || typeof value === "function" ? undefined : value;
        this.id = 0;
    }
}

/** What finalize() puts among the teardowns of a subscriber, by its trampoline. @type {WeakMap<Function, FunctionArg>} */
export const finalizers = new WeakMap();

/** The values on the way to a place, where they are literals: copied, so that the app's stay as they are. */
class Copies {
    /** @param {unknown[]} args */
    constructor(args) {
        this.args = args;
        /** @type {Set<unknown>} */
        this.ours = new Set();
    }

    /** @param {any} holder @param {string | number} key */
    open(holder, key) {
        const value = holder[key];
        if (this.ours.has(value)) {
            return value;
        }
        const copy = copyOf(value);
        if (copy !== null) {
            holder[key] = copy;
            this.ours.add(copy);
        }
        return copy;
    }
}

/** A copy of a plain object or array with data properties only; null of anything else. @param {any} value */
function copyOf(value) {
    if (typeof value !== "object" || value === null) {
        return null;
    }
    const isArray = Array.isArray(value), prototype = Object.getPrototypeOf(value);
    if (prototype !== (isArray ? Array.prototype : Object.prototype)) {
        return null;
    }
    const descriptors = /** @type {any} */ (Object.getOwnPropertyDescriptors(value));
    for (const key of Reflect.ownKeys(descriptors)) {
        if (!("value" in descriptors[key])) {
            return null;
        }
        if (!(isArray && key === "length")) {
            descriptors[key].writable = descriptors[key].configurable = true;
        }
    }
    return isArray ? Object.defineProperties([], descriptors) : Object.create(prototype, descriptors);
}

/**
 * One arg as seen in the call; puts the trampoline there.
 * @param {string} name of the operator or creator
 * @param {Place} place
 * @param {unknown[]} args
 * @param {Copies | null} copies
 * @param {boolean} wrap
 * @param {boolean} keep
 */
function argAt(name, place, args, copies, wrap, keep) {
    let holder = /** @type {any} */ (args), key = /** @type {string | number} */ (place.index);
    for (const inner of copies === null ? [] : place.keys) {
        holder = /** @type {Copies} */ (copies).open(holder, key);
        if (holder === null) {
            return new OtherArg(place, undefined);
        }
        key = inner;
    }
    const value = holder[key];
    if (!wrap || place.type !== ARG.FUNCTION || typeof value !== "function") {
        return new OtherArg(place, value);
    }
    const arg = new FunctionArg(place);
    if (keep) {
        arg.own = value;
    }
    holder[key] = trampoline(name, value, arg);
    return arg;
}

/** @type {Arg[]} */
const NONE = [];

/**
 * The args of a call; functions among them are replaced in `args`.
 * @param {import("./sites.js").Site} site
 * @param {unknown[]} args
 * @param {boolean} wrap false: of a constructor, whose function runs once a subscription, which is counted
 * @param {boolean} [keep] the functions, which swaps move
 * @returns {Arg[]}
 */
export function takeArgs(site, args, wrap, keep = false) {
    const places = site.args;
    if (places.length === 0) {
        return NONE;
    }
    const copies = site.hasKeys && wrap ? new Copies(args) : null;
    /** @type {Arg[]} */
    const found = [];
    for (const place of places) {
        if (place.index < args.length) {
            found.push(argAt(site.name, place, args, copies, wrap, keep));
        }
    }
    if (site.name === "finalize" && found[0] instanceof FunctionArg) {
        finalizers.set(/** @type {Function} */ (args[0]), found[0]);
    }
    return found;
}

/** @param {Arg[]} args @param {Owner} owner */
export function ownArgs(args, owner) {
    for (const arg of args) {
        arg.owner = owner;
    }
}
