/**
 * watching.js - whose values are wanted: each reader has its list, and what stands on one of them is recorded beyond the
 * budget.
 */
import { ENTITY, STATUS } from "../protocol/kinds.js";
import { findDefinition } from "./entities.js";
import { hot } from "./hot.js";
import { LIVES, WATCHED, find, flags, sources, top } from "./slots.js";
import { watched } from "./stream.js";

const MAX = 1024;

/** Ids by reader, as text. @type {Map<number, Map<string, { lo: number, hi: number }>>} */
const lists = new Map();

/** All that is watched, found anew, in one walk over the slots. */
function mark() {
    watched.clear();
    hot.watching = 0;
    hot.watchAll = false;
    /** @type {Set<number>} */
    const slots = new Set();
    for (const list of lists.values()) {
        for (const { lo, hi } of list.values()) {
            markOne(lo, hi, slots);
        }
    }
    for (let slot = 1; slot < top; slot++) {
        const source = sources[slot];
        const wanted = flags[slot] & LIVES && (slots.has(slot) || (source !== null && watched.has(source)));
        flags[slot] = wanted ? flags[slot] | WATCHED : flags[slot] & ~WATCHED;
    }
}

/** @param {number} lo @param {number} hi @param {Set<number>} slots takes those that are watched themselves */
function markOne(lo, hi, slots) {
    hot.watching++;
    hot.watchAll ||= lo === 0;
    if (hi >>> 24 === ENTITY.SUBSCRIPTION) {
        slots.add(find(lo, hi));
        return;
    }
    for (const source of sourcesOf(lo, hi)) {
        watched.add(source);
    }
}

/** The observables that are meant. @param {number} lo @param {number} hi @returns {object[]} */
function sourcesOf(lo, hi) {
    const kind = hi >>> 24, found = lo === 0 ? undefined : findDefinition(lo, hi);
    if (found === undefined) {
        return [];
    }
    if (kind === ENTITY.TRACK) {
        return [found.source];
    }
    if (kind === ENTITY.PIPE) {
        return [...found.operators, found.output];
    }
    return kind === ENTITY.OBSERVABLE || kind === ENTITY.OPERATOR ? [found] : [];
}

/**
 * @param {number} reader
 * @param {number} lo 0: everything
 * @param {number} hi
 * @param {boolean} on
 * @returns {number} STATUS
 */
export function watch(reader, lo, hi, on) {
    const list = lists.get(reader) ?? new Map(), key = `${hi}:${lo}`;
    if (on && list.size >= MAX) {
        return STATUS.FULL;
    }
    lists.set(reader, list);
    if (on) {
        list.set(key, { lo, hi });
    } else {
        list.delete(key);
    }
    mark();
    return STATUS.OK;
}

/** The reader has gone. @param {number} reader */
export function unwatch(reader) {
    if (lists.delete(reader)) {
        mark();
    }
}
