/**
 * splice.js - replaces a span of a living chain between two of RxJS's own subscribers.
 *
 *        source ──► input ──► (old operators) ──► S ──► …         S: whoever subscribed to the end of the span
 *
 * `input` is what the source goes on calling. It hands on to the first of the new operators, whose last one is given S, as RxJS
 * itself would: nothing stands between them. The old operators, their timers and inner subscriptions are torn down.
 *
 *   old operators, none new    input hands on to S
 *   none old, some new         S itself is called by the source: it hands on to the new ones, and a relay brings their values
 *                              past that to S. The only case in which there is one subscriber more.
 *   source replaced            S is subscribed to what is new
 *
 * A joint stays for good: the next change of the same span points it elsewhere, so that joints do not pile up.
 */
import { isObservable } from "../adopted.js";
import { External } from "../definitions.js";
import { ownSource } from "../externals.js";
import { hot } from "../hot.js";
import { OP, life } from "../log.js";
import { ALIAS, LIVES, childrenOf, flags, nexts, parents, place, sites, sources, top, unplace } from "../slots.js";
import { DefinitionStamp, PartsStamp, SlotStamp } from "../stamp.js";
import { ended, ending } from "../subscriptions.js";
import { subscriberOf } from "../young.js";
import { finalizers } from "../args.js";
import { linkOn } from "./shape.js";

/** @typedef {import("./running.js").Running} Running */
/** @typedef {import("./running.js").Span} Span */
/** @typedef {import("./running.js").RunningLink} RunningLink */

/** Where what a subscriber is sent goes instead. @typedef {{ origin: any, to: any }} Joint */

/** By the subscriber to which it hands on. @type {WeakMap<object, Joint>} */
const joints = new WeakMap();
/** What sources go on calling. @type {WeakSet<object>} */
const origins = new WeakSet();
/** Operators whose subscribers share what is above them. */
const SHARING = new Set(["share", "shareReplay", "refCount"]);
/** What brings values past the joint of a subscriber to itself. @type {WeakMap<object, any>} */
const relays = new WeakMap();
/** A subscribe of the app has returned: what is put on the subscriber from now on is the app's, too. @param {any} subscriber */
export function noteGiven(subscriber) {
    if (typeof subscriber === "object" && subscriber !== null && Array.isArray(subscriber._finalizers)) {
        PartsStamp.set(subscriber, subscriber._finalizers.slice());
    }
}

/** @param {any} value */
function isSubscriber(value) {
    return typeof value === "object" && value !== null && "isStopped" in value && "destination" in value;
}

// ---- Who lives ---------------------------------------------------------------------------------------

