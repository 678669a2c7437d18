/**
 * begin.js - inspection begins: what lives gets its ids, as if it had been told already. Also when the log ran full: then nothing
 * is known of what happened, and it begins anew. Ids of what goes on living stay.
 */
import { Creator, External, eachNeeded } from "./definitions.js";
import * as entities from "./entities.js";
import { ownSource } from "./externals.js";
import { now } from "./clock.js";
import { hot } from "./hot.js";
import { Out } from "./out.js";
import { LIVES, TOLD, ends, flags, nexts, parents, settle, sources, told, toldParents, top, totalNexts } from "./slots.js";
import { resetStream, totals } from "./stream.js";
import { dropRenewed, endLoose, endStrays, loose, needNothing, tell, use, useFor } from "./tell.js";
import { tellModules, tellTracked, useTracks } from "./telltracks.js";

/** @param {(unit: import("./definitions.js").Unit) => void} each */
function eachTold(each) {
    for (const unit of [...entities.pipes.holders, ...entities.funs.holders]) {
        unit && each(unit);
    }
    for (const source of entities.observables.holders) {
        (source instanceof Creator || source instanceof External) && each(source);
    }
}

/** What is told already, and whether something still needs it. */
function countUses() {
    eachTold(unit => {
        unit.uses = 0;
        loose.add(unit);
    });
    needNothing();
    eachTold(unit => eachNeeded(unit, use));
    useTracks();
}

/**
 * What lives was put together anew: who needs what is counted again.
 * @param {Out} out the live one
 */
export function recount(out) {
    const time = hot.time;
    for (let slot = 1; slot < top; slot++) {
        const source = flags[slot] & TOLD ? sources[slot] : null;
        source !== null && tell(out, source.unit, time);
    }
    tellTracked(out, time);
    eachTold(unit => eachNeeded(unit, needed => tell(out, needed, time)));
    endStrays(out);
    countUses();
    for (let slot = 1; slot < top; slot++) {
        const source = flags[slot] & TOLD ? sources[slot] : null;
        source !== null && useFor(slot, source.unit);
    }
}

/** @param {Out} out @param {number} time */
function tellSlots(out, time) {
    for (let slot = 1; slot < top; slot++) {
        const source = flags[slot] & LIVES ? ownSource(slot) : null;
        if (source === null) {
            continue;
        }
        tell(out, source.unit, time);
        useFor(slot, source.unit);
        told[slot] = nexts[slot];
        toldParents[slot] = parents[slot];
        flags[slot] |= TOLD;
    }
}

/** Calls of functions, as far as their args are told. */
function sumCalls() {
    let sum = 0;
    for (const arg of entities.args.holders) {
        if (arg && "calls" in arg) {
            arg.told = arg.calls;
            sum += arg.calls;
        }
    }
    return sum;
}

/** @param {Out} out the live one, whose readers are told by snapshots */
export function beginInspection(out) {
    const time = hot.time = now();
    out.at(time);
    resetStream();
    dropRenewed();
    countUses();
    totals.nexts = totalNexts();
    tellModules(out, time);
    tellSlots(out, time);
    endLoose(out);
    settle();
    totals.errors = ends.errors;
    totals.completes = ends.completes;
    totals.calls = sumCalls();
    out.writer.clear();
}
