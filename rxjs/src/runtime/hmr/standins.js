/**
 * standins.js - an object with functions that is not written in the call, `retry(policy)`, `subscribe(logger)`: rxjs gets one that
 * stands in for it, whose functions are args like those of a literal, so that a swap moves them and the operator goes on. All
 * else that is read of it is compared as a plain value is. Objects with getters for these keys stay as they are.
 */
import { ARG } from "../../protocol/kinds.js";
import { isObservable } from "../adopted.js";
import { FunctionArg } from "../args.js";
import { Place } from "../sites.js";
import { trampoline } from "../trampolines.js";
import { noteObject } from "./steps.js";

/** What operators read of such an object, and at which position of their args it stands. @type {Record<string, [index: number, ...keys: string[]]>} */
const READ = {
    connect: [1, "connector"],
    groupBy: [1, "element", "duration", "connector"],
    repeat: [0, "count", "delay"],
    retry: [0, "count", "delay", "resetOnSuccess"],
    share: [0, "connector", "resetOnError", "resetOnComplete", "resetOnRefCountZero"],
    tap: [0, "next", "error", "complete", "subscribe", "unsubscribe", "finalize"],
    timeout: [0, "first", "each", "with", "scheduler", "meta"],
};
/** Of an observer. @type {[index: number, ...keys: string[]]} */
const OBSERVER = [0, "next", "error", "complete"];
/** What calls its functions as methods, and looks for them each time. @param {import("../sites.js").Site} site */
const callsMethods = ({ kind, name }) => kind === "s" || name === "tap";
/** Of an arg: it throws itself. */
const THROWS = 1;

/** @typedef {{ whole: import("../args.js").OtherArg, rest: Record<string, unknown> }} StandIn rest: what is no function */

/** @param {object} object @param {string} key @returns {PropertyDescriptor | undefined} its own, or one that it inherits */
function descriptorOf(object, key) {
    try {
        for (let holder = object; holder !== null && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
            const found = Object.getOwnPropertyDescriptor(holder, key);
            if (found !== undefined) {
                return found;
            }
        }
    } catch {
        // a proxy of the app's
    }
    return undefined;
}

/** @param {any} object @param {string} key */
function methodOf(object, key) {
    return (/** @type {unknown[]} */ ...args) => {
        const fn = object[key];
        return typeof fn === "function" ? Reflect.apply(fn, object, args) : undefined;
    };
}

/** A subscriber is subscribed as it is. @param {any} object */
function isSubscriber(object) {
    return typeof object.unsubscribe === "function" && typeof object.add === "function";
}

/**
 * An object among the args of an operator or a subscribe gives way to its stand-in.
 * @param {import("../sites.js").Site} site
 * @param {unknown[]} args
 * @param {import("../args.js").Arg[]} taken gets its functions
 * @returns {StandIn | null}
 */
export function standIn(site, args, taken) {
    const [index, ...keys] = site.kind === "s" ? OBSERVER : Object.hasOwn(READ, site.name) ? READ[site.name] : [-1];
    const object = args[index], whole = taken.find(({ place }) => place.index === index && place.keys.length === 0);
    if (typeof object !== "object" || object === null || whole === undefined || whole instanceof FunctionArg || isObservable(object) || isSubscriber(object)) {
        return null;
    }
    const found = keys.map(key => ({ key, descriptor: descriptorOf(object, key) }));
    const isPlain = found.every(({ descriptor }) => descriptor === undefined || "value" in descriptor);
    return isPlain && found.some(({ descriptor }) => typeof descriptor?.value === "function") ? make(site, args, taken, whole, found) : null;
}

/**
 * @param {import("../sites.js").Site} site
 * @param {any[]} args
 * @param {import("../args.js").Arg[]} taken
 * @param {import("../args.js").OtherArg} whole
 * @param {{ key: string, descriptor: PropertyDescriptor | undefined }[]} found
 * @returns {StandIn}
 */
function make(site, args, taken, whole, found) {
    const { index, text, generation } = whole.place, object = args[index], standing = Object.create(object);
    /** @type {Record<string, unknown>} */
    const rest = {};
    for (const { key, descriptor } of found) {
        const value = descriptor?.value;
        if (typeof value === "function") {
            const arg = argOf(`${index}.${key}`, `${text}.${key}`, value, generation);
            const own = arg.own = callsMethods(site) ? methodOf(object, key) : value;
            taken.push(arg);
            Object.defineProperty(standing, key, { value: trampoline(site.name, own, arg), writable: true, configurable: true, enumerable: true });
        } else if (descriptor !== undefined) {
            rest[key] = value;
        }
    }
    args[index] = standing;
    return { whole, rest };
}

/** @param {string} path @param {string} text @param {Function} fn @param {number} generation */
function argOf(path, text, fn, generation) {
    const place = new Place([path, ARG.FUNCTION, text], generation), code = Function.prototype.toString.call(fn);
    place.hot = [code, [], /\bthrow\b/.test(code) ? THROWS : 0];
    return new FunctionArg(place);
}

/** To be called behind noteArgs. @param {StandIn | null} made */
export function noteStandIn(made) {
    made !== null && noteObject(made.whole, made.rest);
}
