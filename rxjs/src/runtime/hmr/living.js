/** living.js - which subscriptions of a stream live, and which of them feeds which. */
import { External } from "../definitions.js";
import { ownSource } from "../externals.js";
import { LIVES, flags, parents, top } from "../slots.js";
import { subscriberOf } from "../young.js";

/** @param {object} definition @returns {number[]} slots */
export function livingOf(definition) {
    const found = [];
    for (let slot = 1; slot < top; slot++) {
        if (flags[slot] & LIVES && ownSource(slot) === definition) {
            found.push(slot);
        }
    }
    return found;
}

/** What every living subscription is one of is written down, before observables become something else. */
export function settleSources() {
    for (let slot = 1; slot < top; slot++) {
        flags[slot] & LIVES && ownSource(slot);
    }
}

/** The subscriptions of a definition. @param {object} definition @returns {{ slot: number, subscriber: any }[]} */
export function subscribersOf(definition) {
    return livingOf(definition).map(slot => ({ slot, subscriber: subscriberOf(slot) })).filter(({ subscriber }) => subscriber !== null);
}

/** Whether a slot feeds one of `definition`, with nothing between but what rxjs itself has made. @param {number} slot @param {object} definition */
export function feeds(slot, definition) {
    let at = parents[slot];
    while (at !== 0 && ownSource(at) instanceof External) {
        at = parents[at];
    }
    return at !== 0 && ownSource(at) === definition;
}

/** Whether a slot is another one, or feeds it by way of others. @param {number} slot @param {number} other */
export function isBelow(slot, other) {
    let at = slot;
    while (at !== 0 && at !== other) {
        at = parents[at];
    }
    return at !== 0;
}

/**
 * Of the slots that subscribed to the beginning of a span, for each of those behind it the one that feeds it.
 * @param {number[]} inputs
 * @param {Set<number>} slots
 */
export function inputsBy(inputs, slots) {
    /** @type {Map<number, number>} */
    const found = new Map();
    for (const input of inputs) {
        let at = input;
        while (at !== 0 && !slots.has(at)) {
            at = parents[at];
        }
        at === 0 || found.has(at) || found.set(at, input);
    }
    return found;
}
