/**
 * commit.js - a stage becomes what runs. It happens in a microtask behind the evaluation, so never with an emission on the
 * stack, and before whoever waits for the module's update goes on.
 *
 *   open ──e()──► plan everything ──► apply: slots, spans, instances, statements ──► what is gone, 150 ms later
 *     └── another evaluation begins, or the update failed: dropped          └── approval: held until somebody says yes
 */
import { SWAP } from "../../protocol/kinds.js";
import { after } from "../clock.js";
import { fault } from "../fault.js";
import { track as tellTrack } from "../modules.js";
import { compare, linesOf, startOver } from "./align.js";
import { renew, startsOver } from "./instances.js";
import { isOwned } from "./module.js";
import { movingFor } from "./probation.js";
import { letGo, renamed, restore } from "./gone.js";
import { changeTold, describePlan, note, reportModule, reportResult } from "./report.js";
import { shapeOf } from "./shape.js";
import { Stage } from "./stage.js";
import { Statement, doAgain, doFirst } from "./statements.js";
import { settleSources } from "./splice.js";
import { HotTrack } from "./track.js";
import { commitCells, markInner } from "./oldcode.js";

/** @typedef {import("./module.js").HotModule} HotModule */
/** @typedef {import("./stage.js").Declared} Declared */
/** @typedef {import("./align.js").Plan} Plan */
/** @typedef {{ track: HotTrack, declared: Declared, plan: Plan | null }} Planned */
/** @typedef {{ swapped: string[], unchanged: number, lines: string[] }} Summary */

/** So long what a save took away waits for a newer save. */
const GONE_MS = 150;

/** Saves wait until somebody approves them. */
export const approval = { on: false };

/**
 * @param {HotModule} swap
 * @param {import("./module.js").HotDescription} description
 * @param {import("../sites.js").SiteRow[]} sites
 */
export function openStage(swap, description, sites) {
    const stage = new Stage(swap, description, sites, swap.module.generation), serial = description.serial ?? swap.serial;
    if (serial < swap.serial) {
        stage.isDropped = true; // it was saved before what runs, and loaded later
        return stage;
    }
    swap.serial = serial;
    if (swap.stage !== null && swap.stage.isOpen) {
        drop(swap, "another evaluation began before it had ended");
    }
    swap.cancelGone();
    swap.stage = stage;
    return stage;
}

/** An evaluation is given up; what it did elsewhere has happened. @param {HotModule} swap @param {string} reason */
export function drop(swap, reason) {
    const { stage } = swap;
    if (stage !== null && (stage.isOpen || stage.isHeld)) {
        stage.isDropped = true; // what of it still runs makes nothing that counts
        swap.stage = null;
        if (swap.isWhole) {
            reportModule(swap, SWAP.REFUSED, `gen ${stage.generation} evaluated, discarded: ${reason}; the code before runs on`);
        }
    }
}

/** @param {import("./sites.js").HotSites} sites @param {import("./stage.js").End} end */
export function closeStage({ stage, swap }, end) {
    stage.isOpen = false;
    stage.end = end;
    stage.readImports();
    if (swap.stage !== stage) {
        return;
    }
    if (stage.isFirst) {
        attempt(() => finish(stage, { swapped: [], unchanged: 0, lines: [] }));
    } else {
        queueMicrotask(() => attempt(() => commit(stage)));
    }
}

/** @param {() => void} what */
function attempt(what) {
    try {
        what();
    } catch (error) {
        fault(error);
    }
}

// ---- First evaluations -------------------------------------------------------------------------------

/** What a first evaluation declares counts at once. @param {Stage} stage @param {string} key */
export function register(stage, key) {
    const declared = stage.declared.get(key);
    declared !== undefined && !stage.swap.tracks.has(key) && create(stage, declared);
}

/** @param {Stage} stage @param {Declared} declared */
function create({ swap, generation }, { key, site, made, source, isInstance }) {
    const track = new HotTrack(key, made, site, isInstance);
    swap.tracks.set(key, track);
    track.begin(generation);
    if (site.isTrack && !site.module.tracks.get(site.variable)?.hot?.isInstance) {
        track.told = tellTrack(site.module, site, source);
        track.told.hot = track;
        track.told.version = 1;
    }
    return track;
}

// ---- Plans -------------------------------------------------------------------------------------------

