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
import { finalizers } from "../args.js";
import { hot } from "../hot.js";
import { OP, life } from "../log.js";
import { LIVES, childrenOf, flags, nexts, parents, passOn, place, unplace } from "../slots.js";
import { SlotStamp } from "../stamp.js";
import { ended, ending } from "../subscriptions.js";
import { subscriberOf } from "../young.js";
import { connect, feedOf, isIdle, restamp } from "./connect.js";
import { CONNECTABLE, abandon, connectedSlots, disconnectFrom, isConnectable } from "./connectables.js";
import { handOn, isSpanned, lead, leaveParents, originOf, outletOf, part, passOn as passTo, retireSpanned, stamp, unlead } from "./joints.js";
import { feeds, inputsBy, isBelow, livingOf } from "./living.js";
import { partsOf } from "./parts.js";
import { linkOn } from "./shape.js";
import { close, upstreamOf } from "./upstream.js";

/** @typedef {import("./running.js").Running} Running */
/** @typedef {import("./running.js").Span} Span */
/** @typedef {import("./running.js").RunningLink} RunningLink */

/** Operators whose subscribers share what is above them. */
const SHARING = new Set(["share", "shareReplay", "refCount", ...CONNECTABLE]);

/** Operators that subscribe again to what has ended, maybe after a while in which nothing is subscribed. */
const AGAIN = new Set(["repeat", "repeatWhen", "retry", "retryWhen"]);

/** Operators that subscribe to their input only later. */
const LATE = new Set(["subscribeOn"]);

/**
 * What feeds operators that go feeds others from now on: that a share loses its last subscriber, or that an operator's own teardown
 * unsubscribes it, is not its end.
 * @param {any[]} feeders
 * @returns {() => void} ends it
 */
function guard(feeders) {
    const guarded = [...new Set(feeders)].filter(feeder => feeder !== null).map(feeder => ({ feeder, own: Object.getOwnPropertyDescriptor(feeder, "unsubscribe") }));
    for (const { feeder } of guarded) {
        Object.defineProperty(feeder, "unsubscribe", { value: () => {}, writable: true, configurable: true });
    }
    return () => guarded.forEach(({ feeder, own }) => own === undefined ? delete feeder.unsubscribe : Object.defineProperty(feeder, "unsubscribe", own));
}

/** The observable of a link that subscribes to its input: what the link is may have been lifted more than once. @param {RunningLink} link */
function inmost({ object, from }) {
    let at = object;
    while (at.source !== from) {
        at = at.source;
    }
    return at;
}

/**
 * An observable is subscribed to another source for a while.
 * @param {any} observable
 * @param {object} source
 * @param {() => void} run
 */
function during(observable, source, run) {
    const before = observable.source;
    observable.source = source;
    try {
        run();
    } finally {
        observable.source = before;
    }
}

/** What came in at one slot comes to another one. @param {number[]} children @param {number} from @param {number} to */
function moveInlet(children, from, to) {
    passOn(); // what aliases among them were sent is of those for whom they stood
    for (const child of children.filter(child => flags[child] & LIVES && parents[child] === from)) { // the others ended before the new operators subscribed
        unplace(child);
        place(child, to);
        hot.tracing && life(OP.REBIND, child, to, 0, null);
    }
}

