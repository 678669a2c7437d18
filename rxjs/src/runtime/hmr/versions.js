/**
 * versions.js - what a person does with versions: force one, pin, release, compare, approve, reset, sweep.
 */
import { ENTITY, EV, STATUS, SWAP, SWEPT } from "../../protocol/kinds.js";
import { done, refused } from "../actions/result.js";
import { entityText } from "../actions/entity.js";
import { FunctionArg } from "../args.js";
import { now } from "../clock.js";
import { Operator } from "../definitions.js";
import * as entities from "../entities.js";
import { hot } from "../hot.js";
import { OP, life } from "../log.js";
import { high } from "../slots.js";
import { release as unuse } from "../tell.js";
import { compare } from "./align.js";
import { codeOf, extra } from "./apply.js";
import { approval, commit } from "./commit.js";
import { diffLines } from "./diff.js";
import { retries } from "./dropped.js";
import { hotModules } from "./module.js";
import { changeTold, describePlan, note, reportFault, reportResult } from "./report.js";
import { Link, Shape, argsOf } from "./shape.js";
import { settleSources, subscribersOf } from "./living.js";

/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./track.js").Version} Version */
/** @typedef {import("../actions/result.js").Result} Result */

const NEVER = () => false;

/** @param {HotTrack} track */
function nameOf(track) {
    return track.told?.name ?? track.key;
}

/** @param {HotTrack} track @param {Version} version */
function run(track, version) {
    const running = /** @type {import("./running.js").Running} */ (track.running);
    settleSources();
    const plan = compare(running, version.shape, NEVER), { replayed, left } = running.apply(plan, version.failed ? "try" : "clear");
    track.runs = version.number;
    track.ranAt = now();
    changeTold(track, plan);
    const code = plan.changed ? codeOf(plan) : SWAP.UNCHANGED;
    reportResult(track, code, `version ${version.number} by hand: ${describePlan(plan)}${extra(replayed, left)}`);
}

/** @param {HotTrack} track @param {number} number 0: the newest @returns {Result} */
export function force(track, number) {
    const version = track.version(number === 0 ? track.newest : number);
    if (track.running === null) {
        return refused(STATUS.STATE, `${nameOf(track)} is a subject: it has one version, which stays`);
    }
    if (version === undefined) {
        const all = track.versions.map(v => v.number).join(", ");
        return refused(STATUS.NOTFOUND, `${nameOf(track)} has no version ${number}; there are ${all}`);
    }
    run(track, version);
    track.pinned = version.number !== track.newest;
    track.waiting = track.pinned ? track.waiting : 0;
    changeTold(track);
    return done(`${nameOf(track)} runs version ${version.number}${track.pinned ? ", pinned until it is released" : ""}`);
}

/** @param {HotTrack} track @returns {Result} */
export function pin(track) {
    track.pinned = true;
    changeTold(track);
    return done(`${nameOf(track)} stays at version ${track.runs}`);
}

/** @param {HotTrack} track @returns {Result} */
export function release(track) {
    const newest = track.versions.findLast(({ failed }) => !failed);
    track.pinned = false;
    track.waiting = 0;
    if (track.running !== null && newest !== undefined && track.runs !== newest.number) {
        run(track, newest);
    }
    changeTold(track);
    return done(`${nameOf(track)} follows its newest version, ${track.runs}`);
}

/** @param {import("./running.js").Running} running @param {(operator: Operator) => boolean} isReset @param {boolean} source */
function resetPlan(running, isReset, source) {
    const entries = running.links.map(old => isReset(old.link.operator)
        ? { fate: /** @type {const} */ ("reset"), old, made: new Link(old.link.operator, null, old.link.step) }
        : { fate: /** @type {const} */ ("kept"), old, made: old.link });
    const shape = new Shape(running.object, running.definition, running.source, entries.map(({ made }) => made));
    shape.ownsSource = running.ownsSource;
    const fate = source ? "new" : "kept";
    return { running, shape, entries, source: /** @type {"new" | "kept"} */ (fate), moves: [], inner: [], texts: [], changed: true, structural: true };
}

