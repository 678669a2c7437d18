/**
 * subscriptions.js - begin and end of a subscription, as the hooks see it: its slot, whom it feeds, who caused it.
 *
 * The parent is the slot of the subscriber's `destination`, which is how rxjs itself links a chain. Where there is none
 * (share's connect, a subscribe in a callback) it is the subscription in whose send or subscribe that happens: then it may
 * live longer than its parent. What does so is placed anew when that one ends.
 *
 * A subscriber that is passed on (defer, finalize, an Observable's own function) is subscribed twice: the second slot is an alias
 * below the first, and what comes is counted for both.
 */
import { END, SEND } from "../protocol/kinds.js";
import { after } from "./clock.js";
import { External } from "./definitions.js";
import { ownSource, passing } from "./externals.js";
import { hot } from "./hot.js";
import { OP, life, log, markRebinds } from "./log.js";
import { recordEnd } from "./record.js";
import {
    ALIAS, CAUSED, COMPLETED, CONNECTS, FAILED, LIVES, childOf, childrenOf, ends, flags, give, parents, passUp, place, rootOf,
    since, sites, sources, take, top, unplace,
} from "./slots.js";
import { DefinitionStamp, EndStamp, SlotStamp } from "./stamp.js";
import { addYoung, forget, subscriberOf } from "./young.js";

/**
 * @param {number} parent
 * @param {object} observable
 * @param {object} subscriber
 * @param {number} bits
 */
function open(parent, observable, subscriber, bits) {
    const source = DefinitionStamp.get(observable), slot = take(parent, source ?? null, bits);
    sites[slot] = hot.site;
    hot.site = null; // it is this subscription's alone
    SlotStamp.set(subscriber, slot);
    addYoung(subscriber, observable, slot);
    since[slot] = hot.time; // which the first of the young has set
    if (source !== undefined && source.fans !== null) {
        source.fans.add(slot); // a shared one knows who else is there when the one that connected it goes
    }
    if (hot.tracing) {
        sources[slot] ??= passing(observable);
        life(OP.SUBSCRIBE, slot, parent, flags[slot], null);
    }
    return slot;
}

/**
 * A subscriber that is subscribed already goes to another observable. Inside of the library's own operators that is not
 * worth a line of its own.
 * @param {object} observable
 * @param {object} subscriber
 * @param {number} slot the subscriber's
 */
function openAlias(observable, subscriber, slot) {
    const source = DefinitionStamp.get(observable);
    if (source === undefined || source instanceof External) {
        return 0;
    }
    const inside = hot.slot === slot;
    const parent = inside ? slot : rootOf(slot);
    const alias = open(parent, observable, subscriber, ALIAS | (inside ? 0 : CAUSED));
    return alias;
}

/**
 * A subscribe begins.
 * @param {object} observable
 * @param {object} subscriber one of a copy that is hooked
 * @returns {number} the slot that was taken, or 0
 */
export function begin(observable, subscriber) {
    const had = SlotStamp.get(subscriber);
    if (had !== 0) {
        return again(observable, subscriber, had);
    }
    const feeds = SlotStamp.fed(subscriber), parent = feeds !== 0 ? feeds : hot.slot;
    const slot = open(parent, observable, subscriber, feeds === 0 && parent !== 0 ? causeOf(parent) : 0);
    return hot.slot = hot.connecting = slot;
}

/** @param {object} observable @param {object} subscriber @param {number} had its slot */
function again(observable, subscriber, had) {
    const alias = openAlias(observable, subscriber, had);
    hot.slot = alias !== 0 ? alias : had;
    return alias;
}

/** @param {number} parent */
function causeOf(parent) {
    if (parent !== hot.connecting) {
        return CAUSED;
    }
    const source = ownSource(parent);
    if (source !== null) {
        source.fans ??= new Set([parent]);
        hot.sharing = true;
    }
    return CAUSED | CONNECTS;
}

/** That subscribe returns. @param {number} slot @param {any} subscriber */
export function began(slot, subscriber) {
    if (hot.tracing) {
        life(OP.SUBSCRIBED, slot, 0, 0, null);
    }
    const has = SlotStamp.get(subscriber); // 0: it has ended, and the slot may be somebody else's
    if (has !== 0 && subscriber.closed) {
        ended(has, subscriber, ending(has));
    } else if (has === slot && (flags[slot] & (ALIAS | CAUSED)) === (ALIAS | CAUSED)) {
        SlotStamp.set(subscriber, rootOf(slot));
    }
}

/** An error or a complete that counts. @param {number} slot @param {number} kind SEND @param {unknown} value */
export function sendEnd(slot, kind, value) {
    if (kind === SEND.ERROR) {
        ends.errors++;
        flags[slot] |= FAILED;
    } else {
        ends.completes++;
        flags[slot] |= COMPLETED;
    }
    if (hot.tracing) {
        recordEnd(slot, kind, value);
    }
}

