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
import { ALIAS, LIVES, childrenOf, flags, nexts, parents, passOn, place, rootOf, sites, sources, top, unplace } from "../slots.js";
import { DefinitionStamp, PartsStamp, SlotStamp } from "../stamp.js";
import { endLevel, ended, ending } from "../subscriptions.js";
import { addYoung, forget, subscriberOf } from "../young.js";
import { finalizers } from "../args.js";
import { handOn, isOrigin, lead, leaveParents, move, originOf, outletOf, part, passOn as passTo, portsOf, stamp, unlead } from "./joints.js";
import { partsOf } from "./parts.js";
import { linkOn } from "./shape.js";

/** @typedef {import("./running.js").Running} Running */
/** @typedef {import("./running.js").Span} Span */
/** @typedef {import("./running.js").RunningLink} RunningLink */

/** Who is subscribed to nothing, and waits. @type {WeakSet<object>} */
const idle = new WeakSet();
/** Operators whose subscribers share what is above them. */
const SHARING = new Set(["share", "shareReplay", "refCount"]);

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

/** What the app itself has put on a subscriber. @param {any} subscriber @returns {unknown[]} */
export function ownParts(subscriber) {
    const known = PartsStamp.get(subscriber), upstream = new Set(upstreamOf(subscriber, rootOf(SlotStamp.get(subscriber))));
    return known === undefined ? [] : partsOf(subscriber).filter((part) => !upstream.has(part) && typeof part === "function");
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

/**
 * Of the slots that subscribed to the beginning of a span, for each of those behind it the one that feeds it.
 * @param {number[]} inputs
 * @param {Set<number>} slots
 */
function inputsBy(inputs, slots) {
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

/**
 * What feeds operators that go feeds others from now on: that a share loses its last subscriber, or that an operator's own teardown
 * unsubscribes it, is not its end.
 * @param {any[]} feeders
 * @returns {() => void} ends it
 */
function guard(feeders) {
    const guarded = feeders.filter(feeder => feeder !== null && !Object.hasOwn(feeder, "unsubscribe"));
    for (const feeder of guarded) {
        Object.defineProperty(feeder, "unsubscribe", { value: () => {}, configurable: true });
    }
    return () => guarded.forEach(feeder => delete feeder.unsubscribe);
}

// ---- Parts of a subscriber ---------------------------------------------------------------------------

/**
 * Operators that hand their subscriber on (takeUntil) share it with what stands before them: each has a slot of it. Whether a part
 * of it was put there below one of these. What has no slot is of the last one.
 * @param {any} part
 * @param {number} slot
 */
function isBelow(part, slot) {
    const root = rootOf(slot), stamped = isSubscriber(part) ? SlotStamp.get(part) : 0;
    let isInside = false;
    for (let at = parents[stamped]; at !== 0; at = parents[at]) {
        isInside ||= at === slot;
        if (at === root) {
            return isInside;
        }
    }
    return true;
}

/** What an operator put on a subscriber that it handed on: below `slot`, and not below `input`. @param {any} subscriber @param {number} slot @param {number} input */
function handedBy(subscriber, slot, input) {
    const ports = input === slot ? [] : portsOf(subscriber);
    return ports.flatMap(partsOf).filter(part => !ports.includes(part) && isBelow(part, slot) && !isBelow(part, input));
}

/**
 * What was put on a subscriber by what it is subscribed to: operators, inner subscriptions, timers, teardowns.
 * @param {any} subscriber
 * @param {number} slot of it, below which
 * @returns {any[]}
 */
function upstreamOf(subscriber, slot) {
    const known = PartsStamp.get(subscriber);
    const all = partsOf(subscriber).filter(part => !finalizers.has(part) && isBelow(part, slot));
    const isApps = isSubscriber(subscriber.destination) === false && known !== undefined;
    return all.filter(part => !isApps || /** @type {unknown[]} */ (known).includes(part) || isOrigin(part) ||
        isSubscriber(part) && part.destination === subscriber || typeof part?.schedule === "function");
}

/** What teardowns of the app throw is told, and stops nothing. @type {(error: unknown) => void} */
let onThrow = () => {};

/** @param {(error: unknown) => void} to */
export function watchTeardowns(to) {
    onThrow = to;
}

/** @param {any} owner @param {any[]} parts */
function close(owner, parts) {
    for (const part of parts) {
        owner.remove(part);
        try {
            typeof part === "function" ? part() : part.unsubscribe();
        } catch (error) {
            onThrow(error);
        }
    }
}

// ---- Slots -------------------------------------------------------------------------------------------

/**
 * What came in at a level of a subscriber comes to another slot, and the levels from there up to one that goes on end. What
 * was handed on below (an alias) is the target's.
 * @param {number} input
 * @param {any} holder whose it is
 * @param {number} upTo which does not end
 * @param {number} to
 * @param {any} target whose that is
 * @param {number[]} children of `input`
 */
function moveInlet(input, holder, upTo, to, target, children) {
    const stamped = SlotStamp.get(holder), isDeeper = stamped !== input && isWithin(stamped, input);
    passOn(); // what aliases among them were sent is of those for whom they stood
    for (const child of children.filter(child => flags[child] & LIVES && parents[child] === input)) { // the others ended before the new operators subscribed
        unplace(child);
        place(child, to);
        hot.tracing && life(OP.REBIND, child, to, 0, null);
    }
    for (let at = input; at !== upTo && (flags[at] & (ALIAS | LIVES)) === (ALIAS | LIVES);) {
        const next = parents[at];
        endLevel(at);
        at = next;
    }
    stamp(holder, upTo);
    isDeeper ? giveLevel(stamped, target) : stamp(target, to);
}

/** Levels of a subscriber below a slot end; what they led to is below the slot. @param {any} subscriber @param {number} slot */
function dropLevels(subscriber, slot) {
    const stamped = SlotStamp.get(subscriber);
    if (stamped !== slot && isWithin(stamped, slot)) {
        moveInlet(stamped, subscriber, slot, slot, subscriber, childrenOf(stamped));
    }
}

/** Whether an alias stands below a slot, of the same subscriber. @param {number} level @param {number} slot */
function isWithin(level, slot) {
    let at = level;
    while (at !== slot && flags[at] & ALIAS) {
        at = parents[at];
    }
    return at === slot && level !== 0;
}

/** A subscriber is found by the levels it has. @param {number} level the last one @param {any} subscriber */
function giveLevel(level, subscriber) {
    stamp(subscriber, level);
    for (let at = level; flags[at] & ALIAS; at = parents[at]) {
        forget(at);
        addYoung(subscriber, null, at);
    }
}

/** A slot that stands for nothing any more ends, alone. @param {number} slot @param {any} subscriber */
function endQuietly(slot, subscriber) {
    if (SlotStamp.get(subscriber) === slot && (flags[slot] & ALIAS) === 0) {
        ended(slot, subscriber, ending(slot));
        stamp(subscriber, 0);
    }
}

// ---- Spans -------------------------------------------------------------------------------------------

/**
 * Subscribes a subscriber that lives to something else, with its slot.
 * @param {any} observable
 * @param {any} outlet
 * @param {number} slot
 */
function connect(observable, outlet, slot) {
    const outer = hot.slot, before = partsOf(outlet);
    hot.slot = slot;
    try {
        const { operator, source } = observable;
        outlet.add(operator ? operator.call(outlet, source) : source ? observable._subscribe(outlet) : observable._trySubscribe(outlet));
    } finally {
        hot.slot = outer;
        noteMore(outlet, before);
        const level = SlotStamp.get(outlet);
        level === 0 || stamp(outlet, level); // the last operator may have handed it on
    }
}

/** What came with a connection is not the app's own. @param {any} outlet @param {unknown[]} before */
function noteMore(outlet, before) {
    const known = PartsStamp.get(outlet), now = partsOf(outlet);
    if (known !== undefined) {
        PartsStamp.set(outlet, known.filter(part => now.includes(part)).concat(now.filter(part => !before.includes(part))));
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
        const inputs = source ? [] : old.length === 0 ? slots : livingOf(this.before), inputFor = inputsBy(inputs, new Set(slots));
        const pairs = slots.map(slot => ({ slot, input: old.length === 0 ? slot : inputFor.get(slot) ?? 0 }));
        const used = new Set(pairs.map(({ input }) => input));
        const release = this.shares || this.isOwn ? guard(inputs.map(subscriberOf)) : () => {};
        for (const { slot, input } of pairs.sort((a, b) => Number(b.input !== 0) - Number(a.input !== 0))) {
            const subscriber = subscriberOf(slot);
            if (subscriber !== null && !(/** @type {any} */ (subscriber).closed) && !idle.has(subscriber)) {
                const before = nexts[slot];
                this.one(slot, subscriber, input);
                this.replayed += nexts[slot] - before;
            }
        }
        release();
        this.closeRest(source ? livingOf(this.before) : inputs.filter(input => !used.has(input)));
    }

    /** Whether the new operators share: only the first subscriber brings what feeds them. */
    get joins() {
        return this.span.made.some(({ link }) => SHARING.has(link.name));
    }

    /** What a subscriber was fed by is not needed where it gets its values from what another one feeds. @param {any} at @param {any[]} upstream */
    alone(at, upstream) {
        this.joins && close(at, upstream);
    }

    /** Whether an operator of the app's own goes, which may end by itself what it was subscribed to. */
    get isOwn() {
        return this.span.old.some(({ link }) => link.operator.fun === null);
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
        close(outlet, upstreamOf(outlet, slot));
        dropLevels(outlet, slot);
        unlead(outlet);
        const end = made.reduce((at, { link }) => linkOn(link, at), source);
        restamp(slot, this.newEnd);
        connect(end, outlet, slot);
    }

    /** @param {number} slot @param {any} subscriber @param {number} input @param {any} feeder */
    exchange(slot, subscriber, input, feeder) {
        const at = outletOf(subscriber);
        restamp(slot, this.newEnd);
        this.dropFinalizers(at);
        outletOf(feeder) === at ? this.insert(slot, subscriber, at, input) : this.replace(slot, subscriber, input, feeder);
    }

    /**
     * Nothing stands between, or only what hands its subscriber on.
     * @param {number} slot
     * @param {any} subscriber
     * @param {any} at where the values arrive
     * @param {number} input
     */
    insert(slot, subscriber, at, input) {
        const old = handedBy(subscriber, slot, input), children = childrenOf(input), stamped = SlotStamp.get(at);
        if (this.span.made.length > 0) {
            const outlet = part(at, slot), upstream = upstreamOf(at, slot).filter(each => each !== outlet && !old.includes(each));
            SlotStamp.set(outlet, slot);
            const joined = this.feed(slot, outlet, first => {
                const to = SlotStamp.get(first), level = SlotStamp.get(outlet);
                lead(at, first, upstream);
                SlotStamp.set(at, stamped);
                moveInlet(input, at, slot, to, first, children);
                first === outlet || stamp(outlet, level);
            });
            joined || this.alone(at, upstream);
        } else {
            moveInlet(input, at, slot, slot, at, input === slot ? [] : children);
        }
        close(at, old);
    }

    /** @param {number} slot @param {any} subscriber @param {number} input @param {any} feeder */
    replace(slot, subscriber, input, feeder) {
        const outlet = outletOf(subscriber), origin = originOf(feeder), root = rootOf(input), children = childrenOf(input);
        const old = upstreamOf(outlet, slot).filter(each => each !== feeder && each !== origin);
        const handed = handedBy(feeder, root, input), deepest = SlotStamp.get(feeder);
        const staying = isWithin(deepest, input) ? handedBy(feeder, input, deepest) : [];
        const retire = (/** @type {number} */ to, /** @type {any} */ target) => {
            moveInlet(input, feeder, root, to, target, children);
            endQuietly(root, feeder);
            close(feeder, handed);
        };
        dropLevels(outlet, slot);
        unlead(outlet);
        if (this.span.made.length > 0) {
            leaveParents(feeder);
            const joined = this.feed(slot, outlet, first => {
                retire(SlotStamp.get(first), first);
                move(staying, feeder, first);
                handOn(feeder, first);
            });
            joined || (this.joins ? feeder.unsubscribe() : park(feeder, outlet));
        } else {
            retire(slot, outlet);
            const level = SlotStamp.get(outlet);
            move(staying, feeder, outlet);
            passTo(feeder, subscriber, old);
            outletOf(subscriber) === outlet || giveLevel(level, outletOf(subscriber));
        }
        close(outlet, old);
    }

    /**
     * The new operators are subscribed.
     * @param {number} slot
     * @param {any} outlet
     * @param {(first: any) => void} join what comes to the span comes to the first of them
     * @returns {boolean} whether they have subscribed to that at once
     */
    feed(slot, outlet, join) {
        const { made, before } = this.span, like = before !== null ? before.object : this.running.source;
        let joined = false;
        const feed = feedOf(like, this.before, first => {
            joined = true;
            join(first);
        });
        connect(made.reduce((at, { link }) => linkOn(link, at), feed), outlet, slot);
        return joined;
    }

    /** A finalize that is dropped is not called. @param {any} outlet */
    dropFinalizers(outlet) {
        const dropped = new Set(this.span.old.filter(({ link }) => link.name === "finalize").flatMap(({ link }) => link.args));
        for (const part of dropped.size === 0 ? [] : partsOf(outlet)) {
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
    idle.delete(subscriber);
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

/** What a subscriber is subscribed to ends; it goes on, with nothing above it until it is subscribed again. @param {any} subscriber */
export function detach(subscriber) {
    idle.add(subscriber);
    const outlet = outletOf(subscriber);
    close(outlet, upstreamOf(outlet, rootOf(SlotStamp.get(subscriber))));
}

/** The subscriptions of a definition. @param {object} definition @returns {{ slot: number, subscriber: any }[]} */
export function subscribersOf(definition) {
    return livingOf(definition).map(slot => ({ slot, subscriber: subscriberOf(slot) })).filter(({ subscriber }) => subscriber !== null);
}

/** What a stream shares is not connected any more. @param {Running} running */
export function disconnect({ links, definition, ownsSource }) {
    links.forEach(({ link }, i) => {
        if (SHARING.has(link.name) && (i > 0 || ownsSource)) {
            const slots = livingOf(i === 0 ? definition : links[i - 1].link.operator).filter(slot => parents[slot] === 0);
            slots.forEach(slot => /** @type {any} */ (subscriberOf(slot))?.unsubscribe());
        }
    });
}
