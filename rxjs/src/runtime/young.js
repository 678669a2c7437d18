/**
 * young.js - who stands behind a slot. While a subscription is young, the subscriber and the observable themselves stand
 * here; those that outlive the sweep (a turn of the timer, or CHUNK others) get weak references, so that actions find
 * them and their collection is noticed. Most subscriptions end before that, and a WeakRef costs more than they do.
 */
import { after, now } from "./clock.js";
import { hot } from "./hot.js";
import { LIVES, flags, reuses, rootOf } from "./slots.js";
import { SlotStamp } from "./stamp.js";

const SWEEP_MS = 50;
/** Subscriptions. */
const CHUNK = 128;
const TWO_32 = 4294967296;
/** Reuse counts that fit above a slot in a Number. */
const REUSES = 0x1fffff;

/** What an entry takes: subscriber, observable, slot. One subscriber may have several slots, each of its own observable. */
const WIDTH = 3;
/** A new array each time: a store into an old one costs more than all the rest. */
let chunk = new Array(CHUNK * WIDTH);
let count = 0;
let waits = false;
/** Weak references of those that are not young, by slot. @type {(WeakRef<object> | null)[]} */
const known = [null];
/** @type {(slot: number) => void} */
let onCollected = () => {};
/** @type {(slot: number, observable: object | null) => void} */
let onGrown = () => {};

/** @type {FinalizationRegistry<number>} */
const registry = new FinalizationRegistry(held => {
    const slot = held % TWO_32;
    const isIt = (reuses[slot] & REUSES) === Math.floor(held / TWO_32);
    if (flags[slot] & LIVES && isIt && subscriberOf(slot) === null) { // else a swap has given it to another one
        onCollected(slot);
    }
});

/** Whether a slot is still that of the subscriber that took it: the one that is stamped there, or of the same root. @param {object} subscriber @param {number} slot */
function isOf(subscriber, slot) {
    const stamped = SlotStamp.get(subscriber);
    return stamped === slot || stamped !== 0 && (flags[slot] & LIVES) !== 0 && rootOf(slot) === rootOf(stamped);
}

/** @param {object} subscriber @param {object | null} observable @param {number} slot */
function growUp(subscriber, observable, slot) {
    if (!isOf(subscriber, slot) || known[slot]) {
        return;
    }
    while (known.length <= slot) {
        known.push(null);
    }
    onGrown(slot, observable);
    known[slot] = new WeakRef(subscriber);
    registry.register(subscriber, slot + (reuses[slot] & REUSES) * TWO_32);
}

/** Those that live are not young any more. */
export function sweep() {
    const old = chunk, n = count;
    chunk = new Array(CHUNK * WIDTH);
    count = 0;
    for (let i = 0; i < n; i += WIDTH) {
        growUp(old[i], old[i + 1], old[i + 2]);
    }
}

function sweepLater() {
    waits = true;
    hot.time = now();
    after(() => {
        waits = false;
        sweep();
    }, SWEEP_MS);
}

/** @param {object} subscriber @param {object | null} observable null: it was told of before @param {number} slot */
export function addYoung(subscriber, observable, slot) {
    if (count === CHUNK * WIDTH) {
        sweep();
    }
    chunk[count++] = subscriber;
    chunk[count++] = observable;
    chunk[count++] = slot;
    if (!waits) {
        sweepLater();
    }
}

/** Its subscription has ended. @param {number} slot */
export function forget(slot) {
    if (slot < known.length) {
        known[slot] = null;
    }
}

/** Where a young slot stands in the chunk, or -1. @param {number} slot */
function placeOf(slot) {
    for (let i = count - WIDTH; i >= 0; i -= WIDTH) {
        if (chunk[i + 2] === slot && isOf(chunk[i], slot)) {
            return i;
        }
    }
    return -1;
}

/** The subscriber of a slot that lives, null when it was collected. @param {number} slot @returns {object | null} */
export function subscriberOf(slot) {
    const at = placeOf(slot);
    return at >= 0 ? chunk[at] : known[slot]?.deref() ?? null;
}

/** The observable of a slot while it is young. @param {number} slot @returns {object | null} */
export function youngObservable(slot) {
    const at = placeOf(slot);
    return at >= 0 ? chunk[at + 1] : null;
}

/** @param {(slot: number) => void} collected @param {(slot: number, observable: object | null) => void} grown */
export function watchYoung(collected, grown) {
    onCollected = collected;
    onGrown = grown;
}