/** @param {number} slot */
function codeOf(slot) {
    const bits = flags[slot];
    return bits & FAILED ? END.FAILED : bits & COMPLETED ? END.COMPLETED : END.UNSUBSCRIBED;
}

/**
 * Its unsubscribe begins.
 * @param {number} slot the newest of the subscriber's
 * @returns {number} for `ended`
 */
export function ending(slot) {
    const at = log.at;
    if (hot.tracing) {
        logEnding(slot, codeOf(slot));
    }
    return at;
}

/** Those for which an alias stands end around it. @param {number} slot @param {number} code END */
function logEnding(slot, code) {
    if (flags[slot] & ALIAS) {
        logEnding(parents[slot], code);
    }
    life(OP.UNSUBSCRIBE | code << 8, slot, 0, 0, null);
}

/**
 * Its unsubscribe returns.
 * @param {number} slot
 * @param {object | null} subscriber null: it was collected
 * @param {number} mark where the log was when it began
 */
export function ended(slot, subscriber, mark) {
    if (subscriber !== null) {
        SlotStamp.set(subscriber, 0);
        if (sites[slot] !== null && flags[slot] & (COMPLETED | FAILED)) {
            EndStamp.set(subscriber);
        }
    }
    for (let at = slot; at !== 0;) {
        const bits = flags[at], next = bits & ALIAS ? parents[at] : 0;
        if (bits & LIVES) {
            endOne(at, bits, mark);
        }
        at = next;
    }
}

let looks = false;

/**
 * Something was unsubscribed that may stand for one of ours: Vue puts a proxy in front of a Subscription that a component keeps
 * in its data, and then the subscribers themselves are closed without a call that we see. Those are looked for, once in a
 * turn of the event loop.
 */
export function endClosedLater() {
    if (!looks) {
        looks = true;
        after(() => {
            looks = false;
            for (let slot = 1; slot < top; slot++) {
                flags[slot] & LIVES && endClosed(slot);
            }
        }, 0);
    }
}

/** As rxjs does it: what feeds a subscriber has ended before it. @param {number} slot */
function endClosed(slot) {
    const subscriber = /** @type {any} */ (subscriberOf(slot));
    if (subscriber !== null && subscriber.closed) {
        for (const child of childrenOf(slot)) {
            flags[child] & LIVES && endClosed(child);
        }
        flags[slot] & LIVES && ended(slot, subscriber, hot.tracing ? ending(slot) : 0);
    }
}

/** @param {number} slot @param {number} bits @param {number} mark */
function endOne(slot, bits, mark) {
    if (bits & ALIAS) {
        passUp(slot);
    }
    if (childOf(slot) !== 0) {
        leave(slot, mark);
    }
    sources[slot]?.fans?.delete(slot);
    forget(slot);
    give(slot);
    if (hot.tracing) {
        life(OP.UNSUBSCRIBED, slot, 0, 0, null);
    }
}

/** Children that go on without it: what it caused, and what outlives those that it feeds (groupBy). @param {number} slot @param {number} mark */
function leave(slot, mark) {
    for (let child; (child = childOf(slot)) !== 0;) {
        if (flags[child] & ALIAS) {
            endAlias(child, mark);
        } else {
            unplace(child);
            moveTo(child, flags[child] & CONNECTS ? anotherOf(slot, child) : 0, mark);
        }
    }
}

/** An alias that stood beside others ends with its subscriber. @param {number} slot @param {number} mark */
function endAlias(slot, mark) {
    if (hot.tracing) {
        life(OP.UNSUBSCRIBE | END.UNSUBSCRIBED << 8, slot, 0, 0, null);
    }
    endOne(slot, flags[slot], mark);
}

/** What a subscriber was handed on to is not between it and its source any more; the subscriber goes on. @param {number} slot an alias */
export function endLevel(slot) {
    endAlias(slot, log.at);
}

/** @param {number} slot @param {number} parent @param {number} mark */
function moveTo(slot, parent, mark) {
    place(slot, parent);
    if (parent === 0) {
        flags[slot] &= ~(CAUSED | CONNECTS);
    }
    if (hot.tracing) {
        markRebinds(mark);
        life(OP.REBIND, slot, parent, 0, null);
    }
}

/**
 * Another subscription of the same observable: the connection of a shared one goes on for it.
 * @param {number} slot
 * @param {number} child
 */
function anotherOf(slot, child) {
    for (const at of sources[slot]?.fans ?? []) {
        if (at !== slot && flags[at] & LIVES) {
            return isBelow(at, child) ? 0 : at;
        }
    }
    return 0;
}

/** @param {number} slot @param {number} above */
function isBelow(slot, above) {
    let at = slot;
    while (at !== 0 && at !== above) {
        at = parents[at];
    }
    return at === above;
}
