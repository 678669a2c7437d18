/** commands.js - what an inspector asks about swaps, handed to who does it. */
import { COMMAND, ENTITY, STATUS } from "../../protocol/kinds.js";
import { entityText } from "../actions/entity.js";
import { done, refused } from "../actions/result.js";
import { FunctionArg } from "../args.js";
import { Operator } from "../definitions.js";
import { findDefinition } from "../entities.js";
import { hotModules } from "./module.js";
import { approve, diff, force, pin, release, reset, resetOperator, setApproval, sweep, trackOf, trackWith } from "./versions.js";

/** @typedef {import("../actions.js").Command} Command */
/** @typedef {import("../actions/result.js").Result} Result */
/** @typedef {import("./track.js").HotTrack} HotTrack */

/** @param {Command} command @param {(track: HotTrack) => Result} act @returns {Result} */
function onTrack({ idLo, idHi }, act) {
    const track = trackOf(idLo, idHi);
    if (track !== null) {
        return act(track);
    }
    const what = entityText(idLo, idHi), known = findDefinition(idLo, idHi) !== undefined;
    return refused(known ? STATUS.STATE : STATUS.NOTFOUND,
        known ? `${what} is no track whose saves are swapped` : `there is no ${what}`);
}

/** @param {Command} command @returns {Result} */
function onReset(command) {
    const found = findDefinition(command.idLo, command.idHi);
    if (command.idHi >>> 24 !== ENTITY.OPERATOR || found === undefined) {
        return onTrack(command, reset);
    }
    const track = trackWith(/** @type {Operator} */ (found));
    return track === null
        ? refused(STATUS.STATE, "only operators of a track can be reset: unsubscribe, and subscribe again")
        : resetOperator(track, found);
}

/** @param {Command} command @returns {Result} */
function onApprove({ idLo, idHi, version }) {
    if (idLo === 0) {
        return setApproval(version === 1);
    }
    const found = findDefinition(idLo, idHi), module = idHi >>> 24 === ENTITY.TRACK ? found?.module : found;
    const swap = module && hotModules.get(module.file);
    return swap ? approve(swap) : refused(STATUS.NOTFOUND, `nothing of ${entityText(idLo, idHi)} waits`);
}

/** The function that runs, as it was written. @param {Command} command @returns {Result} */
function onSource({ idLo, idHi }) {
    const arg = findDefinition(idLo, idHi);
    if (!(arg instanceof FunctionArg)) {
        const what = entityText(idLo, idHi);
        return refused(arg === undefined ? STATUS.NOTFOUND : STATUS.UNSUPPORTED, arg === undefined ? `there is no ${what}` : `${what} is no function`);
    }
    const fn = (arg.fn !== null || arg.cell === null ? arg.fn : arg.cell.fn) ?? arg.own;
    return fn === null ? refused(STATUS.GONE, "only functions that a module makes while it is evaluated are kept") : done(String(fn));
}

/**
 * @param {Command} command
 * @returns {Result | null} null: it is none of these
 */
export function swapCommand(command) {
    switch (command.kind) {
    case COMMAND.SWAP:
        return onTrack(command, track => force(track, command.version));
    case COMMAND.PIN:
        return onTrack(command, pin);
    case COMMAND.RELEASE:
        return onTrack(command, release);
    case COMMAND.RESET:
        return onReset(command);
    case COMMAND.DIFF:
        return onTrack(command, track => diff(track, command.version, command.text));
    case COMMAND.SOURCE:
        return onSource(command);
    case COMMAND.APPROVE:
        return onApprove(command);
    case COMMAND.SWEEP:
        return sweep(false);
    case COMMAND.SWEEP_DRY:
        return sweep(true);
    }
    return null;
}
