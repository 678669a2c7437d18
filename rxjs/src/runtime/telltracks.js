/**
 * telltracks.js - modules and their tracks, as records. Live they are told at the flush behind their evaluation, before anything
 * that happened in it: what a track stands for is known then.
 */
import { EV } from "../protocol/kinds.js";
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

/** @param {Out} out @param {Track} track */
function putScopeStart(out, track) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_SCOPE_START, 0, id, entities.tracks.high(id));
    writer.parent(module.id, entities.modules.high(module.id));
    writer.num(module.generation);
    writer.named(name, file, site.line);
    writer.end();
}

/** @param {Out} out @param {Track} track */
function putScopeEnd(out, track) {
    const writer = out.start(EV.TRACK_SCOPE_END, 0, track.id, entities.tracks.high(track.id));
    writer.num(track.module.generation);
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

/** @param {Out} out @param {Track} track */
function putRegister(out, track) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_REGISTER, 0, id, entities.tracks.high(id));
    writer.parent(module.id, entities.modules.high(module.id));
    putEntity(writer, track);
    writer.num(track.version);
    writer.named(name, file, site.line);
    writer.text(track.key);
    writer.end();
    tellTags(out, id, entities.tracks.high(id), track);
}

/** @param {Out} out @param {Track} track */
function putUpdate(out, track) {
    const { id, module, site } = track, name = out.string(track.name), file = out.string(module.file);
    const writer = out.start(EV.TRACK_UPDATE, 0, id, entities.tracks.high(id));
    writer.parent(module.generation, 0);
    putEntity(writer, track);
    writer.num(track.version);
    writer.named(name, file, site.line);
    writer.text("");
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
    putScopeStart(out, track);
    tell(out, track.source.unit, time);
    use(track.source.unit);
    track.version++;
    (fresh ? putRegister : putUpdate)(out, track);
    putScopeEnd(out, track);
    if (track.told !== null) {
        release(track.told.unit);
    }
    track.told = track.source;
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
        if (track.orphan) {
            track.id !== 0 && putOrphan(out, track);
        } else if (track.told !== track.source) {
            tellTrack(out, track, time);
        }
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

/** What tracks need of told units. */
export function useTracks() {
    eachTrack(track => track.told !== null && use(track.told.unit));
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
        putScopeStart(out, track);
        putRegister(out, track);
        putScopeEnd(out, track);
        track.orphan && putOrphan(out, track);
    });
}
