/** entities.js - the ids of all definitions that the readers were told of. */
import { ENTITY } from "../protocol/kinds.js";
import { Ids } from "./ids.js";

/** @typedef {import("./definitions.js").Source} Source */

/** @type {Ids<import("./sites.js").Module>} */
export const modules = new Ids(ENTITY.MODULE);
/** @type {Ids<import("./sites.js").Track>} */
export const tracks = new Ids(ENTITY.TRACK);
/** @type {Ids<Source>} */
export const observables = new Ids(ENTITY.OBSERVABLE);
/** @type {Ids<import("./definitions.js").Pipe>} */
export const pipes = new Ids(ENTITY.PIPE);
/** @type {Ids<import("./definitions.js").Fun>} */
export const funs = new Ids(ENTITY.OPERATOR_FUN);
/** @type {Ids<import("./definitions.js").Operator>} */
export const operators = new Ids(ENTITY.OPERATOR);
/** @type {Ids<import("./args.js").Arg>} */
export const args = new Ids(ENTITY.ARG);

/** The high half of the id of a source's observable. @param {Source} source */
export function highOf(source) {
    return observables.high(source.observable);
}

const BY_KIND = [null, modules, tracks, observables, pipes, funs, operators, null, args];

/** What an id of a definition stands for, undefined when it is gone. @param {number} lo @param {number} hi @returns {any} */
export function findDefinition(lo, hi) {
    return BY_KIND[hi >>> 24]?.find(lo, hi);
}
