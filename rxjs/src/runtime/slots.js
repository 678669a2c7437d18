/**
 * slots.js - living subscriptions. Each is a number; what is known about it stands in arrays by that number. They hold
 * no reference to anything of the app, except for subscriptions that are younger than the flush (young.js).
 *
 * A slot that is given back waits until the log that may still name it was flushed (`settle`), and behind WAIT others: an
 * inspector goes on showing what ended lately. Slot 0 stands for "none": hooks may count there without asking.
 */
import { ENTITY } from "../protocol/kinds.js";
import { hot } from "./hot.js";

const WAIT = 1024;
const INITIAL = 2048;
const REUSE_MAX = 0xffffff;
const KIND = ENTITY.SUBSCRIPTION << 24;

/** Bits of `flags`. */
export const LIVES = 1;
/** The same subscriber as the parent's: what it is sent counts for that one, too (defer, finalize). */
export const ALIAS = 2;
/** Its parent is who caused it, not whom it feeds: it may outlive it. */
export const CAUSED = 4;
/** Told to the readers, and not yet that it has ended. */
export const TOLD = 8;
/** Its values are wanted. */
export const WATCHED = 16;
/** How it ends, for END codes: complete or error was sent. */
export const COMPLETED = 32;
export const FAILED = 64;
/** It was caused by its parent's being subscribed: the connection of a shared source. */
export const CONNECTS = 128;

let capacity = INITIAL;
/** Values sent, and how many of them the readers were told of. Exact up to 2^53. */
export let nexts = new Float64Array(INITIAL);
export let told = new Float64Array(INITIAL);
/** Of an alias: what was added to its parents already. */
export let passed = new Float64Array(INITIAL);
/** When it was made, ns. */
export let since = new Float64Array(INITIAL);
/** When the last value came, as far as known; ns. */
export let lastAt = new Float64Array(INITIAL);
/** 0: none. A parent lives as long as its children name it: see subscriptions.js. */
export let parents = new Uint32Array(INITIAL);
/** As the readers were told: what stands in the log before a swap is of who was the parent then. */
export let toldParents = new Uint32Array(INITIAL);
/** The children of a slot, as a list. */
let firstChild = new Uint32Array(INITIAL);
let nextSibling = new Uint32Array(INITIAL);
let previousSibling = new Uint32Array(INITIAL);
export let reuses = new Uint32Array(INITIAL);
export let flags = new Uint8Array(INITIAL);
/** What was subscribed to. @type {(import("./definitions.js").Source | null)[]} */
export const sources = [null];
/** Where the subscribe is written. @type {(import("./sites.js").Site | null)[]} */
export const sites = [null];

/** Slots that were ever used: 1 .. top - 1. */
export let top = 1;
/** How many live. */
export let living = 0;
/** Sums over those that are gone. */
export const gone = { nexts: 0 };
/** All errors and completes ever sent. */
export const ends = { errors: 0, completes: 0 };

/** A ring: given back, oldest first. The first `ready` of them are named by no log. */
let ring = new Uint32Array(INITIAL);
let head = 0, waiting = 0, ready = 0;

/** @template {Float64Array | Uint32Array | Uint8Array} T @param {T} array @returns {T} */
function twice(array) {
    const bigger = /** @type {T} */ (new /** @type {any} */ (array.constructor)(capacity));
    bigger.set(array);
    return bigger;
}

function grow() {
    const free = new Uint32Array(capacity * 2);
    for (let i = 0; i < waiting; i++) {
        free[i] = ring[head + i & capacity - 1];
    }
    ring = free;
    head = 0;
    capacity *= 2;
    nexts = twice(nexts);
    told = twice(told);
    passed = twice(passed);
    since = twice(since);
    lastAt = twice(lastAt);
    parents = twice(parents);
    toldParents = twice(toldParents);
    firstChild = twice(firstChild);
    nextSibling = twice(nextSibling);
    previousSibling = twice(previousSibling);
    reuses = twice(reuses);
    flags = twice(flags);
}

/**
 * One that was given back: while readers look on, the one that waited longest; else the last one, which is in the
 * processor's cache. 0: there is none.
 */
function used() {
    if (!hot.tracing && ready !== waiting) {
        settle(); // the log ran full and is void
    }
    if (ready <= (hot.tracing ? WAIT : 0)) {
        return 0;
    }
    waiting--;
    ready--;
    let slot;
    if (hot.tracing) {
        slot = ring[head];
        head = head + 1 & capacity - 1;
    } else {
        slot = ring[head + waiting & capacity - 1];
    }
    reuses[slot] = reuses[slot] + 1 & REUSE_MAX;
    return slot;
}

function fresh() {
    if (top === capacity) {
        grow();
    }
    sources.push(null);
    sites.push(null);
    return top++;
}

/**
 * A slot for a subscription that begins.
 * @param {number} parent
 * @param {import("./definitions.js").Source | null} source
 * @param {number} bits
 */
export function take(parent, source, bits) {
    const slot = used() || fresh();
    nexts[slot] = told[slot] = passed[slot] = lastAt[slot] = 0;
    firstChild[slot] = 0;
    place(slot, parent);
    flags[slot] = LIVES | bits;
    sources[slot] = source;
    living++;
    return slot;
}

