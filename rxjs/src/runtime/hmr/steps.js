/**
 * steps.js - what an evaluation leaves behind that plans need later: which observable each step of a pipe began with and by
 * which operator function it came about, and which observables stood in the args. Only of what is made while a module is
 * evaluated; it dies with the observables.
 */
import { isObservable } from "../adopted.js";

/** @typedef {{ from: object, fn: Function, hash: string, deps: number[] }} Step */

/** By the observable that a step returned. @type {WeakMap<object, Step>} */
const steps = new WeakMap();
/** The observable that an arg is. @type {WeakMap<object, object>} */
const inArgs = new WeakMap();

/** The plain object that an arg is: a seed, options. @type {WeakMap<object, object>} */
const objects = new WeakMap();

/**
 * The first that says so is right: an operator of the app's own returns what a pipe of its own has made.
 * @param {object} made
 * @param {Step} step
 */
export function noteStep(made, step) {
    if (!steps.has(made)) {
        steps.set(made, step);
    }
}

/** @param {object} made @returns {Step | undefined} */
export function stepOf(made) {
    return steps.get(made);
}

/** @param {import("../args.js").Arg[]} taken @param {unknown[]} args */
export function noteArgs(taken, args) {
    for (const arg of taken) {
        if ("value" in arg) {
            const value = valueAt(args, arg.place);
            typeof value === "object" && value !== null && (isObservable(value) ? inArgs : objects).set(arg, value);
        }
    }
}

/** What an arg is compared by. @param {import("../args.js").Arg} arg @param {object} object */
export function noteObject(arg, object) {
    objects.set(arg, object);
}

/** @param {import("../args.js").Arg} arg @returns {object | undefined} */
export function observableIn(arg) {
    return inArgs.get(arg);
}

/** @param {import("../args.js").Arg} arg @returns {object | undefined} */
export function objectIn(arg) {
    return objects.get(arg);
}

/** @param {any} args @param {import("../sites.js").Place} place */
function valueAt(args, { index, keys }) {
    let value = args[index];
    for (const key of keys) {
        const descriptor = typeof value === "object" && value !== null && Object.getOwnPropertyDescriptor(value, key);
        value = descriptor ? descriptor.value : undefined;
    }
    return value;
}
