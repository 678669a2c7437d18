/**
 * apart.js - each step of a chain has a subscriber of its own. Operators such as takeUntil, finalize and defer hand the subscriber
 * that they were given on to what stands before them, which then stands for several steps at once: nobody could say whose its
 * parts are, or which of them sends to it. In a program whose modules are swapped another subscriber takes its place there, as
 * most operators put one there themselves; it hands on all that it gets and ends with the one that it stands for.
 *
 *     in$ ──► (takeUntil) S ──► …                  in$ ──► apart ──► (takeUntil) S ──► …
 */
import { done } from "../adopted.js";
import { External } from "../definitions.js";
import { fault } from "../fault.js";
import { hot } from "../hot.js";
import { DefinitionStamp, SlotStamp } from "../stamp.js";
import { partsOf } from "./parts.js";

/** What steps of pipes are subscribed to, though no site may have made it. @type {WeakSet<object>} */
const inputs = new WeakSet();
/** Subscribers that stand here for another one. @type {WeakSet<object>} */
const stands = new WeakSet();

/** @param {object} observable what a step of a pipe begins with */
export function noteInput(observable) {
    inputs.add(observable);
}

/** The class Subscriber of its copy of rxjs. @param {any} subscriber */
export function baseOf(subscriber) {
    let at = Object.getPrototypeOf(subscriber);
    while (at !== null && !done.has(at)) {
        at = Object.getPrototypeOf(at);
    }
    return at?.constructor;
}

/** What rxjs makes for its own use inside of an operator is part of that. @param {object} observable */
function isStep(observable) {
    const source = DefinitionStamp.get(observable);
    return inputs.has(observable) || source !== undefined && !(source instanceof External);
}

/** One that stands for another, and to which nothing is subscribed any more, though it was. @param {any} subscriber */
function isSpent(subscriber) {
    return stands.has(subscriber) && hot.slot !== SlotStamp.get(subscriber) && partsOf(subscriber).length === 0;
}

/**
 * Who is subscribed instead of a subscriber that is subscribed already. One that is spent is used again: a stream that begins
 * anew by subscribing to itself, whenever it fails, does not grow by it.
 * @param {any} observable
 * @param {any} subscriber
 * @returns {any}
 */
function apart(observable, subscriber) {
    try {
        if (subscriber.closed || typeof observable !== "object" || observable === null || !isStep(observable) ||
            isSpent(subscriber)) {
            return subscriber;
        }
        const own = new (baseOf(subscriber))(subscriber);
        stands.add(own);
        return own;
    } catch (error) {
        fault(error);
        return subscriber;
    }
}

/** From the first module on that is swapped. */
export function standApart() {
    hot.apart = apart;
}