/** @param {HotTrack} track @returns {Result} */
export function reset(track) {
    if (track.running === null) {
        return refused(STATUS.STATE, `${nameOf(track)} is a subject, whose value is the program's: send it another one`);
    }
    settleSources();
    const plan = resetPlan(track.running, () => true, track.running.links.length > 0);
    track.running.apply(plan, "clear");
    changeTold(track, plan);
    reportResult(track, SWAP.RESET, "reset by hand: all of it starts over");
    return done(`${nameOf(track)} starts over`);
}

/** @param {HotTrack} track @param {Operator} operator @returns {Result} */
export function resetOperator(track, operator) {
    const running = /** @type {import("./running.js").Running} */ (track.running), name = operator.fun?.site.name ?? "operator";
    settleSources();
    const plan = resetPlan(running, at => at === operator, false);
    running.apply(plan, "clear");
    changeTold(track, plan);
    reportResult(track, SWAP.RESET, `reset by hand: ${name}; its neighbours keep their state`);
    return done(`${name} of ${nameOf(track)} starts over`);
}

// ---- Differences -------------------------------------------------------------------------------------

/** The functions and values of a version, by where they stand. @param {Shape} shape @returns {Map<string, string>} */
function textsOf(shape) {
    const texts = new Map();
    const put = (/** @type {string} */ name, /** @type {import("../args.js").Arg[]} */ args) => {
        for (const arg of args) {
            texts.set(`${name} ${arg.place.path}`, arg instanceof FunctionArg ? String(arg.own) : arg.place.text);
        }
        args.length === 0 && texts.set(name, name);
    };
    const source = argsOf(shape.definition);
    put(/** @type {any} */ (shape.definition).site?.name ?? "source", source);
    const counts = new Map();
    for (const link of shape.links) {
        const count = (counts.get(link.name) ?? 0) + 1;
        counts.set(link.name, count);
        put(count === 1 ? link.name : `${link.name}~${count}`, link.args);
    }
    return texts;
}

/** @param {HotTrack} track @param {number} number 0: the newest @param {string} [than] which other, "": the one before @returns {Result} */
export function diff(track, number, than = "") {
    const versions = track.pending === null ? track.versions : [...track.versions, track.pending];
    const placeOf = (/** @type {number} */ wanted) => versions.findIndex(version => version.number === wanted);
    if (!/^\d{0,9}$/.test(than)) {
        return refused(STATUS.RANGE, "a version to compare with is a number");
    }
    const isAny = Number(than) !== 0, at = number === 0 ? versions.length - 1 : placeOf(number);
    const version = versions[at], before = versions[isAny ? placeOf(Number(than)) : at - 1];
    if (version === undefined || isAny && before === undefined) {
        return refused(STATUS.NOTFOUND, `${nameOf(track)} has no version ${version === undefined ? number : than}`);
    }
    if (before === undefined) {
        return refused(STATUS.STATE, `version ${version.number} of ${nameOf(track)} is the first that is known`);
    }
    const a = textsOf(before.shape), b = textsOf(version.shape), out = [];
    for (const name of new Set([...a.keys(), ...b.keys()])) {
        const old = a.get(name) ?? "", now = b.get(name) ?? "";
        if (old !== now) {
            out.push(`--- ${name} v${before.number}`, `+++ ${name} v${version.number}`, ...diffLines(old, now));
        }
    }
    return done(out.join("\n"));
}

// ---- Approval ----------------------------------------------------------------------------------------

/** @type {(on: boolean) => void} */
let onApproval = () => {};

/** @param {(on: boolean) => void} to */
export function watchApproval(to) {
    onApproval = to;
}

/** @param {boolean} on @returns {Result} */
export function setApproval(on) {
    approval.on = on;
    onApproval(on);
    if (!on) {
        [...hotModules.values()].forEach(approve);
    }
    return done(on ? "saves wait until they are approved" : "saves are carried out at once");
}

/** @param {import("./module.js").HotModule} swap @returns {Result} */
export function approve(swap) {
    const { stage } = swap;
    if (stage === null || !stage.isHeld) {
        return refused(STATUS.STATE, `nothing of ${swap.module.name} waits`);
    }
    stage.isHeld = false;
    stage.isApproved = true;
    for (const track of swap.tracks.values()) {
        track.waiting = 0;
        track.pending = null;
        track.told !== null && changeTold(track);
    }
    commit(stage);
    return done(`${swap.module.name} gen ${stage.generation} runs`);
}

// ---- Sweep -------------------------------------------------------------------------------------------

