/**
 * probation.js - a function that a swap has put in place is on trial until it has returned once. When it fails before, what
 * was there is put back, and the value gets through on that (or is dropped, dropped.js): the subscription lives.
 *
 * A fault is what it throws, and a result that is nothing RxJS could subscribe to where it has to be (a forgotten `return`).
 * A stream that it returned counts when it fails before its first value (firstvalue.js).
 * What a function that has a `throw` of its own throws is an ordinary error, unless the engine made it.
 */
import { isObservable } from "../adopted.js";
import { previewText } from "../actions/show.js";
import { hot } from "../hot.js";
import { options } from "../record.js";
import { renew } from "../tell.js";
import { answerFor } from "./dropped.js";
import { watchFirst } from "./firstvalue.js";

/** @typedef {import("../args.js").FunctionArg} FunctionArg */
/** @typedef {import("../sites.js").Place} Place */
/** @typedef {{ track: unknown, before: number, version: number }} Moving whose functions move; the version that ran, and that will run */
/** @typedef {{ fn: Function | null, place: Place | null, operator: string, pass?: (...args: any[]) => unknown } & Moving} Trial what is put back, until one has proved itself; pass: nothing, the operator is new (inserted.js) */
/** @typedef {"try" | "leave" | "clear"} Mode changed functions are on trial; trials stay as they are; they end */
/** @typedef {{ fn: Function | null, current: Place | null, trial: Trial | null }} Holder */

const MADE_BY_ENGINE = [TypeError, ReferenceError, RangeError, SyntaxError];
/** Operators whose function has to return a stream: the first, or those under these paths. @type {Record<string, string[]>} */
const RETURNS_STREAM = {
    audit: ["$args.0"], bufferToggle: ["$args.1"], bufferWhen: ["$args.0"], catchError: ["$args.0"], concatMap: ["$args.0"],
    debounce: ["$args.0"], defer: ["$args.0"], delayWhen: ["$args.0"], exhaustMap: ["$args.0"], expand: ["$args.0"],
    connect: ["$args.0"], flatMap: ["$args.0"], groupBy: ["$args.1.duration", "$args.2"], mergeMap: ["$args.0"], mergeScan: ["$args.0"], repeat: ["$args.0.delay"], repeatWhen: ["$args.0"],
    retry: ["$args.0.delay"], retryWhen: ["$args.0"], switchMap: ["$args.0"], switchScan: ["$args.0"],
    throttle: ["$args.0"], timeout: ["$args.0.with"], using: ["$args.1"], windowToggle: ["$args.1"], windowWhen: ["$args.0"],
};

/** @type {(trial: Trial, reason: string) => void} */
let onRollback = () => {};
/** @type {Moving} */
const NOBODY = { track: null, before: 0, version: 0 };
let movingNow = NOBODY;

/** @param {(trial: Trial, reason: string) => void} to */
export function onFaulty(to) {
    onRollback = to;
}

/** @template T @param {Moving} moving @param {() => T} move @returns {T} */
export function movingFor(moving, move) {
    const outer = movingNow;
    movingNow = moving;
    try {
        return move();
    } finally {
        movingNow = outer;
    }
}

/**
 * Puts a function in another's place.
 * @param {FunctionArg} to
 * @param {{ own: Function | null, place: Place }} from
 * @param {boolean} changed whether it is another one, and not just newer
 * @param {Mode} mode
 */
export function probe(to, from, changed, mode) {
    if (mode === "clear") {
        to.trial = null;
    } else if (mode === "try" && changed && to.own !== null) {
        const trial = to.trial ?? { fn: to.fn ?? to.cell?.fn ?? to.own, place: to.current, operator: nameOf(to), ...movingNow };
        to.trial = { ...trial, version: movingNow.version };
    }
    to.fn = from.own;
    to.current = from.place;
}

/** @param {FunctionArg} arg */
function nameOf(arg) {
    return /** @type {any} */ (arg.owner)?.site?.name ?? "";
}

/** @param {unknown} error @param {Place | null} place */
function isOrdinary(error, place) {
    const throws = ((place?.hot?.[2] ?? 0) & 1) !== 0;
    return throws && !MADE_BY_ENGINE.some(Kind => error instanceof Kind);
}

/** Whether a function has to return a stream. @param {string} operator @param {string} path */
export function returnsStream(operator, path) {
    return RETURNS_STREAM[operator]?.includes(path) === true;
}

/** What RxJS subscribes to. @param {any} value */
function isInput(value) {
    if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean") {
        return false;
    }
    const observable = /** @type {any} */ (Symbol).observable ?? "@@observable";
    return isObservable(value) || typeof value.then === "function" || typeof value[observable] === "function" ||
        typeof value[Symbol.iterator] === "function" || typeof value[Symbol.asyncIterator] === "function" ||
        typeof value.getReader === "function" || typeof value.length === "number" && typeof value !== "function";
}

/** @param {unknown} result @param {string} operator @param {string} path */
function isMissing(result, operator, path) {
    return returnsStream(operator, path) && !isInput(result) && !(operator === "using" && result === undefined);
}

/**
 * @param {FunctionArg} arg
 * @param {Holder} holder of the function: the arg, or the cell of its place
 * @param {Function} fn what it was made with
 * @param {unknown} self
 * @param {ArrayLike<unknown>} args
 */
export function tryOut(arg, holder, fn, self, args) {
    const { trial } = holder, old = trial?.fn ?? fn;
    let result;
    try {
        result = Reflect.apply(holder.fn ?? fn, self, args);
    } catch (error) {
        if (holder.trial !== trial || isOrdinary(error, holder.current)) {
            throw error;
        }
        return putBack(arg, holder, `${textOf(error)}${placeOf(arg)}`, old, self, args);
    }
    if (holder.trial === trial && isMissing(result, nameOf(arg), arg.place.path)) {
        return putBack(arg, holder, `it returned ${previewText(result, options)} where a stream is due${placeOf(arg)}`, old, self, args);
    }
    if (holder.trial !== trial || !returnsStream(nameOf(arg), arg.place.path)) {
        passed(holder, trial);
        return result;
    }
    return watchFirst(result, () => passed(holder, trial), error => {
        const isOver = holder.trial !== trial;
        return isOver ? undefined : putBack(arg, holder, `its stream failed before its first value: ${textOf(error)}${placeOf(arg)}`, old, self, args);
    });
}

/** @param {Holder} holder @param {Trial | null} trial */
function passed(holder, trial) {
    if (holder.trial === trial) {
        holder.trial = null;
    }
}

/** @param {FunctionArg} arg @param {Holder} holder @param {string} reason @param {Function} old @param {unknown} self @param {ArrayLike<unknown>} args */
function putBack(arg, holder, reason, old, self, args) {
    const trial = /** @type {Trial} */ (holder.trial), { pass } = trial;
    holder.trial = null;
    if (pass === undefined) {
        holder.fn = trial.fn;
        holder.current = trial.place;
        "owner" in holder && renew(/** @type {FunctionArg} */ (holder).owner);
    }
    hot.off || onRollback(trial, reason);
    if (pass !== undefined) {
        return pass(...Array.from(args));
    }
    const answer = trial.fn === null ? null : answerFor(nameOf(arg), arg.place.path); // null: it has never been another one
    return answer === null ? Reflect.apply(old, self, args) : answer();
}

/** Where it is written. @param {FunctionArg} arg */
function placeOf({ owner }) {
    const site = /** @type {any} */ (owner)?.site;
    return site === undefined || site.line === 0 ? "" : `, at ${site.module.name}:${site.line}`;
}

/** @param {unknown} error */
function textOf(error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${previewText(error, options)}`;
}
