/**
 * trampolines.js - what stands in the place of a function of the app: it counts, says whose call it is while the app is inside, and
 * hands on `this`, arguments, result and throw untouched. What it calls may be moved by a hot swap.
 *
 * It is called once a value, so it is written for an engine that inlines: V8 does so where a call has always had the same target,
 * and it learns that for each place in the text, not for each function that was made of it. Hence one text each for the operators
 * that are used most. Their functions make no streams as a rule, so nobody asks whose call it is while nobody looks on. What
 * rxjs calls is no constant, so this is a call of its own whatever it does; what is looked at in it is as little as can be: of a
 * function that no swap has moved just that, since only what was moved is on trial, and `hot` where the function itself has it.
 */
import { tryOut } from "./hmr/probation.js";
import { hot } from "./hot.js";
import { recordCall, recordReturn } from "./record.js";

/** @typedef {import("./args.js").FunctionArg} FunctionArg */
/** @typedef {import("./hmr/probation.js").Holder} Box where the function is that a swap has put there, if one has */

/** Functions with calls to tell, since the flush. @type {FunctionArg[]} */
export const called = [];

/** Its calls are told at the next flush. @param {FunctionArg} arg */
export function list(arg) {
    if (!arg.listed) {
        arg.listed = true;
        called.push(arg);
    }
}

/**
 * @param {FunctionArg} arg
 * @param {Box} box
 * @param {Function} fn
 * @param {unknown} self
 * @param {ArrayLike<unknown>} args
 */
function callOut(arg, box, fn, self, args) {
    return box.trial === null ? Reflect.apply(box.fn ?? fn, self, args) : tryOut(arg, box, fn, self, args);
}

/**
 * A reader is attached, or the function is on probation, or it has a `this`.
 * @param {FunctionArg} arg
 * @param {Box} box
 * @param {Function} fn
 * @param {unknown} self
 * @param {ArrayLike<unknown>} args
 */
function slowly(arg, box, fn, self, args) {
    const outer = hot.arg, outerCall = hot.call;
    hot.arg = arg;
    if (!hot.tracing || arg.owner === null) { // an observer's function is nobody's arg
        hot.call = 0;
        try {
            return callOut(arg, box, fn, self, args);
        } finally {
            hot.arg = outer;
            hot.call = outerCall;
        }
    }
    arg.slot = hot.slot;
    list(arg);
    const call = hot.call = recordCall(arg);
    let result;
    try {
        return result = callOut(arg, box, fn, self, args);
    } finally {
        hot.arg = outer;
        hot.call = outerCall;
        if (call !== 0) {
            recordReturn(call, result);
        }
    }
}

/** @typedef {(fn: any, arg: FunctionArg, box: any, now: typeof hot) => Function} Make */

/** Alike but for their names, on purpose: see above. @type {Record<string, Make>} */
const OFTEN = {
    map: (fn, arg, box, now) => /** @this {unknown} */ function (/** @type {any} */ a, /** @type {any} */ b) {
        arg.calls += 1;
        const moved = box.fn;
        if (now.tracing || this !== undefined || arguments.length !== 2 || moved !== null && box.trial !== null) {
            return slowly(arg, box, fn, this, arguments);
        }
        return moved === null ? fn(a, b) : moved(a, b);
    },
    filter: (fn, arg, box, now) => /** @this {unknown} */ function (/** @type {any} */ a, /** @type {any} */ b) {
        arg.calls += 1;
        const moved = box.fn;
        if (now.tracing || this !== undefined || arguments.length !== 2 || moved !== null && box.trial !== null) {
            return slowly(arg, box, fn, this, arguments);
        }
        return moved === null ? fn(a, b) : moved(a, b);
    },
    scan: (fn, arg, box, now) => /** @this {unknown} */ function (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ c) {
        arg.calls += 1;
        const moved = box.fn;
        if (now.tracing || this !== undefined || arguments.length !== 3 || moved !== null && box.trial !== null) {
            return slowly(arg, box, fn, this, arguments);
        }
        return moved === null ? fn(a, b, c) : moved(a, b, c);
    },
    tap: (fn, arg, box, now) => /** @this {unknown} */ function (/** @type {any} */ a) {
        arg.calls += 1;
        const moved = box.fn;
        if (now.tracing || this !== undefined || arguments.length !== 1 || moved !== null && box.trial !== null) {
            return slowly(arg, box, fn, this, arguments);
        }
        return moved === null ? fn(a) : moved(a);
    },
    distinctUntilChanged: (fn, arg, box, now) => /** @this {unknown} */ function (/** @type {any} */ a, /** @type {any} */ b) {
        arg.calls += 1;
        const moved = box.fn;
        if (now.tracing || this !== undefined || arguments.length !== 2 || moved !== null && box.trial !== null) {
            return slowly(arg, box, fn, this, arguments);
        }
        return moved === null ? fn(a, b) : moved(a, b);
    },
};

/** Any other: it may make streams, which belong to the call. @type {Make} */
function anyOther(fn, arg, box) {
    /** @this {unknown} @param {unknown[]} args */
    return function (...args) {
        arg.calls += 1;
        return slowly(arg, box, fn, this, args);
    };
}

/** What is moved by a track as soon as one has it, and by the cell of its place until then. @type {Make} */
function either(fn, arg) {
    /** @this {unknown} @param {unknown[]} args */
    return function (...args) {
        arg.calls += 1;
        return slowly(arg, arg.fn !== null || arg.cell === null ? arg : arg.cell, fn, this, args);
    };
}

/**
 * @param {string} name of the operator or creator
 * @param {Function} fn
 * @param {FunctionArg} arg
 * @returns {Function}
 */
export function trampoline(name, fn, arg) {
    if (arg.own !== null && arg.cell !== null) {
        return either(fn, arg, arg, hot);
    }
    const make = Object.hasOwn(OFTEN, name) ? OFTEN[name] : anyOther;
    return make(fn, arg, arg.cell ?? arg, hot);
}