/** @param {HotTrack} track @returns {number} the slot that holds it, 0: nothing does */
function holderOf(track) {
    const waits = track.detached.find(({ subscriber }) => !subscriber.closed);
    return waits?.slot ?? subscribersOf(track.output)[0]?.slot ?? 0;
}

/** @param {HotTrack} track @param {number} code SWEPT @param {number} pin slot @param {string} text */
function reportSwept({ told }, code, pin, text) {
    if (told === null || told.id === 0) {
        return;
    }
    const { id } = told, hi = entities.tracks.high(id);
    hot.tracing && life(OP.TELL, 0, 0, 0, (/** @type {import("../out.js").Out} */ out) => {
        const writer = out.start(EV.SWEPT, code, id, hi);
        writer.ref(pin, pin === 0 ? 0 : high(pin));
        writer.num(0);
        writer.text(text);
        writer.end();
    });
}

/** Those who come later are not told of it. @param {HotTrack} track */
function forget({ told }) {
    if (told !== null) {
        told.module.remove(told);
        told.module.changed.delete(told);
        told.told !== null && unuse(told.told.unit);
        if (told.id !== 0) {
            told.had = [told.id, entities.tracks.high(told.id)];
            entities.tracks.give(told.id);
            told.id = 0;
        }
    }
}

/** @param {boolean} isDry @returns {Result} */
export function sweep(isDry) {
    let freed = 0;
    const kept = [];
    for (const swap of hotModules.values()) {
        for (const track of [...swap.tracks.values()].filter(({ orphan }) => orphan)) {
            const pin = holderOf(track), name = nameOf(track);
            if (pin !== 0) {
                const by = entityText(pin, high(pin));
                kept.push(`${name} kept by ${by}`);
                reportSwept(track, SWEPT.KEPT, pin, `${name} is kept by ${by}`);
            } else {
                freed++;
                reportSwept(track, isDry ? SWEPT.WOULD_FREE : SWEPT.FREED, 0, `${name} is used by nothing`);
                if (!isDry) {
                    swap.tracks.delete(track.key);
                    forget(track);
                }
            }
        }
    }
    const count = `${freed} orphan${freed === 1 ? "" : "s"} ${isDry ? "would be freed" : "freed"}`;
    return done([count, ...kept].join("; "));
}

// ---- Commands ----------------------------------------------------------------------------------------

/** @param {number} lo @param {number} hi @returns {HotTrack | null} */
export function trackOf(lo, hi) {
    const found = entities.findDefinition(lo, hi);
    return hi >>> 24 === ENTITY.TRACK ? found?.hot ?? null : null;
}

/** @param {Operator} operator @returns {HotTrack | null} */
export function trackWith(operator) {
    for (const swap of hotModules.values()) {
        for (const track of swap.tracks.values()) {
            if (track.running?.links.some(({ link }) => link.operator === operator)) {
                return track;
            }
        }
    }
    return null;
}

/** A function that failed was put back. @param {import("./probation.js").Trial} trial @param {string} reason */
export function rolledBack({ track: whose, operator, before, version, pass }, reason) {
    if (whose === null) {
        note(1, `${operator}: ${reason}; the function before runs again`);
        return;
    }
    const track = /** @type {HotTrack} */ (whose), bad = track.version(version);
    if (bad !== undefined) {
        bad.failed = true;
    }
    reportFault(track, `${operator} of ${nameOf(track)}: ${reason}`);
    if (pass !== undefined) {
        queueMicrotask(() => takeOut(track, before, version, `${operator} failed: ${reason}`));
        return;
    }
    if (track.runs === version) {
        track.runs = before; // else later versions changed something else, which runs
        track.ranAt = now();
    }
    reportResult(track, SWAP.ROLLED_BACK, `${operator} failed: ${reason}; the function before runs${retries.on ? ", and got the value" : ""}`);
    changeTold(track);
}

/** An operator that a version has put in failed: the version before runs, with the stack empty. @param {HotTrack} track @param {number} before @param {number} version @param {string} reason */
function takeOut(track, before, version, reason) {
    const known = track.version(before);
    if (track.runs === version && known !== undefined) {
        run(track, known);
        reportResult(track, SWAP.ROLLED_BACK, `${reason}; the value passed it, and version ${before} runs`);
        changeTold(track);
    }
}

