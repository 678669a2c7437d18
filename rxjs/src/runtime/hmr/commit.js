/**
 * commit.js - a stage becomes what runs. It happens in a microtask behind the evaluation, so never with an emission on the
 * stack, and before whoever waits for the module's update goes on.
 *
 *   open ──e()──► plan everything ──► apply: slots, spans, instances, statements ──► what is gone, 150 ms later
 *     └── another evaluation begins, or the update failed: dropped          └── approval: held until somebody says yes
 */
import { LOG, SWAP } from "../../protocol/kinds.js";
import { previewText } from "../actions/show.js";
import { after } from "../clock.js";
import { fault } from "../fault.js";
import { options } from "../record.js";
import { linesOf } from "./align.js";
import { move, planAll, rebuild } from "./apply.js";
import { adopt, letGo, renamed } from "./gone.js";
import { keepInputs } from "./instances.js";
import { commitCells } from "./oldcode.js";
import { probe } from "./probation.js";
import { madeBefore } from "./made.js";
import { changeTold, describePlan, note, reportModule, reportResult } from "./report.js";
import { settleSources } from "./living.js";
import { Stage } from "./stage.js";
import { Statement, doAgain, doFirst, observe } from "./statements.js";
import { HotTrack } from "./track.js";

/** @typedef {import("./module.js").HotModule} HotModule */
/** @typedef {import("./stage.js").Declared} Declared */
/** @typedef {import("./apply.js").Planned} Planned */
/** @typedef {import("./apply.js").Summary} Summary */

/** So long what a save took away waits for a newer save. */
const GONE_MS = 150;

/** Saves wait until somebody approves them. */
export const approval = { on: false };

/**
 * @param {HotModule} swap
 * @param {import("./module.js").HotDescription} description
 * @param {import("../rows.js").Rows} sites
 */
export function openStage(swap, description, sites) {
    const stage = new Stage(swap, description, sites, swap.module.generation), serial = description.serial ?? swap.serial;
    if (serial < swap.serial) {
        stage.isDropped = true; // it was saved before what runs, and loaded later
        return stage;
    }
    swap.serial = stage.serial = serial;
    if (swap.stage !== null && swap.stage.isOpen) {
        swap.overtaken.add(swap.stage);
        drop(swap, "another evaluation began before it had ended");
    }
    swap.held = swap.stage;
    swap.cancelGone();
    swap.stage = stage;
    return stage;
}

/** An evaluation is given up; what it did elsewhere has happened. @param {HotModule} swap @param {string} reason */
export function drop(swap, reason) {
    const { stage } = swap;
    if (stage !== null && (stage.isOpen || stage.isHeld)) {
        stage.isDropped = true; // what of it still runs makes nothing that counts
        stage.letGo();
        swap.stage = swap.held;
        swap.makers.drop();
        swap.resumeGone();
        if (swap.isWhole) {
            reportModule(swap, SWAP.REFUSED, `gen ${stage.generation} evaluated, discarded: ${reason}; the code before runs on`);
        }
    }
}

/** Finds out what an evaluation has thrown, of which nothing else says it. @type {{ ask: ((file: string) => Promise<{ error: unknown } | null>) | null }} */
export const thrown = { ask: null };

/** Its evaluation did not come to its end. @param {HotModule} swap */
export function dropThrown(swap) {
    const { module: { file, name }, stage } = swap, { ask } = thrown;
    drop(swap, "it threw while it was evaluated");
    if (ask !== null && stage !== null && stage.isDropped && swap.isWhole) {
        void ask(file).then(found => {
            found !== null && note(LOG.ERROR, `${name} gen ${stage.generation} threw ${previewText(found.error, options)}`);
        });
    }
}