/**
 * The same while nobody looks on, written out: a subscription that ends at once costs little more than this.
 * @param {number} parent
 */
export function takeQuietly(parent) {
    let slot;
    if (ready > 0 && ready === waiting) {
        ready = --waiting;
        slot = ring[head + waiting & capacity - 1];
        reuses[slot] = reuses[slot] + 1 & REUSE_MAX;
    } else {
        slot = used() || fresh();
    }
    nexts[slot] = told[slot] = passed[slot] = lastAt[slot] = 0;
    parents[slot] = parent;
    firstChild[slot] = 0;
    flags[slot] = LIVES;
    living++;
    if (parent !== 0) {
        const next = firstChild[parent];
        nextSibling[slot] = next;
        previousSibling[slot] = 0;
        previousSibling[next] = slot;
        firstChild[parent] = slot;
    }
    return slot;
}

/**
 * It ended while nobody looks on, and there is nothing more to it: neither children nor aliases nor others that share its source.
 * @param {number} slot
 * @returns {boolean} false: there is more, and nothing was done
 */
export function giveQuietly(slot) {
    if (flags[slot] & ALIAS || firstChild[slot] !== 0 || sources[slot] !== null || sites[slot] !== null) {
        return false;
    }
    const parent = parents[slot];
    if (parent !== 0) {
        const next = nextSibling[slot], previous = previousSibling[slot];
        previousSibling[next] = previous;
        if (previous === 0) {
            firstChild[parent] = next;
        } else {
            nextSibling[previous] = next;
        }
    }
    flags[slot] &= ~LIVES;
    living--;
    gone.nexts += nexts[slot];
    ring[head + waiting & capacity - 1] = slot;
    waiting++;
    ready++;
    return true;
}

/** @param {number} slot @returns {number[]} */
export function childrenOf(slot) {
    const children = [];
    for (let child = firstChild[slot]; child !== 0; child = nextSibling[child]) {
        children.push(child);
    }
    return children;
}

/** Puts a slot that has no parent below one; 0: it stays without. @param {number} slot @param {number} parent */
export function place(slot, parent) {
    parents[slot] = parent;
    if (parent === 0) {
        return;
    }
    const next = firstChild[parent];
    nextSibling[slot] = next;
    previousSibling[slot] = 0;
    previousSibling[next] = slot;
    firstChild[parent] = slot;
}

/** Takes a slot from its parent. @param {number} slot */
export function unplace(slot) {
    const parent = parents[slot];
    if (parent === 0) {
        return;
    }
    const next = nextSibling[slot], previous = previousSibling[slot];
    previousSibling[next] = previous;
    if (previous === 0) {
        firstChild[parent] = next;
    } else {
        nextSibling[previous] = next;
    }
}

/** The first of the slots that one subscriber has. @param {number} slot */
export function rootOf(slot) {
    while (flags[slot] & ALIAS) {
        slot = parents[slot];
    }
    return slot;
}

/** One of the children that it still has, or 0. @param {number} slot */
export function childOf(slot) {
    return firstChild[slot];
}

/**
 * It ended, and has no children any more. What stands in its arrays stays until the slot is used again, and what it was
 * subscribed to while the log may name it.
 * @param {number} slot
 */
export function give(slot) {
    unplace(slot);
    flags[slot] &= ~LIVES;
    living--;
    gone.nexts += nexts[slot];
    ring[head + waiting & capacity - 1] = slot;
    waiting++;
    if (!hot.tracing) {
        sources[slot] = sites[slot] = null;
        ready++;
    }
}

/** Nothing names the slots that were given back until now. */
export function settle() {
    for (let i = ready; i < waiting; i++) {
        const slot = ring[head + i & capacity - 1];
        sources[slot] = sites[slot] = null;
    }
    ready = waiting;
}

/** The high half of the id of a subscription; 0 for slot 0. @param {number} slot */
export function high(slot) {
    return slot === 0 ? 0 : KIND | reuses[slot];
}

/** The slot that an id stands for while it lives, or 0. @param {number} lo @param {number} hi */
export function find(lo, hi) {
    return lo > 0 && lo < top && high(lo) === hi && flags[lo] & LIVES ? lo : 0;
}

/** What aliases were sent is added to those for whom they stand. */
export function passOn() {
    for (let slot = 1; slot < top; slot++) {
        if (flags[slot] & ALIAS) {
            passUp(slot);
        }
    }
}

/** @param {number} slot an alias */
export function passUp(slot) {
    const more = nexts[slot] - passed[slot];
    if (more === 0) {
        return;
    }
    passed[slot] = nexts[slot];
    for (let at = slot; flags[at] & ALIAS;) {
        at = parents[at];
        nexts[at] += more;
        passed[at] += flags[at] & ALIAS ? more : 0;
    }
}

/** Values sent so far, of all subscriptions. */
export function totalNexts() {
    passOn();
    let sum = gone.nexts;
    for (let slot = 1; slot < top; slot++) {
        sum += flags[slot] & LIVES ? nexts[slot] : 0;
    }
    return sum;
}
