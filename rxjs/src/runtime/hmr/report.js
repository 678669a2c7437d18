/**
 * report.js - what swaps did, for the readers: results, versions, faults, lines of the log.
 */
import { EV, SWAP } from "../../protocol/kinds.js";
import { now } from "../clock.js";
import * as entities from "../entities.js";
import { hot } from "../hot.js";
import { keep } from "../lines.js";
import { OP, life } from "../log.js";
import { changed, markChanged } from "../modules.js";
import { LIVES, TOLD, flags, high, sources, top } from "../slots.js";
import { putTag, tagSlot } from "../tags.js";
import { DefinitionStamp } from "../stamp.js";
import { belong, renew } from "../tell.js";
import { recount } from "../begin.js";
import { linesOf } from "./align.js";
import { argsOf } from "./shape.js";
import { observableIn } from "./steps.js";
import { toldSource } from "./track.js";

/** @typedef {import("../out.js").Out} Out */
/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./align.js").Plan} Plan */

export const OLD_CODE = "old code";

/** @param {(out: Out) => void} put */
function tell(put) {
    hot.tracing && life(OP.TELL, 0, 0, 0, put);
}

/** @type {() => [number, number]} */
const NOTHING = () => [0, 0];

/** A line of the log. @param {number} level LOG @param {string} text */
export function note(level, text) {
    keep(EV.LOG, level, text, "", NOTHING);
    tell(out => {
        const writer = out.start(EV.LOG, level, 0, 0);
        writer.text(text);
        writer.end();
    });
}

/** @param {Out} out @param {number} code SWAP @param {number} lo @param {number} hi @param {number} generation @param {number} version @param {string} text */
function putResult(out, code, lo, hi, generation, version, text) {
    const writer = out.start(EV.SWAP_RESULT, code, lo, hi);
    writer.parent(generation, 0);
    writer.num(version);
    writer.text(text);
    writer.end();
}

/** Of one that a sweep has freed: which it had. @param {import("../sites.js").Track} told @returns {[number, number]} */
function idOf({ id, had }) {
    return id === 0 ? had : [id, entities.tracks.high(id)];
}

/** @param {HotTrack} track @param {number} code SWAP @param {string} text */
export function reportResult(track, code, text) {
    const { told, runs } = track;
    if (told === null) {
        return;
    }
    const { generation } = told.module;
    told.result = { code, text, at: now(), generation, version: runs };
    code !== SWAP.UNCHANGED && keep(EV.SWAP_RESULT, code, text, told.name, () => idOf(told));
    tell(out => told.id !== 0 && putResult(out, code, told.id, entities.tracks.high(told.id), generation, runs, text));
}

/** @param {import("./module.js").HotModule} swap @param {number} code SWAP @param {string} text */
export function reportModule({ module }, code, text) {
    keep(EV.SWAP_RESULT, code, text, module.name, () => [module.id, entities.modules.high(module.id)]);
    changed.add(module);
    tell(out => module.id !== 0 && putResult(out, code, module.id, entities.modules.high(module.id), module.generation, 0, text));
}

/** @param {HotTrack} track @param {string} text */
export function reportFault({ told, site }, text) {
    keep(EV.FAULT, 0, text, told?.name ?? site.name, () => told === null ? [0, 0] : idOf(told));
    tell(out => {
        const file = out.string(site.module.file), id = told?.id ?? 0;
        const writer = out.start(EV.FAULT, 0, id, entities.tracks.high(id));
        writer.named(0, file, site.line);
        writer.text(text);
        writer.end();
    });
}

/** @param {Plan} plan */
export function describePlan(plan) {
    return linesOf(plan).join("; ");
}

/**
 * A track is told again: another version, other texts, another pipe.
 * @param {HotTrack} track
 * @param {Plan} [plan] that was applied
 */
export function changeTold(track, plan) {
    const { told } = track;
    const source = plan === undefined ? null : remake(plan);
    if (source !== null && told !== null) {
        told.source = source;
        belong(source.unit, told);
    }
    if (told === null) {
        return;
    }
    told.version = track.runs;
    told.what = track.version(track.runs)?.what ?? "";
    markChanged(told);
}

/**
 * What was put together anew is one pipe, for the readers, also below.
 * @param {Plan} plan that was applied
 * @returns {import("../definitions.js").Source | null} what its observable is one of now; null: as before
 */
export function remake({ structural, running, shape, inner, source, entries }) {
    inner.forEach(remake);
    if (inner.some(({ structural }) => structural)) {
        renewArgs(running);
        tell(recount);
    }
    if (!structural || source !== "new" && entries.every(({ fate }) => fate === "kept" || fate === "moved")) {
        return null;
    }
    const now = toldSource(running, shape);
    tell(recount);
    return now;
}

/** Streams among the args of a stream are others. @param {import("./running.js").Running} running */
function renewArgs({ definition, links }) {
    for (const arg of [...argsOf(definition), ...links.flatMap(({ link }) => link.args)]) {
        const observable = observableIn(arg), now = observable && DefinitionStamp.get(observable);
        if (now !== undefined && now !== arg.source) {
            arg.source = now;
            renew(arg.owner);
        }
    }
}

/** A subscription runs on as an earlier evaluation has made it. @param {number} slot */
export function tagOld(slot) {
    tagSlot(slot, high(slot), OLD_CODE, true);
    tell(out => flags[slot] & LIVES && flags[slot] & TOLD && putTag(out, slot, high(slot), OLD_CODE, true));
}

/** How many subscriptions live of definitions. @param {Set<unknown>} definitions */
export function countLiving(definitions) {
    let count = 0;
    for (let slot = 1; slot < top; slot++) {
        count += flags[slot] & LIVES && definitions.has(sources[slot]) ? 1 : 0;
    }
    return count;
}