/** A slot that stands for nothing any more ends, alone. @param {number} slot @param {any} subscriber */
function endQuietly(slot, subscriber) {
    if (SlotStamp.get(subscriber) === slot) {
        ended(slot, subscriber, ending(slot));
        stamp(subscriber, 0);
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

/** @param {any} owner of these, or of what has them @param {Set<unknown>} dropped args of finalize */
function dropFrom(owner, dropped) {
    for (const part of partsOf(owner)) {
        if (typeof part !== "function") {
            dropFrom(part, dropped);
        } else if (dropped.has(finalizers.get(part))) {
            owner.remove(part);
        }
    }
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
        /** The slot of who gets what came to the span. */
        this.inlet = 0;
        /** What fed those that get their values from what others feed. @type {any[]} */
        this.over = [];
    }

    /** The subscriptions behind the span. */
    behind() {
        const { after } = this.span, all = livingOf(this.end);
        if (after === null) {
            return all;
        }
        const connected = isConnectable(after.object) ? connectedSlots(after.object) : null;
        return all.filter(slot => connected !== null ? connected.has(slot) : feeds(slot, after.link.operator));
    }

    run() {
        const { old, source } = this.span, slots = this.behind();
        const inputs = source ? [] : old.length === 0 ? slots : livingOf(this.before), inputFor = inputsBy(inputs, new Set(slots));
        const pairs = slots.map(slot => ({ slot, input: old.length === 0 ? slot : inputFor.get(slot) ?? 0 }));
        const used = new Set(pairs.map(({ input }) => input));
        const release = this.shares || this.isOwn ? guard(inputs.map(subscriberOf)) : () => {};
        const connectables = old.map(({ object }) => object).filter(isConnectable);
        connectables.forEach(abandon);
        for (const { slot, input } of pairs.sort((a, b) => Number(b.input !== 0) - Number(a.input !== 0))) {
            const subscriber = subscriberOf(slot);
            if (subscriber !== null && !(/** @type {any} */ (subscriber).closed) && !isIdle(subscriber)) {
                const before = nexts[slot];
                this.one(slot, subscriber, input);
                this.replayed += nexts[slot] - before;
            }
        }
        connectables.forEach(disconnectFrom);
        release();
        this.over.forEach(feeder => feeder.unsubscribe());
        this.closeRest(source ? livingOf(this.before) : inputs.filter(input => !used.has(input)));
    }

    /** Whether the new operators share: only the first subscriber brings what feeds them. */
    get joins() {
        return this.span.made.some(({ link }) => SHARING.has(link.name));
    }

    /**
     * What a subscriber was fed by is not needed where it gets its values from what another one feeds. A connection that was made when
     * it subscribed is for that one.
     * @param {number} slot
     * @param {any} at
     * @param {any[]} upstream
     * @param {number[]} children of before
     */
    alone(slot, at, upstream, children) {
        if (this.joins) {
            close(at, upstream);
            unlead(at);
            moveInlet(children, slot, this.inlet || livingOf(this.before)[0] || slot);
        }
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
        if (feeder === null && !this.shares && !this.waits(slot)) {
            this.left++;
        } else if (feeder === null) {
            this.reconnect(slot, subscriber, this.span.before === null ? this.running.source : this.span.before.object);
        } else {
            restamp(slot, this.newEnd);
            feeder === subscriber ? this.insert(slot, subscriber) : this.replace(slot, subscriber, input, feeder);
        }
    }

    /** Whether what feeds a slot is not over: an operator that goes was about to subscribe again. @param {number} slot */
    waits(slot) {
        const again = this.span.old.filter(({ link }) => AGAIN.has(link.name));
        return again.some(({ link }) => livingOf(link.operator).some(at => isBelow(at, slot)));
    }

    /** The source is another one, or another subscriber has what comes from it. @param {number} slot @param {any} subscriber @param {object} source */
    reconnect(slot, subscriber, source) {
        const outlet = outletOf(subscriber), end = this.span.made.at(-1);
        this.dropFinalizers(outlet);
        close(outlet, upstreamOf(outlet));
        unlead(outlet);
        restamp(slot, this.newEnd);
        connect(end === undefined ? source : end.object, outlet, slot);
    }

    /** Nothing stands between. @param {number} slot @param {any} subscriber */
    insert(slot, subscriber) {
        const at = outletOf(subscriber), children = childrenOf(slot), outlet = part(at, slot);
        const upstream = upstreamOf(at).filter(each => each !== outlet);
        const joined = this.feed(slot, outlet, first => {
            lead(at, first, upstream);
            moveInlet(children, slot, SlotStamp.get(first));
        });
        joined || this.alone(slot, at, upstream, children);
    }

    /** @param {number} slot @param {any} subscriber @param {number} input @param {any} feeder */
    replace(slot, subscriber, input, feeder) {
        const outlet = outletOf(subscriber), origin = originOf(feeder), children = childrenOf(input);
        this.dropFinalizers(outlet);
        const old = upstreamOf(outlet).filter(each => each !== feeder && each !== origin);
        const spanned = isSpanned(origin) ? SlotStamp.get(origin) : 0, goes = spanned !== 0 && spanned !== slot && isBelow(spanned, slot);
        const retire = (/** @type {number} */ to) => {
            moveInlet(children, input, to);
            endQuietly(input, feeder);
        };
        unlead(outlet);
        if (this.span.made.length > 0) {
            leaveParents(feeder);
            const joined = this.feed(slot, outlet, first => {
                retire(SlotStamp.get(first));
                handOn(feeder, first);
            });
            joined || (this.joins ? this.over.push(feeder) : park(feeder, outlet));
        } else {
            retire(slot);
            passTo(feeder, subscriber, old);
        }
        goes && retireSpanned(origin);
        close(outlet, old);
        goes && endQuietly(spanned, origin);
    }

    /**
     * The new operators are subscribed: the observables that everybody has, so that what subscribes to its input again (retry)
     * finds there what later changes make of it.
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
            this.inlet = SlotStamp.get(first);
            join(first);
        });
        const on = (/** @type {number} */ i, /** @type {any} */ at) => {
            if (i === made.length) {
                connect(at, outlet, slot);
            } else if (made[i].link.pieces === null || LATE.has(made[i].link.name)) {
                on(i + 1, linkOn(made[i].link, at));
            } else if (at === made[i].from) {
                on(i + 1, made[i].object);
            } else {
                during(inmost(made[i]), at, () => on(i + 1, made[i].object));
            }
        };
        on(0, feed);
        return joined;
    }

    /** A finalize that is dropped is not called. @param {any} outlet */
    dropFinalizers(outlet) {
        const dropped = new Set(this.span.old.filter(({ link }) => link.name === "finalize").flatMap(({ link }) => link.args));
        dropped.size > 0 && dropFrom(outlet, dropped);
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
        const ours = old.slice(0, -1).flatMap(({ link }) => livingOf(link.operator));
        const all = before !== null || source || this.running.ownsSource ? ours.concat(inputs) : ours;
        for (const slot of all.filter(slot => parents[slot] === 0)) {
            flags[slot] & LIVES && /** @type {any} */ (subscriberOf(slot))?.unsubscribe();
        }
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

/** What a stream shares is not connected any more. @param {Running} running */
export function disconnect({ links, definition, ownsSource }) {
    links.forEach(({ link, object }, i) => {
        if (SHARING.has(link.name) && (i > 0 || ownsSource)) {
            const slots = livingOf(i === 0 ? definition : links[i - 1].link.operator).filter(slot => parents[slot] === 0);
            slots.forEach(slot => /** @type {any} */ (subscriberOf(slot))?.unsubscribe());
        }
        isConnectable(object) && disconnectFrom(object);
    });
}