/** @param {import("./sites.js").HotSites} sites @param {import("./stage.js").End} end */
export function closeStage({ stage, swap }, end) {
    stage.isOpen = false;
    stage.end = end;
    swap.overtaken.delete(stage);
    stage.readImports();
    if (swap.stage !== stage) {
        stage.release();
        return;
    }
    if (stage.isFirst) {
        attempt(() => finish(stage, emptySummary()));
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
    const there = site.isTrack ? site.module.tracks.get(site.variable) : undefined, before = Math.max(there?.version ?? 0, there?.hot?.newest ?? 0);
    track.begin(generation, there?.generation === generation ? Math.max(before, 1) : before + 1);
    isInstance && keepInputs(track, source);
    if (site.isTrack && !there?.hot?.isInstance) {
        adopt(track, site, source);
    }
    return track;
}

/** A stream that has no name where it is made has that of its variable. @param {HotTrack} track @param {import("../sites.js").Site} site */
function nameTrack(track, site) {
    track.told === null ? adopt(track, site, track.output) : renamed(track, site);
}

// ---- Commits -----------------------------------------------------------------------------------------

/** @param {Stage} stage */
export function commit(stage) {
    const { swap } = stage;
    if (swap.stage !== stage) {
        return;
    }
    if (swap.held !== stage) {
        swap.held?.release(); // this one comes in its place
    }
    swap.held = null;
    const planned = planAll(stage);
    if (approval.on && !stage.isApproved && isWorthAsking(stage, planned)) {
        hold(stage, planned);
        return;
    }
    settleSources();
    const summary = { ...emptySummary(), unchanged: stage.kept.size };
    moveAll(stage, planned);
    planned.forEach(one => rebuild(stage, one, summary));
    createNew(stage);
    doStatements(stage, summary);
    finish(stage, summary);
}

/** Functions first, everywhere: what the rest sends goes through new ones only. @param {Stage} stage @param {Planned[]} planned */
function moveAll(stage, planned) {
    planned.forEach(one => move(stage, one));
    stage.moves.forEach(({ to, from, changed }) => probe(to, from, changed, "try"));
    commitMakers(stage);
    commitCells(stage);
    for (const todo of stage.todo) {
        "hash" in todo && "statement" in todo && tryStatement(stage, () => observe(todo));
    }
}

/** @param {Stage} stage */
function createNew(stage) {
    const { swap } = stage;
    for (const [key, declared] of stage.replaced) {
        const old = swap.tracks.get(key);
        old?.told?.leave();
        swap.tracks.delete(key);
        stage.declared.set(key, declared);
    }
    for (const declared of stage.declared.values()) {
        if (!swap.tracks.has(declared.key)) {
            stage.fresh.add(declared.site.variable);
            const track = create(stage, declared);
            track.told !== null && reportResult(track, SWAP.NEW, "new");
        }
    }
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
        } else if (track.waiting !== 0 && !track.pinned) {
            track.waiting = 0; // what had waited was taken back
            track.pending = null;
            changeTold(track);
        }
    }
    reportModule(stage.swap, SWAP.HELD, `gen ${stage.generation}, until it is approved`);
}

// ---- Statements --------------------------------------------------------------------------------------

/** @param {Stage} stage @param {Summary} summary */
function doStatements(stage, summary) {
    for (const todo of stage.todo) {
        tryStatement(stage, () => doOne(stage, todo, summary));
    }
}

/** @param {Stage} stage @param {() => void} what */
function tryStatement({ swap }, what) {
    try {
        what();
    } catch (error) {
        note(LOG.ERROR, `${swap.module.name}: a statement at its top level threw: ${previewText(error, options)}`);
    }
}

/** @param {Stage} stage @param {Stage["todo"][number]} todo @param {Summary} summary */
function doOne({ swap, importChanged }, todo, summary) {
    if ("run" in todo) {
        swap.statements.set(todo.key, new Statement(todo.key, todo.hash, null));
        todo.run();
    } else if ("hash" in todo) {
        const isOther = todo.statement.hash !== todo.hash || (todo.site.hot?.[2] ?? []).some(importChanged);
        const plan = doAgain(todo, importChanged);
        if (plan?.changed) {
            summary.lines.push(`subscribe in line ${todo.site.line}: ${describePlan(plan)}`);
        } else if (isOther && !todo.statement.subscription.closed) {
            summary.observers++;
        }
    } else {
        doFirst(todo);
        summary.subscribed++;
        swap.statements.set(todo.statement.key, todo.statement);
    }
}

// ---- The end -----------------------------------------------------------------------------------------

/** @param {Stage} stage @param {Summary} summary */
function finish(stage, summary) {
    const { swap, description, generation } = stage;
    stage.named.forEach((site, track) => nameTrack(track, site));
    for (const [key, recipe] of stage.recipes) {
        swap.recipes.set(key, recipe);
    }
    if (stage.isFirst) {
        commitMakers(stage);
        commitCells(stage);
    }
    swap.several = stage.several;
    swap.stops = stopsOf(stage);
    swap.aliases = stage.aliases;
    swap.imports = stage.imports;
    swap.changes = stage.changes;
    swap.exports = description.exports;
    const before = swap.hash;
    swap.hash = description.hash;
    const known = swap.known;
    swap.known = new Map(stage.rows.map(row => [row.key, row]));
    swap.generation = generation;
    if (swap.stage === stage) {
        swap.stage = null; // else another evaluation has begun from within
    }
    if (!stage.isFirst) {
        summary.lines.push(...madeBefore(stage, known));
        reportSummary(swap, summary, before === description.hash);
        waitForGone(stage, known);
    }
    stage.release();
    swap.forget();
}

