/**
 * gone.js - what left the source: a subscribe is unsubscribed; a stream becomes an orphan, and whoever is subscribed to it gets
 * nothing any more, but no end either: should it come back, they go on.
 */
import { SWAP } from "../../protocol/kinds.js";
import { markChanged, track as tellTrack } from "../modules.js";
import { SlotStamp } from "../stamp.js";
import { note, reportResult } from "./report.js";
import { detach, resubscribe } from "./connect.js";
import { subscribersOf } from "./living.js";
import { disconnect } from "./splice.js";

/** @typedef {import("./module.js").HotModule} HotModule */
/** @typedef {import("./track.js").HotTrack} HotTrack */
/** @typedef {import("./statements.js").Statement} Statement */

/** @param {HotModule} swap @param {HotTrack[]} tracks @param {Statement[]} statements */
export function letGo(swap, tracks, statements) {
    for (const { key, subscription } of statements) {
        swap.statements.delete(key);
        unsubscribe(swap, subscription);
    }
    for (const track of tracks) {
        track.isInstance ? forget(swap, track) : orphan(track);
    }
}

/** @param {HotModule} swap @param {any} subscription */
function unsubscribe(swap, subscription) {
    try {
        subscription?.unsubscribe();
    } catch (error) {
        note(1, `${swap.module.name}: what a subscription that is gone had to end threw: ${error}`);
    }
}

/** A subject is held by who uses it. @param {HotModule} swap @param {HotTrack} track */
function forget(swap, track) {
    if (track.told === null) {
        swap.tracks.delete(track.key);
    } else {
        orphan(track);
    }
}

/** @param {HotTrack} track */
function orphan(track) {
    track.orphan = true;
    if (!track.isInstance) {
        track.detached = subscribersOf(track.output);
        track.detached.forEach(({ subscriber }) => detach(subscriber));
        track.running !== null && disconnect(track.running);
    }
    if (track.told !== null) {
        track.told.orphan = true;
        markChanged(track.told);
        const { length } = track.detached;
        reportResult(track, SWAP.ORPHANED, length === 0 ? "gone from the source"
            : `gone from the source: ${length} subscription${length === 1 ? "" : "s"} of it ${length === 1 ? "gets" : "get"} nothing any more`);
    }
}

/** It stands in the source again. @param {HotTrack} track */
export function restore(track) {
    track.orphan = false;
    if (track.told !== null) {
        track.told.orphan = false;
        markChanged(track.told);
    }
    const { detached } = track;
    track.detached = [];
    for (const { subscriber } of detached) {
        if (!subscriber.closed) {
            resubscribe(subscriber, SlotStamp.get(subscriber), track.object);
        }
    }
}

/** It is what its variable stands for, for the readers. @param {HotTrack} track @param {import("../sites.js").Site} site @param {import("../definitions.js").Source} source */
export function adopt(track, site, source) {
    const told = tellTrack(site.module, site, source);
    track.told = told;
    told.hot = track;
    told.version = track.runs;
}

/** Its variable may have another name, or stand elsewhere. @param {HotTrack} track @param {import("../sites.js").Site} site */
export function renamed(track, site) {
    const { told } = track, { module } = site;
    if (told === null) {
        site.isTrack && module.tracks.get(site.variable)?.hot === null && adopt(track, site, track.output); // it was left to itself
        return;
    }
    if (told.name !== site.variable && site.isTrack) {
        module.place(site.variable, told);
        reportResult(track, SWAP.RENAMED, `${told.name} is called ${site.variable} now`);
        told.name = site.variable;
        told.key = `${module.name}:${site.variable}`;
    }
    told.site = site;
    told.generation = module.generation;
    markChanged(told);
}