/** @param {Stage} stage @returns {Planned[]} */
function planAll({ swap, declared: all, importChanged }) {
    /** @type {Planned[]} */
    const planned = [];
    for (const declared of all.values()) {
        const track = swap.tracks.get(declared.key);
        if (track !== undefined) {
            const { running } = track, isSame = running === null || declared.made === track.object;
            const shape = isSame ? null : shapeOf(declared.made, isOwned);
            const plan = shape === null || running === null ? null
                : startsOver(declared.site) ? startOver(running, shape) : compare(running, shape, importChanged);
            planned.push({ track, declared, plan });
        }
    }
    return planned;
}

/** @param {Stage} stage */
export function commit(stage) {
    const { swap } = stage;
    if (swap.stage !== stage) {
        return;
    }
    const planned = planAll(stage);
    planned.forEach(({ track }) => {
        track.pending = null;
    });
    if (approval.on && !stage.isApproved && isWorthAsking(stage, planned)) {
        hold(stage, planned);
        return;
    }
    settleSources();
    /** @type {Summary} */
    const summary = { swapped: [], unchanged: 0, lines: [] };
    for (const one of planned) {
        tryApply(stage, one, summary);
    }
    summary.unchanged += stage.kept.size;
    for (const declared of stage.declared.values()) {
        if (!swap.tracks.has(declared.key)) {
            const track = create(stage, declared);
            track.told !== null && reportResult(track, SWAP.NEW, "new");
        }
    }
    doStatements(stage, summary);
    finish(stage, summary);
}

/** @param {Stage} stage @param {Planned[]} planned */
function isWorthAsking(stage, planned) {
    return planned.some(({ plan }) => plan?.changed) || stage.description.hash !== stage.swap.hash;
}

/** @param {Stage} stage @param {Planned[]} planned */
function hold(stage, planned) {
    stage.isHeld = true;
    for (const { track, plan } of planned) {
        if (plan?.changed) {
            track.pending = track.next(stage.generation, plan.shape, linesOf(plan).join("\n"));
            track.waiting = track.pending.number;
            changeTold(track);
            reportResult(track, SWAP.HELD, `until it is approved: ${describePlan(plan)}`);
        }
    }
    reportModule(stage.swap, SWAP.HELD, `gen ${stage.generation}, until it is approved`);
}

// ---- Tracks ------------------------------------------------------------------------------------------

/** @param {Stage} stage @param {Planned} planned @param {Summary} summary */
function tryApply(stage, planned, summary) {
    const { track } = planned;
    try {
        track.orphan && restore(track);
        renamed(track, planned.declared.site);
        applyOne(stage, planned, summary);
    } catch (error) {
        track.told !== null && reportResult(track, SWAP.REFUSED, `it could not be swapped: ${error}`);
    }
}

/** @param {Stage} stage @param {Planned} planned @param {Summary} summary */
function applyOne(stage, { track, declared, plan }, summary) {
    if (plan === null) {
        const said = track.isInstance ? renew(track, declared) : "";
        track.site = declared.site;
        track.initialHash = declared.site.args[0]?.hot?.[0] ?? "";
        said === "" ? summary.unchanged++ : reportResult(track, SWAP.SWAPPED, said);
        return;
    }
    track.site = declared.site;
    if (plan.changed && track.pinned) {
        track.waiting = track.add(stage.generation, plan.shape, linesOf(plan).join("\n")).number;
        reportResult(track, SWAP.HELD, `version ${track.waiting} waits behind the pin at ${track.runs}`);
    } else if (plan.changed) {
        swapTrack(track, plan, stage.generation);
        summary.swapped.push(track.told === null ? track.key : track.told.name);
    } else {
        keep(track, plan);
        summary.unchanged++;
    }
    changeTold(track);
}

/** Slots move to the newest functions all the same. @param {HotTrack} track @param {Plan} plan */
function keep(track, plan) {
    const version = track.version(track.runs);
    plan.running.apply(plan, false);
    if (version !== undefined) {
        version.shape = plan.shape;
    }
    track.waiting = 0;
    track.told !== null && reportResult(track, SWAP.UNCHANGED, "");
}

