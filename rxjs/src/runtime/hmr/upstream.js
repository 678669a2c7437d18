/**
 * upstream.js - of what stands on a subscriber, which is there because of what it is subscribed to: operators, inner subscriptions,
 * timers, teardowns. All of it, for a subscriber of rxjs's own (apart.js); on one of the app's subscribes stands what the
 * app has put there, too.
 */
import { PartsStamp } from "../stamp.js";
import { isOrigin } from "./joints.js";
import { isInner, isSubscriber, partsOf } from "./parts.js";

/**
 * A subscribe of the app has returned: what is put on the subscriber from now on is the app's, too.
 * @param {any} subscriber
 * @param {unknown[]} [before] what the app had put there already
 */
export function noteGiven(subscriber, before = []) {
    if (typeof subscriber === "object" && subscriber !== null && subscriber.closed === false) {
        const parts = partsOf(subscriber);
        PartsStamp.set(subscriber, before.length === 0 ? parts : parts.filter(part => !before.includes(part)));
    }
}

/** What came with a connection is not the app's own. @param {any} outlet @param {unknown[]} before */
export function noteMore(outlet, before) {
    const known = PartsStamp.get(outlet), now = partsOf(outlet);
    if (known !== undefined) {
        PartsStamp.set(outlet, known.filter(part => now.includes(part)).concat(now.filter(part => !before.includes(part))));
    }
}

/** @param {any} subscriber @returns {any[]} */
export function upstreamOf(subscriber) {
    const known = PartsStamp.get(subscriber), all = partsOf(subscriber);
    return known === undefined || isSubscriber(subscriber.destination) ? all
        : all.filter(part => known.includes(part) || isOrigin(part) || isInner(part, subscriber));
}

/** What the app itself has put on a subscriber. @param {any} subscriber @returns {unknown[]} */
export function ownParts(subscriber) {
    const known = PartsStamp.get(subscriber), upstream = new Set(upstreamOf(subscriber));
    return known === undefined ? [] : partsOf(subscriber).filter((part) => !upstream.has(part) && typeof part === "function");
}

/** What teardowns of the app throw is told, and stops nothing. @type {(error: unknown) => void} */
let onThrow = () => {};

/** @param {(error: unknown) => void} to */
export function watchTeardowns(to) {
    onThrow = to;
}

/** @param {any} owner @param {any[]} parts */
export function close(owner, parts) {
    for (const part of parts) {
        owner.remove(part);
        try {
            typeof part === "function" ? part() : part.unsubscribe();
        } catch (error) {
            onThrow(error);
        }
    }
}
