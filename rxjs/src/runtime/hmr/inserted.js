/**
 * inserted.js - functions of operators that a save has put in: there is none before to put back. When one fails before it has
 * returned once, the value passes as if the operator were not there, and the version before runs from then on.
 */
import { FunctionArg } from "../args.js";

/** @typedef {import("./align.js").Plan} Plan */
/** @typedef {import("./probation.js").Moving} Moving */

/** What an operator's function returns for a value to pass. @type {Record<string, (...args: any[]) => unknown>} */
const PASSES = {
    concatMap: value => [value],
    distinctUntilChanged: () => false,
    exhaustMap: value => [value],
    filter: () => true,
    map: value => value,
    mergeMap: value => [value],
    scan: (_, value) => value,
    skipWhile: () => false,
    switchMap: value => [value],
    takeWhile: () => true,
    tap: () => {},
};

/** Before they are called. @param {Plan} plan @param {Moving} moving */
export function tryInserted({ entries }, moving) {
    for (const { fate, made } of entries) {
        const name = made?.name ?? "";
        if ((fate === "new" || fate === "reset") && Object.hasOwn(PASSES, name)) {
            for (const arg of made?.args ?? []) {
                if (arg instanceof FunctionArg && arg.place.path === "$args.0") {
                    arg.fn ??= arg.own; // who is on trial is looked for only behind this
                    arg.trial = { fn: null, place: arg.current, operator: name, ...moving, pass: PASSES[name] };
                }
            }
        }
    }
}
