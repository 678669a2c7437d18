/**
 * young.js - who stands behind a slot. While a subscription is young, the subscriber and the observable themselves stand
 * here; those that outlive the sweep (a turn of the timer, or LIMIT others) get weak references, so that actions find
 * them and their collection is noticed. Most subscriptions end before that, and a WeakRef costs more than they do.
 */
import { after, now } from "./clock.js";
import { hot } from "./hot.js";
import { LIVES, flags, reuses } from "./slots.js";

const SWEEP_MS = 50;
const LIMIT = 4096;
/** Reuse counts that fit above a slot in a Number. */
const REUSES = 0x1fffff;

/** @type {(object | null)[]} */
const subscribers = [null];
/** @type {(object | null)[]} */
const observables = [null];
/** @type {(WeakRef<object> | null)[]} */
const known = [null];
/** Slots to look at. */
let list = new Uint32Array(LIMIT);
let count = 0;
let waits = false;
/** @type {(slot: number) => void} */
let onCollected = () => {};
/** @type {(slot: number, observable: object) => void} */
let onGrown = () => {};

/** @type {FinalizationRegistry<number>} */
const registry = new FinalizationRegistry(held => {
    const slot = held % 4294967296;
    if (flags[slot] & LIVES && (reuses[slot] & REUSES) === Math.floor(held / 4294967296)) {
        onCollected(slot);
    }
});

/** @param {number} slot */
function growUp(slot) {
    const subscriber = subscribers[slot], observable = observables[slot];
    if (subscriber === null || observable === null) {
        return;
    }
    subscribers[slot] = observables[slot] = null;
    known[slot] = new WeakRef(subscriber);
    registry.register(subscriber, slot + (reuses[slot] & REUSES) * 4294967296);
    onGrown(slot, observable);
}

/** What is still there is not young any more. */
export function sweep() {
    waits = false;
    for (let i = 0; i < count; i++) {
        growUp(list[i]);
    }
    count = 0;
}

/** @param {number} slot @param {object} subscriber @param {object} observable */
export function addYoung(slot, subscriber, observable) {
    subscribers[slot] = subscriber;
    observables[slot] = observable;
    known[slot] = null;
    if (count === LIMIT) {
        sweep();
    }
    list[count++] = slot;
    if (!waits) {
        waits = true;
        hot.time = now();
        after(sweep, SWEEP_MS);
    }
}

/** Its subscription has ended. @param {number} slot */
export function forget(slot) {
    subscribers[slot] = observables[slot] = known[slot] = null;
}

/** The subscriber of a slot that lives, null when it was collected. @param {number} slot @returns {object | null} */
export function subscriberOf(slot) {
    return subscribers[slot] ?? known[slot]?.deref() ?? null;
}

/** The observable of a slot while it is young. @param {number} slot */
export function youngObservable(slot) {
    return observables[slot] ?? null;
}

/** @param {(slot: number) => void} collected @param {(slot: number, observable: object) => void} grown */
export function watchYoung(collected, grown) {
    onCollected = collected;
    onGrown = grown;
}
