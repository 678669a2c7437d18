/**
 * apply.js - what becomes of the tracks of a module at a commit: each is planned, then functions move, then what is made anew is.
 */
import { SWAP } from "../../protocol/kinds.js";
import { previewText } from "../actions/show.js";
import { options } from "../record.js";
import { compare, linesOf, signatureOf, startOver } from "./align.js";
import { renamed, restore } from "./gone.js";
import { renew, renewInputs, startsOver } from "./instances.js";
import { tryInserted } from "./inserted.js";
import { isOwned } from "./module.js";
import { markInner } from "./oldcode.js";
import { movingFor } from "./probation.js";
import { changeTold, describePlan, reportResult } from "./report.js";
import { shapeOf } from "./shape.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./stage.js").Declared} Declared */
/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./align.js").Plan} Plan */
/** @typedef {{ track: HotTrack, declared: Declared, plan: Plan | null }} Planned plan: null for what stays as it is */
/** @typedef {{ swapped: string[], unchanged: number, lines: string[], observers: number, subscribed: number }} Summary */

/** @param {Stage} stage @returns {Planned[]} */
export function planAll(stage) {
    const { swap, declared: all, importChanged } = stage;
    /** @type {Planned[]} */
    const planned = [];
    for (const declared of all.values()) {
        const track = swap.tracks.get(declared.key);
        if (track !== undefined) {
            const { running } = track, isSame = running === null || declared.made === track.object;
            const shape = isSame ? null : shapeOf(declared.made, isOwned);
            const plan = shape === null || running === null ? null
                : startsOver(declared.site) ? startOver(running, shape) : compare(running, shape, importChanged);
            if (plan !== null && isOtherCall(stage, declared.key)) {
                plan.changed = true;
            }
            planned.push({ track, declared, plan });
        }
    }
    return planned;
}

/** Whether the call that has made a stream is another one: its functions may close over other values. @param {Stage} stage @param {string} key */
function isOtherCall({ swap, recipes }, key) {
    const before = swap.recipes.get(key), now = recipes.get(key);
    return before !== undefined && now !== undefined && before.hash !== now.hash;
}

/** @param {Stage} stage @param {Planned} planned */
export function move({ generation }, { track, plan }) {
    track.pending = null;
    if (plan === null || plan.changed && track.pinned) {
        return;
    }
    if (plan.changed) {
        const version = track.add(generation, plan.shape, linesOf(plan).join("\n"));
        markInner(plan.moves);
        movingFor({ track, before: track.runs, version: version.number }, () => plan.running.move(plan, "try"));
    } else {
        plan.running.move(plan, "leave");
    }
}

/** @param {Stage} stage @param {Planned} planned @param {Summary} summary */
export function rebuild(stage, planned, summary) {
    const { track, declared } = planned;
    try {
        rebuildOne(stage, planned, summary);
    } catch (error) {
        track.told !== null && reportResult(track, SWAP.REFUSED, `it could not be made anew: ${previewText(error, options)}`);
    }
    renamed(track, declared.site);
    track.orphan && restore(track);
}

/** @param {Stage} stage @param {Planned} planned @param {Summary} summary */
function rebuildOne(stage, { track, declared, plan }, summary) {
    if (plan === null) {
        const said = track.isInstance ? renew(track, declared) || renewInputs(track, declared, stage.importChanged) : "";
        track.site = declared.site;
        track.initialHash = declared.site.args[0]?.hot?.[0] ?? "";
        said === "" ? summary.unchanged++ : reportResult(track, SWAP.SWAPPED, said);
        return;
    }
    track.site = declared.site;
    if (track.pinned) {
        behindPin(stage, track, plan);
    } else if (plan.changed) {
        swap(track, plan);
        summary.swapped.push(track.told === null ? track.key : track.told.name);
    } else {
        keep(track, plan);
        summary.unchanged++;
    }
    changeTold(track);
}

/** A save of a pinned track waits; one that says what the last one said is the same. @param {Stage} stage @param {HotTrack} track @param {Plan} plan */
function behindPin({ generation }, track, plan) {
    const newest = track.versions.at(-1);
    if (newest !== undefined && signatureOf(newest.shape) === signatureOf(plan.shape)) {
        newest.shape = plan.shape;
    } else {
        track.add(generation, plan.shape, linesOf(plan).join("\n"));
    }
    const before = track.waiting;
    track.waiting = plan.changed ? track.newest : 0;
    if (track.waiting !== before && track.waiting !== 0) {
        reportResult(track, SWAP.HELD, `version ${track.waiting} waits behind the pin at ${track.runs}`);
    }
}

/** Slots have moved to the newest functions all the same. @param {HotTrack} track @param {Plan} plan */
function keep(track, plan) {
    const version = track.version(track.runs);
    plan.running.rebuild(plan);
    if (version !== undefined) {
        version.shape = plan.shape;
    }
    track.waiting = 0;
    track.told !== null && reportResult(track, SWAP.UNCHANGED, "");
}

/** @param {HotTrack} track @param {Plan} plan */
function swap(track, plan) {
    const before = track.runs;
    track.runs = track.newest;
    track.waiting = 0;
    tryInserted(plan, { track, before, version: track.newest });
    const { replayed, left } = plan.running.rebuild(plan);
    changeTold(track, plan);
    reportResult(track, codeOf(plan), describePlan(plan) + extra(replayed, left));
}

/** @param {Plan} plan */
export function codeOf({ structural, source, entries }) {
    if (!structural) {
        return SWAP.SWAPPED;
    }
    const rest = entries.filter(({ fate }) => fate !== "kept" && fate !== "moved");
    return source !== "new" && rest.length > 0 && rest.every(({ fate }) => fate === "reset") ? SWAP.RESET : SWAP.RECONNECTED;
}

/** @param {number} replayed @param {number} left */
export function extra(replayed, left) {
    return (replayed > 0 ? `; ${replayed} value${replayed === 1 ? "" : "s"} sent by the reconnect` : "") +
        (left > 0 ? `; ${left} end${left === 1 ? "s" : ""} on the code before, since what feeds it is over` : "");
}
