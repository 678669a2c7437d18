/** connect.js - a subscriber that lives is subscribed to something else, or to nothing for a while; its slot stays. */
import { isObservable } from "../adopted.js";
import { hot } from "../hot.js";
import { OP, life } from "../log.js";
import { parents, sites, sources } from "../slots.js";
import { DefinitionStamp, SlotStamp } from "../stamp.js";
import { outletOf, stamp } from "./joints.js";
import { partsOf } from "./parts.js";
import { close, noteMore, upstreamOf } from "./upstream.js";

/** Who is subscribed to nothing, and waits. @type {WeakSet<object>} */
const idle = new WeakSet();

/** @param {object} subscriber */
export function isIdle(subscriber) {
    return idle.has(subscriber);
}

/** As its subscribe would do, with the slot that the subscriber has. @param {any} observable @param {any} subscriber */
function begin(observable, subscriber) {
    const { operator, source } = observable;
    return operator ? operator.call(subscriber, source) : source ? observable._subscribe(subscriber) : observable._trySubscribe(subscriber);
}

/**
 * @param {any} observable
 * @param {any} outlet
 * @param {number} slot
 */
export function connect(observable, outlet, slot) {
    const outer = hot.slot, before = partsOf(outlet);
    hot.slot = slot;
    try {
        outlet.add(begin(observable, outlet));
    } finally {
        hot.slot = outer;
        noteMore(outlet, before);
        SlotStamp.get(outlet) === 0 || stamp(outlet, slot);
    }
}

/** What a living subscription is one of. @param {number} slot @param {any} definition */
export function restamp(slot, definition) {
    if (sources[slot] !== definition) {
        sources[slot]?.fans?.delete(slot); // a connection of what it was one of goes on for others
        definition?.fans?.add(slot);
        sources[slot] = definition;
        hot.tracing && life(OP.REBIND, slot, parents[slot], 0, null);
    }
}

/**
 * The beginning of a new span: the first subscriber is joined to what comes there already; others subscribe anew.
 * @param {any} like an observable of the same copy of rxjs
 * @param {any} definition
 * @param {(subscriber: any) => void} join
 */
export function feedOf(like, definition, join) {
    let base = Object.getPrototypeOf(like);
    while (isObservable(Object.create(Object.getPrototypeOf(base)))) {
        base = Object.getPrototypeOf(base);
    }
    const feed = Object.create(base);
    let isFirst = true;
    feed._subscribe = (/** @type {any} */ subscriber) => {
        if (!isFirst) {
            restamp(SlotStamp.get(subscriber), DefinitionStamp.get(like) ?? null); // which may be another one by now
            return begin(like, subscriber);
        }
        isFirst = false;
        return join(subscriber);
    };
    DefinitionStamp.set(feed, definition);
    return feed;
}

/**
 * A subscriber that lives gets what another observable sends, from now on.
 * @param {any} subscriber
 * @param {number} slot
 * @param {any} observable
 */
export function resubscribe(subscriber, slot, observable) {
    detach(subscriber);
    idle.delete(subscriber);
    restamp(slot, DefinitionStamp.get(observable) ?? null);
    connect(observable, outletOf(subscriber), slot);
}

/** What a subscriber is subscribed to ends; it goes on, with nothing above it until it is subscribed again. @param {any} subscriber */
export function detach(subscriber) {
    idle.add(subscriber);
    const outlet = outletOf(subscriber);
    close(outlet, upstreamOf(outlet));
}

/** A subscribe stands elsewhere, and its observer is called otherwise. @param {number} slot @param {import("../sites.js").Site} site */
export function moveSite(slot, site) {
    if (slot !== 0) {
        sites[slot] = site;
        hot.tracing && life(OP.REBIND, slot, parents[slot], 0, null);
    }
}