/** @param {Stage} stage */
function commitMakers({ swap, makers, end, rows, generation }) {
    const hashes = new Map(rows.map(({ key, hash }) => [key, hash]));
    for (const [key, fn] of makers) {
        const before = swap.known.get(key);
        swap.makers.commit(key, fn, generation, before !== undefined && before.hash !== hashes.get(key));
    }
    for (const [name, fn] of Object.entries(end.m ?? {})) {
        const row = rows.find(({ kind, name: at }) => kind === "m" && (at === name || at.endsWith(`/${name}`)));
        swap.makers.commit(row?.key ?? name, fn, generation, false); // each evaluation has a function of its own
    }
}

/** @returns {Summary} */
function emptySummary() {
    return { swapped: [], unchanged: 0, lines: [], observers: 0, subscribed: 0 };
}

/** @param {HotModule} swap @param {Summary} summary @param {boolean} isSame */
function reportSummary(swap, { swapped, unchanged, lines, observers, subscribed }, isSame) {
    const parts = swapped.map(name => `${name} swapped`).concat(lines);
    observers > 0 && parts.push(`${subscribes(observers)} with ${observers === 1 ? "its new observer" : "their new observers"}`);
    subscribed > 0 && parts.push(`${subscribes(subscribed)} new`);
    const code = parts.length > 0 || !isSame ? SWAP.SWAPPED : SWAP.UNCHANGED;
    unchanged > 0 && parts.push(`${unchanged} unchanged`);
    const nothing = swap.statements.size > 0 ? "its subscribes go on" : "nothing of it is a stream";
    reportModule(swap, code, `gen ${swap.generation}: ${parts.join("; ") || nothing}`);
}

/** @param {number} count */
function subscribes(count) {
    return `${count} subscribe${count === 1 ? "" : "s"}`;
}

/** What is not declared any more is let go of, unless a newer save brings it back. @param {Stage} stage @param {Map<string, import("./keys.js").Known>} known */
function waitForGone(stage, known) {
    const { swap } = stage;
    swap.resumeGone = () => {};
    const tracks = [...swap.tracks.values()].filter(track => !track.orphan && !stage.has(track.key));
    const statements = [...swap.statements.values()].filter(({ key }) => !stage.statements.has(key) && !stage.isWithinKept(key));
    if (tracks.length + statements.length === 0) {
        return;
    }
    for (const { key } of tracks) {
        const row = known.get(key);
        row !== undefined && !swap.known.has(key) && swap.known.set(key, { ...row, gone: true });
    }
    swap.resumeGone = () => {
        swap.cancelGone();
        swap.cancelGone = after(() => {
            swap.resumeGone = () => {};
            attempt(() => letGo(swap, tracks, statements));
            const ended = statements.filter(({ subscription }) => subscription !== null).length;
            ended > 0 && reportModule(swap, SWAP.SWAPPED, `gen ${swap.generation}: ${subscribes(ended)} gone from the source: unsubscribed`);
        }, GONE_MS);
    };
    swap.resumeGone();
}

// ---- Boundaries --------------------------------------------------------------------------------------

/** Why importers have to be evaluated again, by the export; "": they need not. @param {Stage} stage */
function stopsOf({ swap, description, plain, isFirst, aliases, fresh, rows }) {
    const old = new Map(swap.exports.map(row => [row[0], row])), keys = keysUnder(swap.known.values()), now = keysUnder(rows);
    for (const [name, kind, hash] of description.exports) {
        const before = old.get(name);
        if (kind === "plain" || plain.has(name) || before !== undefined && before[2] !== hash) {
            return name;
        }
        const isOther = before?.[1] !== kind || aliases.get(name) !== swap.aliases.get(name) || fresh.has(name) ||
            (keys.get(name) ?? []).some(([at, key]) => now.get(name)?.some(([to, other]) => to === at && other !== key));
        if (!isFirst && before !== undefined && isOther) {
            return name; // its importers have what it stood for before
        }
    }
    return "";
}

/** Under which key the streams of each variable stand, itself or a member. @param {Iterable<import("./keys.js").Known>} rows @returns {Map<string, [name: string, key: string][]>} */
function keysUnder(rows) {
    const keys = new Map();
    for (const { name, key, gone } of rows) {
        const [variable] = name.split(".");
        gone || keys.set(variable, [...keys.get(variable) ?? [], [name, key]]);
    }
    return keys;
}

/**
 * Vite has evaluated an update of a module that takes its own, or has not been able to.
 * @param {HotModule} swap
 * @param {boolean} isLoaded
 * @param {{ invalidate?: (reason: string) => void } | undefined} vite
 */
export function accepted(swap, isLoaded, vite) {
    if (!isLoaded) {
        const [older] = swap.overtaken;
        older === undefined ? dropThrown(swap) : swap.overtaken.delete(older); // of two it was the one that began first
        return;
    }
    if (swap.stops !== "") {
        note(0, `${swap.module.name}: its export ${swap.stops} is no stream that can be swapped: its importers are evaluated again`);
        vite?.invalidate?.(`the export ${swap.stops} is no stream that can be swapped`);
    }
}

