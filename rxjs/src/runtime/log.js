/**
 * log.js - what happened since the flush, as numbers in one preallocated array. Hooks only write here; flush.js makes
 * records of it. Detail (sends, calls of functions) stops at half of it; when all of it is full, everything in it is
 * void: the readers get a new snapshot.
 *
 * An entry is four words, `op | flags << 8, a, b, c`, and perhaps an object of ours (a preview, an arg).
 */
import { now } from "./clock.js";
import { hot } from "./hot.js";

/** Entries. */
export const SIZE = 32 * 1024;
const HALF = SIZE / 2;
/** Entries between two looks at the clock, at the latest. */
const CLOCK_EVERY = 64;
/** Roots that may look at the clock between two flushes. */
const LOOKS = 500;

export const OP = Object.freeze({
    NOTHING: 0,
    /** a, b: the time from here on */
    TIME: 1,
    /** a: slot, b: parent, c: its flags */
    SUBSCRIBE: 2,
    SUBSCRIBED: 3,
    /** flags: SEND, a: slot, b: low half of its count with this one; object: preview */
    SEND: 4,
    SENT: 5,
    /** flags: END, a: slot, c: 1 when rebinds stand before its end, which have to be told before it */
    UNSUBSCRIBE: 6,
    UNSUBSCRIBED: 7,
    /** a: slot for which it is called, b, c: the call's number; object: arg */
    CALL: 8,
    /** a, b: the call's number; object: preview or null, c: 1 when it is a source */
    RETURN: 9,
    /** a: slot, b: its new parent */
    REBIND: 10,
    /** object: what writes the records itself */
    TELL: 11,
});

/** Allocated when the first reader comes. */
export let words = new Uint32Array(0);
/** @type {any[]} */
export let objects = [];

export const log = {
    /** Entries written. */
    at: 0,
    /** How many had no room; not 0: the log is void. */
    lost: 0,
    /** Looks at the clock that are left to roots. */
    looks: 0,
};

export function openLog() {
    if (words.length === 0) {
        words = new Uint32Array(SIZE * 4);
        objects = new Array(SIZE).fill(null);
    }
    clearLog();
}

export function clearLog() {
    objects.fill(null, 0, log.at);
    log.at = log.lost = 0;
    log.looks = LOOKS;
}

/** There is no reader any more. */
export function closeLog() {
    words = new Uint32Array(0);
    objects = [];
    log.at = log.lost = 0;
}

/** @param {number} head @param {number} a @param {number} b @param {number} c */
function put(head, a, b, c) {
    const at = log.at * 4, w = words;
    w[at] = head;
    w[at + 1] = a;
    w[at + 2] = b;
    w[at + 3] = c;
    return log.at++;
}

function look() {
    const time = hot.time = now();
    put(OP.TIME, time >>> 0, Math.floor(time / 4294967296), 0);
}

/** The app was just called by nobody that we know: time has passed. */
function timeFor() {
    if (log.at % CLOCK_EVERY === 0 || (hot.slot === 0 && log.looks > 0)) {
        log.looks--;
        look();
    }
}

/** What must not be missed. @param {number} head @param {number} a @param {number} b @param {number} c @param {any} object */
export function life(head, a, b, c, object) {
    if (log.at > SIZE - 4) {
        overflow();
        return;
    }
    timeFor();
    const at = put(head, a, b, c);
    if (object !== null) {
        objects[at] = object;
    }
}

/** Nothing is logged until the readers have a new snapshot. */
function overflow() {
    log.lost++;
    hot.tracing = false;
}

/** Rebinds come behind that entry, an unsubscribe. @param {number} at */
export function markRebinds(at) {
    let entry = at;
    while (entry < log.at && (words[entry * 4] & 0xff) !== OP.UNSUBSCRIBE) {
        entry++; // a look at the clock
    }
    words[entry * 4 + 3] = 1;
}

/** Whether there is room for detail and its end. */
export function hasRoom() {
    return log.at < HALF;
}

/** The end of detail that was logged, without a look at the clock. @param {number} head @param {number} a @param {number} b @param {any} object */
export function detailEnd(head, a, b, object) {
    if (log.at > SIZE - 4) {
        overflow();
        return;
    }
    const at = put(head, a, b, 0);
    if (object !== null) {
        objects[at] = object;
    }
}
