/**
 * telltracks.js - modules and their tracks, as records. Live they are told at the flush behind their evaluation, before anything
 * that happened in it: what a track stands for is known then.
 */
import { EV, SWAP, TRACK_FLAG } from "../protocol/kinds.js";
import { Operator } from "./definitions.js";
import * as entities from "./entities.js";
import { hot } from "./hot.js";
import { changed, modules } from "./modules.js";
import { tellTags } from "./tags.js";
import { release, tell, use } from "./tell.js";

/** @typedef {import("./out.js").Out} Out */
/** @typedef {import("./sites.js").Module} Module */
/** @typedef {import("./sites.js").Track} Track */
/** @typedef {import("./sites.js").Past} Past */
/** @typedef {import("./sites.js").Id} Id */

/** @param {Out} out @param {Module} module */
function putModule(out, module) {
    const name = out.string(module.name), file = out.string(module.file), hi = entities.modules.high(module.id);
    let writer = out.start(EV.MODULE_START, 0, module.id, hi);
    writer.num(module.generation);
    writer.named(name, file, 0);
    writer.end();
    writer = out.start(EV.MODULE_END, 0, module.id, hi);
    writer.num(module.generation);
    writer.end();
    tellTags(out, module.id, hi, module);
}

/** @param {Out} out @param {Track} track @param {number} [generation] */
function putScopeStart(out, track, generation = track.module.generation) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_SCOPE_START, 0, id, entities.tracks.high(id));
    writer.parent(module.id, entities.modules.high(module.id));
    writer.num(generation);
    writer.named(name, file, site.line);
    writer.end();
}

/** @param {Out} out @param {Track} track @param {number} [generation] */
function putScopeEnd(out, track, generation = track.module.generation) {
    const writer = out.start(EV.TRACK_SCOPE_END, 0, track.id, entities.tracks.high(track.id));
    writer.num(generation);
    writer.end();
}

/** The pipe or observable that a track stands for. @param {Track} track @returns {Id} */
function entityOf({ source }) {
    return source instanceof Operator ? [source.pipe.id, entities.pipes.high(source.pipe.id)] : [source.observable, entities.highOf(source)];
}

/** What a pipe comes to. @param {Track} track @returns {Id} */
function resultOf({ source }) {
    return [source.observable, entities.highOf(source)];
}

/** What a version stood for, as long as somebody is subscribed to it: its pipe may have become another one. @param {Past} version @returns {Id | undefined} */
function stillTold({ entity, result }) {
    return [entity, result].find(id => id !== undefined && entities.findDefinition(...id) !== undefined);
}

/** @param {Out} out @param {Track} track @param {number} version @param {Id} [entity] */
function putRegister(out, track, version, entity = entityOf(track)) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_REGISTER, 0, id, entities.tracks.high(id));
    writer.parent(module.id, entities.modules.high(module.id));
    writer.ref(...entity);
    writer.num(version);
    writer.named(name, file, site.line);
    writer.text(track.key);
    writer.end();
    tellTags(out, id, entities.tracks.high(id), track);
}

/** @param {Out} out @param {Track} track @param {Past} version */
function putUpdate(out, track, version) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_UPDATE, 0, id, entities.tracks.high(id));
    writer.parent(version.generation, 0);
    writer.ref(...(stillTold(version) ?? entityOf(track)));
    writer.num(version.number);
    writer.named(name, file, site.line);
    writer.text(version.what);
    writer.end();
}

/** Bits of TRACK_FLAG. @param {Track} track */
function stateOf({ hot, orphan }) {
    return hot === null ? 0 : (hot.pinned ? TRACK_FLAG.PINNED : 0) | (hot.waiting > 0 ? TRACK_FLAG.WAITING : 0) |
        (orphan ? TRACK_FLAG.ORPHAN : 0);
}

/** Pinned, or something waits. @param {Out} out @param {Track} track */
function tellState(out, track) {
    const state = stateOf(track), waiting = track.hot?.waiting ?? 0;
    if (state !== track.toldState || waiting !== track.toldWaiting) {
        track.toldState = state;
        track.toldWaiting = waiting;
        putState(out, track, state);
    }
}

/** @param {Out} out @param {Track} track @param {number} state */
function putState(out, track, state) {
    const writer = out.start(EV.TRACK_STATE, state, track.id, entities.tracks.high(track.id));
    writer.num(track.hot?.waiting ?? 0);
    writer.end();
}

/**
 * Versions that are news, and behind them the one that runs.
 * @param {Track} track
 * @param {number} after the newest that is known
 * @returns {Past[]}
 */
function newsOf({ hot, past, version }, after) {
    const history = hot?.history ?? [], numbers = new Set(history.map(({ number }) => number));
    const all = [...past.filter(({ number }) => !numbers.has(number)), ...history].sort((a, b) => a.number - b.number);
    const runs = all.find(({ number }) => number === (hot?.runs ?? version));
    const news = all.filter(({ number }) => number > after);
    return runs === undefined || runs === news.at(-1) ? news : [...news, { ...runs, at: Math.max(runs.at, hot?.ranAt ?? 0) }];
}

/**
 * Versions that were told, and have to be again: a swap leaves nothing of an earlier one, so they stand for what the newest does.
 * @param {Track} track
 * @param {number} last
 * @param {number} after
 * @returns {number[]}
 */
function outdated(track, last, after) {
    const [lo, hi] = entityOf(track), { hot, toldEntity, toldKey, key } = track;
    if (last !== 0 && hot !== null && (toldEntity[0] !== lo || toldEntity[1] !== hi)) {
        return hot.history.map(({ number }) => number).filter(number => number <= after);
    }
    return last !== 0 && toldKey !== key ? [last] : [];
}