/** @param {object} definition @returns {number[]} slots */
function livingOf(definition) {
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

/** Whether a slot feeds one of `definition`, with nothing between but what rxjs itself has made. @param {number} slot @param {object} definition */
function feeds(slot, definition) {
    let at = parents[slot];
    while (at !== 0 && ownSource(at) instanceof External) {
        at = parents[at];
    }
    return at !== 0 && ownSource(at) === definition;
}

/** Of the slots that subscribed to the beginning of a span, the one that feeds `slot`. @param {number[]} inputs @param {number} slot */
function inputOf(inputs, slot) {
    return inputs.find(input => {
        let at = input;
        while (at !== 0 && at !== slot) {
            at = parents[at];
        }
        return at === slot;
    }) ?? 0;
}

// ---- Parts of a subscriber ---------------------------------------------------------------------------

/** @param {any} subscriber @returns {any} where the values for it have to arrive */
function outletOf(subscriber) {
    return relays.get(subscriber) ?? subscriber;
}

/**
 * What was put on a subscriber by what it is subscribed to: operators, inner subscriptions, timers, teardowns.
 * @param {any} subscriber
 * @returns {any[]}
 */
function upstreamOf(subscriber) {
    const known = PartsStamp.get(subscriber), all = [...subscriber._finalizers ?? []].filter(part => !finalizers.has(part));
    const isApps = isSubscriber(subscriber.destination) === false && known !== undefined;
    return all.filter(part => !isApps || /** @type {unknown[]} */ (known).includes(part) || origins.has(part) ||
        isSubscriber(part) && part.destination === subscriber || typeof part?.schedule === "function");
}

/** @param {any} owner @param {any[]} parts @returns {unknown[]} what they threw */
function close(owner, parts) {
    const errors = [];
    for (const part of parts) {
        owner.remove(part);
        try {
            typeof part === "function" ? part() : part.unsubscribe();
        } catch (error) {
            errors.push(error);
        }
    }
    return errors;
}

/** @param {any} subscriber */
function leaveParents(subscriber) {
    for (const parent of [subscriber._parentage ?? []].flat()) {
        parent.remove(subscriber);
    }
}

// ---- Joints ------------------------------------------------------------------------------------------

/** @param {any} origin what the source goes on calling @returns {Joint} */
function jointAt(origin) {
    const joint = { origin, to: /** @type {any} */ (null) };
    origins.add(origin);
    const put = (/** @type {string} */ name, /** @type {Function} */ value) =>
        Object.defineProperty(origin, name, { value, writable: true, enumerable: false, configurable: true });
    put("next", (/** @type {unknown} */ value) => joint.to?.next(value));
    put("error", (/** @type {unknown} */ error) => joint.to?.error(error));
    put("complete", () => joint.to?.complete());
    return joint;
}

/**
 * What came to `input` comes to `target` from now on, which holds it.
 * @param {any} input
 * @param {any} target
 */
function handOn(input, target) {
    const known = joints.get(input), joint = known ?? jointAt(input), { origin } = joint;
    joints.delete(input);
    leaveParents(origin);
    joint.to = target;
    joints.set(target, joint);
    target.add(origin);
    if (known !== undefined && input !== origin) {
        SlotStamp.set(input, 0);
        input.unsubscribe();
    }
}

/** No operator is left between. @param {any} feeder @param {any} subscriber */
function passOn(feeder, subscriber) {
    leaveParents(feeder);
    handOn(feeder, subscriber);
}

/** Nothing is left that was put before a subscriber whom the source calls: all is as it was. @param {any} feeder @param {any} subscriber */
function handBack(feeder, subscriber) {
    const relay = relays.get(subscriber);
    joints.delete(feeder);
    relays.delete(subscriber);
    origins.delete(subscriber);
    ["next", "error", "complete"].forEach(name => delete subscriber[name]);
    for (const part of [...feeder._finalizers ?? []]) {
        feeder.remove(part);
        subscriber.add(part);
    }
    leaveParents(feeder);
    feeder.unsubscribe();
    relay?.unsubscribe();
}

/**
 * What fed one slot feeds another. Where a subscriber was passed on to a second observable (an alias), so is the other.
 * @param {number} from
 * @param {any} feeder whose it is
 * @param {number} to
 * @param {any} target whose that is
 */
function takeOver(from, feeder, to, target) {
    const stamped = SlotStamp.get(feeder);
    for (const child of childrenOf(from).filter(child => child !== to)) {
        unplace(child);
        place(child, to);
        hot.tracing && life(OP.REBIND, child, to, 0, null);
    }
    if (stamped !== from && stamped !== 0 && flags[stamped] & ALIAS && feeder !== target) {
        SlotStamp.set(target, stamped);
        SlotStamp.set(feeder, from);
    }
}

/** A slot that stands for nothing any more ends, alone. @param {number} slot @param {any} subscriber */
function endQuietly(slot, subscriber) {
    if (SlotStamp.get(subscriber) === slot && (flags[slot] & ALIAS) === 0) {
        ended(slot, subscriber, ending(slot));
    }
}

/** @param {any} subscriber @param {number} slot @returns {any} */
function relayTo(subscriber, slot) {
    const known = relays.get(subscriber);
    if (known !== undefined) {
        return known;
    }
    const { next, error, complete } = subscriber, Base = baseOf(subscriber), relay = new Base(subscriber);
    relay.next = (/** @type {unknown} */ value) => next.call(subscriber, value);
    relay.error = (/** @type {unknown} */ reason) => error.call(subscriber, reason);
    relay.complete = () => complete.call(subscriber);
    SlotStamp.set(relay, slot);
    relay.unsubscribe = function () {
        SlotStamp.set(relay, 0);
        Base.prototype.unsubscribe.call(relay);
    };
    relays.set(subscriber, relay);
    return relay;
}

/** The class Subscriber of its copy of rxjs. @param {any} subscriber */
function baseOf(subscriber) {
    let at = Object.getPrototypeOf(subscriber);
    while (!Object.hasOwn(at, "_complete")) {
        at = Object.getPrototypeOf(at);
    }
    return at.constructor;
}

// ---- Spans -------------------------------------------------------------------------------------------

/**
 * Subscribes a subscriber that lives to something else, with its slot.
 * @param {any} observable
 * @param {any} outlet
 * @param {number} slot
 */
function connect(observable, outlet, slot) {
    const outer = hot.slot;
    hot.slot = slot;
    try {
        const { operator, source } = observable;
        outlet.add(operator ? operator.call(outlet, source) : source ? observable._subscribe(outlet) : observable._trySubscribe(outlet));
    } finally {
        hot.slot = outer;
    }
}

/** What a living subscription is one of. @param {number} slot @param {any} definition */
function restamp(slot, definition) {
    if (sources[slot] !== definition) {
        sources[slot] = definition;
        hot.tracing && life(OP.REBIND, slot, parents[slot], 0, null);
    }
}

/**
 * The beginning of the new span: the first subscriber is joined to what comes to `input`; others subscribe anew.
 * @param {any} like an observable of the same copy of rxjs
 * @param {any} definition
 * @param {(subscriber: any) => void} join
 */
function feedOf(like, definition, join) {
    let base = Object.getPrototypeOf(like);
    while (isObservable(Object.create(Object.getPrototypeOf(base)))) {
        base = Object.getPrototypeOf(base);
    }
    const feed = Object.create(base);
    let isFirst = true;
    feed._subscribe = (/** @type {any} */ subscriber) => {
        if (!isFirst) {
            return like.subscribe(subscriber);
        }
        isFirst = false;
        return join(subscriber);
    };
    DefinitionStamp.set(feed, definition);
    return feed;
}

class Splice {
    /** @param {Running} running @param {Span} span @param {{ definition: any, source: object }} old */
    constructor(running, span, old) {
        this.running = running;
        this.span = span;
        const last = span.old[span.old.length - 1], first = span.before;
        /** Definitions as which the span's beginning and end are subscribed. */
        this.before = first !== null ? first.link.operator : old.definition;
        this.end = last !== undefined ? last.link.operator : this.before;
        const made = span.made[span.made.length - 1];
        this.newEnd = made !== undefined ? made.link.operator : first !== null ? first.link.operator : running.definition;
        this.replayed = 0;
        this.left = 0;
    }

    /** The subscriptions behind the span. */
    behind() {
        const { after } = this.span;
        const all = livingOf(this.end);
        return after === null ? all : all.filter(slot => feeds(slot, after.link.operator));
    }

    run() {
        const { old, source } = this.span, slots = this.behind();
        const inputs = source ? [] : old.length === 0 ? slots : livingOf(this.before);
        const pairs = slots.map(slot => ({ slot, input: old.length === 0 ? slot : inputOf(inputs, slot) }));
        const used = new Set(pairs.map(({ input }) => input));
        for (const { slot, input } of pairs.sort((a, b) => Number(b.input !== 0) - Number(a.input !== 0))) {
            const subscriber = subscriberOf(slot);
            if (subscriber !== null && !(/** @type {any} */ (subscriber).closed)) {
                const before = nexts[slot];
                this.one(slot, subscriber, input);
                this.replayed += nexts[slot] - before;
            }
        }
        this.closeRest(source ? livingOf(this.before) : inputs.filter(input => !used.has(input)));
    }

    get shares() {
        return this.span.old.some(({ link }) => SHARING.has(link.name));
    }

    /** @param {number} slot @param {any} subscriber @param {number} input */
    one(slot, subscriber, input) {
        if (this.span.source) {
            return this.reconnect(slot, subscriber, this.running.source);
        }
        const feeder = input === slot ? subscriber : input === 0 ? null : subscriberOf(input);
        if (feeder !== null) {
            this.exchange(slot, subscriber, input, feeder);
        } else if (this.shares) {
            this.reconnect(slot, subscriber, this.span.before === null ? this.running.source : this.span.before.object);
        } else {
            this.left++;
        }
    }

    /** The source is another one, or another subscriber has what comes from it. @param {number} slot @param {any} subscriber @param {object} source */
    reconnect(slot, subscriber, source) {
        const outlet = outletOf(subscriber), { made } = this.span;
        this.dropFinalizers(outlet);
        close(outlet, upstreamOf(outlet));
        const end = made.reduce((at, { link }) => linkOn(link, at), source);
        restamp(slot, this.newEnd);
        connect(end, outlet, slot);
    }

    /** @param {number} slot @param {any} subscriber @param {number} input @param {any} feeder */
    exchange(slot, subscriber, input, feeder) {
        const { made } = this.span, direct = feeder === subscriber && !joints.has(subscriber);
        const outlet = direct && made.length > 0 ? relayTo(subscriber, slot) : outletOf(subscriber);
        restamp(slot, this.newEnd);
        this.dropFinalizers(outlet);
        if (made.length > 0) {
            const old = this.oldParts(outlet, subscriber, feeder);
            this.feed(slot, subscriber, outlet, input, feeder, direct ? upstreamOf(subscriber).filter(part => part !== outlet) : []);
            close(outlet, old);
        } else if (feeder !== subscriber) {
            const old = this.oldParts(outlet, subscriber, feeder);
            takeOver(input, feeder, slot, subscriber);
            endQuietly(input, feeder);
            joints.get(feeder)?.origin === subscriber ? handBack(feeder, subscriber) : passOn(feeder, subscriber);
            close(outlet, old);
        }
    }

    /** What the old operators put on whoever got their values. @param {any} outlet @param {any} subscriber @param {any} feeder */
    oldParts(outlet, subscriber, feeder) {
        if (feeder === subscriber) {
            return [];
        }
        const origin = joints.get(feeder)?.origin;
        return upstreamOf(outlet).filter(part => part !== feeder && part !== origin);
    }

    /**
     * @param {number} slot
     * @param {any} subscriber
     * @param {any} outlet
     * @param {number} input
     * @param {any} feeder
     * @param {any[]} upstream what moves to the first of the new ones
     */
    feed(slot, subscriber, outlet, input, feeder, upstream) {
        const { made, before } = this.span;
        const like = before !== null ? before.object : this.running.source;
        let joined = false;
        const feed = feedOf(like, this.before, first => {
            joined = true;
            join(feeder, first, upstream, subscriber);
            takeOver(input, feeder, SlotStamp.get(first), first);
            feeder === subscriber || endQuietly(input, feeder);
        });
        const end = made.reduce((at, { link }) => linkOn(link, at), feed);
        if (feeder !== subscriber) {
            leaveParents(feeder);
        }
        connect(end, outlet, slot);
        if (!joined) {
            park(feeder, outlet);
        }
    }

    /** A finalize that is dropped is not called. @param {any} outlet */
    dropFinalizers(outlet) {
        const dropped = new Set(this.span.old.filter(({ link }) => link.name === "finalize").flatMap(({ link }) => link.args));
        for (const part of dropped.size === 0 ? [] : [...outlet._finalizers ?? []]) {
            dropped.has(/** @type {any} */ (finalizers.get(part))) && outlet.remove(part);
        }
    }

    /**
     * Connections of what was shared, and has no subscriber, end with it. Those to a source that others have, too, are not known
     * by that alone.
     * @param {number[]} inputs of the span
     */
    closeRest(inputs) {
        const { old, before, source } = this.span;
        if (!this.shares) {
            return;
        }
        const ours = old.slice(0, -1).flatMap(({ link }) => livingOf(link.operator)).filter(slot => parents[slot] === 0);
        for (const slot of before !== null || source || this.running.ownsSource ? ours.concat(inputs) : ours) {
            flags[slot] & LIVES && /** @type {any} */ (subscriberOf(slot))?.unsubscribe();
        }
    }
}

/** @param {any} feeder @param {any} first @param {any[]} upstream @param {any} subscriber */
function join(feeder, first, upstream, subscriber) {
    if (feeder !== subscriber) {
        handOn(feeder, first);
        return;
    }
    for (const part of upstream) {
        subscriber.remove(part);
        first.add(part);
    }
    const joint = joints.get(subscriber) ?? jointAt(subscriber);
    joints.delete(subscriber);
    joint.to = first;
    joints.set(first, joint);
    if (joint.origin !== subscriber) {
        leaveParents(joint.origin);
        first.add(joint.origin);
    }
}

/** The new operators have not subscribed (yet): what comes meanwhile is nobody's. @param {any} feeder @param {any} outlet */
function park(feeder, outlet) {
    if (outlet.closed) {
        feeder.unsubscribe();
    } else {
        outlet.add(feeder);
    }
}

/**
 * @param {Running} running
 * @param {Span} span
 * @param {{ definition: any, source: object }} old
 * @returns {{ replayed: number, left: number }}
 */
export function spliceSpan(running, span, old) {
    const splice = new Splice(running, span, old);
    splice.run();
    return splice;
}

/**
 * A subscriber that lives gets what another observable sends, from now on.
 * @param {any} subscriber
 * @param {number} slot
 * @param {any} observable
 */
export function resubscribe(subscriber, slot, observable) {
    detach(subscriber);
    restamp(slot, DefinitionStamp.get(observable) ?? null);
    connect(observable, outletOf(subscriber), slot);
}

/** A subscribe stands elsewhere, and its observer is called otherwise. @param {number} slot @param {import("../sites.js").Site} site */
export function moveSite(slot, site) {
    if (slot !== 0) {
        sites[slot] = site;
        hot.tracing && life(OP.REBIND, slot, parents[slot], 0, null);
    }
}

/** What a subscriber is subscribed to ends; it goes on. @param {any} subscriber */
export function detach(subscriber) {
    const outlet = outletOf(subscriber);
    close(outlet, upstreamOf(outlet));
}

/** The subscriptions of a definition. @param {object} definition @returns {{ slot: number, subscriber: any }[]} */
export function subscribersOf(definition) {
    return livingOf(definition).map(slot => ({ slot, subscriber: subscriberOf(slot) })).filter(({ subscriber }) => subscriber !== null);
}
