/**
 * telltracks.js - modules and their tracks, as records. Live they are told at the flush behind their evaluation, before anything
 * that happened in it: what a track stands for is known then.
 */
import { EV, TRACK_FLAG } from "../protocol/kinds.js";
import { Operator } from "./definitions.js";
import * as entities from "./entities.js";
import { changed, modules } from "./modules.js";
import { tellTags } from "./tags.js";
import { release, tell, use } from "./tell.js";

/** @typedef {import("./out.js").Out} Out */
/** @typedef {import("./sites.js").Module} Module */
/** @typedef {import("./sites.js").Track} Track */

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

/** The pipe or observable that a track stands for. @param {import("../protocol/record.js").RecordWriter} writer @param {Track} track */
function putEntity(writer, track) {
    const { source } = track;
    if (source instanceof Operator) {
        writer.ref(source.pipe.id, entities.pipes.high(source.pipe.id));
    } else {
        writer.ref(source.observable, entities.highOf(source));
    }
}

/** @param {Out} out @param {Track} track @param {number} version */
function putRegister(out, track, version) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_REGISTER, 0, id, entities.tracks.high(id));
    writer.parent(module.id, entities.modules.high(module.id));
    putEntity(writer, track);
    writer.num(version);
    writer.named(name, file, site.line);
    writer.text(track.key);
    writer.end();
    tellTags(out, id, entities.tracks.high(id), track);
}

/** @param {Out} out @param {Track} track @param {number} version @param {number} generation @param {string} what */
function putUpdate(out, track, version, generation, what) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_UPDATE, 0, id, entities.tracks.high(id));
    writer.parent(generation, 0);
    putEntity(writer, track);
    writer.num(version);
    writer.named(name, file, site.line);
    writer.text(what);
    writer.end();
}

/** Bits of TRACK_FLAG. @param {Track} track */
function stateOf({ hot, orphan }) {
    return hot === null ? 0 : (hot.pinned ? TRACK_FLAG.PINNED : 0) | (hot.waiting > 0 ? TRACK_FLAG.WAITING : 0) |
        (orphan ? TRACK_FLAG.ORPHAN : 0);
}

/** Pinned, or something waits. @param {Out} out @param {Track} track */
function tellState(out, track) {
    const state = stateOf(track);
    if (state !== track.toldState) {
        track.toldState = state;
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
 * Its versions so far, for who comes later, and what became of the last.
 * @param {Out} out
 * @param {Track} track
 * @param {number} until the time of what comes next, ns
 */
function putHistory(out, track, until) {
    const hot = /** @type {import("./hmr/track.js").HotTrack} */ (track.hot);
    const runs = hot.version(hot.runs), isLast = runs === hot.versions.at(-1);
    const versions = isLast || runs === undefined ? hot.versions : [...hot.versions, { ...runs, at: hot.ranAt }];
    versions.forEach(({ number, generation, at, what }, i) => {
        out.at(Math.min(at, until));
        putScopeStart(out, track, generation);
        i === 0 ? putRegister(out, track, number) : putUpdate(out, track, number, generation, what);
        putScopeEnd(out, track, generation);
    });
    if (versions.length === 0) {
        out.at(until);
        putScopeStart(out, track);
        putRegister(out, track, hot.runs);
        putScopeEnd(out, track);
    }
    const last = versions.at(-1);
    if (last !== undefined && last.reason !== "") {
        putResult(out, track, last.code, last.reason);
    }
    out.at(until);
}

/** @param {Out} out @param {Track} track @param {number} code SWAP @param {string} text */
function putResult(out, track, code, text) {
    const writer = out.start(EV.SWAP_RESULT, code, track.id, entities.tracks.high(track.id));
    writer.parent(track.module.generation, 0);
    writer.num(track.version);
    writer.text(text);
    writer.end();
}

/** @param {Out} out @param {Track} track */
function putOrphan(out, track) {
    const writer = out.start(EV.TRACK_ORPHAN, 0, track.id, entities.tracks.high(track.id));
    writer.num(track.module.generation);
    writer.end();
}

/** @param {Out} out @param {Track} track @param {number} time */
function tellTrack(out, track, time) {
    const fresh = track.id === 0;
    if (fresh) {
        track.id = entities.tracks.take(track);
        track.since = time;
    }
    const generation = track.hot?.version(track.version)?.generation ?? track.module.generation;
    putScopeStart(out, track);
    tell(out, track.source.unit, time);
    use(track.source.unit);
    track.version += track.hot === null ? 1 : 0;
    if (!fresh) {
        putUpdate(out, track, track.version, generation, track.what);
    } else if (track.hot === null) {
        putRegister(out, track, track.version);
    }
    putScopeEnd(out, track);
    if (fresh && track.hot !== null) {
        putHistory(out, track, time);
    }
    if (track.toldUnit !== null) {
        release(track.toldUnit);
    }
    track.told = track.source;
    track.toldUnit = track.source.unit;
    track.toldVersion = track.version;
    track.toldName = track.name;
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
        if (track.orphan && track.id === 0 && track.hot !== null) {
            tellTrack(out, track, time);
        }
        if (track.orphan) {
            track.id !== 0 && putOrphan(out, track);
        } else if (track.told !== track.source || track.hot !== null && (track.toldVersion !== track.version || track.toldName !== track.name)) {
            tellTrack(out, track, time);
        }
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
            putUpdate(out, track, track.version, track.hot?.version(track.version)?.generation ?? track.module.generation, track.what);
            putScopeEnd(out, track);
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
        if (track.hot === null) {
            putScopeStart(out, track);
            putRegister(out, track, track.version);
            putScopeEnd(out, track);
        } else {
            putHistory(out, track, track.since);
        }
        track.orphan && putOrphan(out, track);
        stateOf(track) !== 0 && putState(out, track, stateOf(track));
    });
}
