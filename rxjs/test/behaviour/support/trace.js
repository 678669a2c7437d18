/**
 * The trace of a scenario: what it observed, in order, as text made at that moment. Two traces are equal when an app
 * could not tell the runs apart.
 */
import { inspect } from "node:util";

/** @param {unknown} value */
function show(value) {
    if (value instanceof Error) return showError(value);
    if (typeof value === "string") return value;
    const text = inspect(value, { depth: 3, breakLength: Infinity, compact: true, sorted: false, maxArrayLength: 50 });
    return text.replace(/\n\s+at .*/g, "");
}

/**
 * Without the stack: its lines carry the hooks' frames. What a stack has to keep is a scenario of its own.
 * @param {Error & { errors?: unknown[] }} error
 * @returns {string}
 */
function showError(error) {
    const inner = error.errors ? ` [${error.errors.map(show).join(", ")}]` : "";
    return `${error.name}: ${error.message}${inner}`;
}

export class Trace {
    constructor() {
        /** @type {string[]} */
        this.lines = [];
        /** @type {(...observed: unknown[]) => void} */
        this.log = (...observed) => void this.lines.push(observed.map(show).join(" "));
    }
}

/**
 * Runs one scenario to its end, errors that nobody caught included.
 * @param {(log: (...observed: unknown[]) => void) => unknown} scenario
 * @returns {Promise<string[]>}
 */
export async function traceOf(scenario) {
    const trace = new Trace();
    const uncaught = (/** @type {unknown} */ error) => trace.log("uncaught", error);
    const rejected = (/** @type {unknown} */ reason) => trace.log("unhandled rejection", reason);
    process.on("uncaughtException", uncaught).on("unhandledRejection", rejected);
    try {
        await scenario(trace.log);
    } catch (error) {
        trace.log("threw", error);
    }
    await reportsAreIn();
    process.off("uncaughtException", uncaught).off("unhandledRejection", rejected);
    return trace.lines;
}

/** RxJS reports unhandled errors in a timer of 0 ms: one that was started later fires later. */
async function reportsAreIn() {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise(setImmediate);
}