/** @param {HotTrack} track @param {Plan} plan @param {number} generation */
function swapTrack(track, plan, generation) {
    markInner(plan.moves);
    const { replayed, left } = movingFor(track, () => plan.running.apply(plan));
    const version = track.add(generation, plan.shape, linesOf(plan).join("\n"));
    track.runs = version.number;
    track.waiting = 0;
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

// ---- Statements --------------------------------------------------------------------------------------

/** @param {Stage} stage @param {Summary} summary */
function doStatements(stage, summary) {
    for (const todo of stage.todo) {
        try {
            doOne(stage, todo, summary);
        } catch (error) {
            note(1, `${stage.swap.module.name}: a statement could not be done again: ${error}`);
        }
    }
}

/** @param {Stage} stage @param {Stage["todo"][number]} todo @param {Summary} summary */
function doOne({ swap, importChanged }, todo, summary) {
    if ("run" in todo) {
        swap.statements.set(todo.key, new Statement(todo.key, todo.hash, null));
        todo.run();
    } else if ("hash" in todo) {
        const plan = doAgain(todo, importChanged);
        if (plan?.changed) {
            summary.lines.push(`subscribe in line ${todo.site.line}: ${describePlan(plan)}`);
        }
    } else {
        doFirst(todo);
        swap.statements.set(todo.statement.key, todo.statement);
    }
}

// ---- The end -----------------------------------------------------------------------------------------

/** @param {Stage} stage @param {Summary} summary */
function finish(stage, summary) {
    const { swap, description, generation } = stage;
    for (const [key, recipe] of stage.recipes) {
        swap.recipes.set(key, recipe);
    }
    commitMakers(stage);
    commitCells(stage);
    swap.stops = stopsOf(stage);
    swap.imports = stage.imports;
    swap.exports = description.exports;
    const before = swap.hash;
    swap.hash = description.hash;
    const known = swap.known;
    swap.known = new Map(stage.rows.map(row => [row.key, row]));
    swap.generation = generation;
    swap.stage = null;
    if (stage.isFirst) {
        return;
    }
    reportSummary(swap, summary, before === description.hash);
    waitForGone(stage, known);
}

/** @param {Stage} stage */
function commitMakers({ swap, makers, end, rows, generation }) {
    for (const [key, fn] of makers) {
        swap.makers.commit(key, fn, generation);
    }
    for (const [name, fn] of Object.entries(end.m ?? {})) {
        const row = rows.find(({ kind, name: at }) => kind === "m" && (at === name || at.endsWith(`/${name}`)));
        swap.makers.commit(row?.key ?? name, fn, generation);
    }
}

/** @param {HotModule} swap @param {Summary} summary @param {boolean} isSame */
function reportSummary(swap, { swapped, unchanged, lines }, isSame) {
    const parts = swapped.map(name => `${name} swapped`).concat(lines);
    unchanged > 0 && parts.push(`${unchanged} unchanged`);
    const code = swapped.length + lines.length > 0 || !isSame ? SWAP.SWAPPED : SWAP.UNCHANGED;
    reportModule(swap, code, `gen ${swap.generation}: ${parts.join("; ") || "nothing of it is a stream"}`);
}

/** What is not declared any more is let go of, unless a newer save brings it back. @param {Stage} stage @param {Map<string, import("./keys.js").Known>} known */
function waitForGone(stage, known) {
    const { swap } = stage;
    const tracks = [...swap.tracks.values()].filter(track => !track.orphan && !stage.has(track.key));
    const statements = [...swap.statements.values()].filter(({ key }) => !stage.statements.has(key));
    if (tracks.length + statements.length === 0) {
        return;
    }
    for (const { key } of tracks) {
        const row = known.get(key);
        row !== undefined && !swap.known.has(key) && swap.known.set(key, row);
    }
    const cancel = after(() => attempt(() => letGo(swap, tracks, statements)), GONE_MS);
    swap.cancelGone = () => {
        cancel();
        swap.cancelGone = () => {};
    };
}

// ---- Boundaries --------------------------------------------------------------------------------------

/** Why importers have to be evaluated again, by the export; "": they need not. @param {Stage} stage */
function stopsOf({ swap, description, plain, isFirst, aliases }) {
    const old = new Map(swap.exports.map(row => [row[0], row]));
    for (const [name, kind, hash] of description.exports) {
        const before = old.get(name);
        if (kind === "plain" || plain.has(name) || before !== undefined && before[2] !== hash) {
            return name;
        }
        if (!isFirst && before !== undefined && before[1] !== kind || aliases.has(name) && swap.tracks.has(name)) {
            return name;
        }
    }
    return "";
}

/**
 * Vite has evaluated an update of a module that takes its own, or has not been able to.
 * @param {HotModule} swap
 * @param {boolean} isLoaded
 * @param {{ invalidate?: (reason: string) => void } | undefined} vite
 */
export function accepted(swap, isLoaded, vite) {
    if (!isLoaded) {
        drop(swap, "it threw while it was evaluated");
        return;
    }
    if (swap.stops !== "") {
        note(0, `${swap.module.name}: its export ${swap.stops} is no stream that can be swapped: its importers are evaluated again`);
        vite?.invalidate?.(`the export ${swap.stops} is no stream that can be swapped`);
    }
}