/**
 * Its versions: to the readers those that are new, to one that comes later all. A version that is told again, because the track
 * is called otherwise or stands elsewhere, is registered anew: nothing was swapped.
 * @param {Out} out
 * @param {Track} track
 * @param {number} last the version that is known to run, 0: none
 * @param {number} after the newest that is known
 * @param {number} until the time of what comes next, ns
 */
function putVersions(out, track, last, after, until) {
    let known = last;
    putScopeStart(out, track);
    for (const number of outdated(track, known, after)) {
        putRegister(out, track, number);
    }
    putScopeEnd(out, track);
    for (const version of newsOf(track, after)) {
        const { number, generation, at } = version;
        out.at(Math.min(at, until));
        putScopeStart(out, track, generation);
        if (known === 0 || number === known) {
            putRegister(out, track, number, stillTold(version));
        } else {
            putUpdate(out, track, version);
        }
        putScopeEnd(out, track, generation);
        known = number;
    }
    out.at(until);
}

/** What became of it last, for who comes later. @param {Out} out @param {Track} track */
function putResult(out, track) {
    const { result } = track;
    if (result !== null && (result.code !== SWAP.UNCHANGED || result.text !== "")) {
        out.at(result.at);
        const writer = out.start(EV.SWAP_RESULT, result.code, track.id, entities.tracks.high(track.id));
        writer.parent(result.generation, 0);
        writer.num(result.version);
        writer.text(result.text);
        writer.end();
    }
}

/** @param {Out} out @param {Track} track */
function putOrphan(out, track) {
    const writer = out.start(EV.TRACK_ORPHAN, 0, track.id, entities.tracks.high(track.id));
    writer.num(track.module.generation);
    writer.end();
}

/** @param {Out} out @param {Track} track @param {number} time */
function tellTrack(out, track, time) {
    const isNew = track.id === 0, { hot, source } = track;
    if (isNew) {
        track.id = entities.tracks.take(track);
        track.since = time;
    }
    putScopeStart(out, track);
    tell(out, source.unit, time);
    use(source.unit);
    putScopeEnd(out, track);
    if (hot === null) {
        track.version++;
        track.toldEntity = entityOf(track);
        track.toldResult = resultOf(track);
        track.pass([{ number: track.version, generation: track.generation, at: time, what: "" }]);
    }
    putVersions(out, track, isNew ? 0 : track.toldVersion, isNew ? 0 : track.toldNewest, time);
    if (track.toldUnit !== null) {
        release(track.toldUnit);
    }
    track.told = source;
    track.toldUnit = source.unit;
    track.toldVersion = track.version;
    track.toldEntity = entityOf(track);
    track.toldResult = resultOf(track);
    track.toldNewest = hot?.newest ?? track.version;
    track.toldKey = track.key;
    track.toldLine = track.site.line;
}

/** Whether the readers know something else of it. @param {Track} track */
function isOther({ told, source, hot, toldVersion, version, toldNewest, toldKey, key, toldLine, site }) {
    return told !== source || hot !== null && (toldVersion !== version || toldNewest !== hot.newest || toldKey !== key || toldLine !== site.line);
}

/** @param {Out} out @param {Module} module @param {number} time */
function tellModule(out, module, time) {
    if (module.id === 0) {
        module.id = entities.modules.take(module);
        module.since = time;
    }
    if (module.told !== module.generation) {
        module.told = module.generation;
        putModule(out, module);
    }
    for (const track of module.changed) {
        if (isOther(track) && !(track.orphan && track.hot === null)) {
            tellTrack(out, track, time);
        }
        track.orphan && track.id !== 0 && putOrphan(out, track);
        track.id !== 0 && tellState(out, track);
    }
    module.changed.clear();
}

/** Tells what is new of all modules. @param {Out} out @param {number} time */
export function tellModules(out, time) {
    for (const module of changed) {
        tellModule(out, module, time);
    }
    changed.clear();
}

/** @param {(track: Track) => void} each */
function eachTrack(each) {
    for (const module of modules.values()) {
        for (const track of module.tracks.values()) {
            track.id !== 0 && each(track);
        }
    }
}

/** What tracks stand for, where it has become part of another unit. @param {Out} out @param {number} time */
export function tellTracked(out, time) {
    eachTrack(track => {
        if (track.told !== null && track.told.unit !== track.toldUnit) {
            putScopeStart(out, track);
            tell(out, track.told.unit, time);
            [...outdated(track, track.version, track.toldNewest), track.version].forEach(number => putRegister(out, track, number));
            putScopeEnd(out, track);
            track.orphan && putOrphan(out, track);
            track.toldEntity = entityOf(track);
            track.toldResult = resultOf(track);
            track.toldUnit = track.told.unit;
        }
    });
}

/** What tracks need of told units. */
export function useTracks() {
    eachTrack(track => track.toldUnit !== null && use(track.toldUnit));
}

/** Modules and scopes, which what comes next names. @param {Out} out */
export function snapshotModules(out) {
    for (const module of modules.values()) {
        if (module.id !== 0) {
            out.at(module.since);
            putModule(out, module);
        }
    }
    eachTrack(track => {
        out.at(track.since);
        putScopeStart(out, track);
        putScopeEnd(out, track);
    });
}

/** What the tracks stand for, once that is told. @param {Out} out */
export function snapshotTracks(out) {
    eachTrack(track => {
        out.at(track.since);
        putVersions(out, track, 0, 0, hot.time);
        putResult(out, track);
        track.orphan && putOrphan(out, track);
        stateOf(track) !== 0 && putState(out, track, stateOf(track));
    });
}
