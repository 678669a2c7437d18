/**
 * stream.js - the log made into records, for all readers at once.
 *
 * Begins and ends are matched here (`open`), so that what a reader gets is nested even when inspection began, or the log ran
 * full, in the middle of something. Counts that stand behind a record of the same subscription are told before it.
 */
import { EV, ENTITY, SEND, VALUE } from "../protocol/kinds.js";
import { ABSENT, NONE } from "../protocol/record.js";
import { called } from "./trampolines.js";
import { Creator, External, Operator } from "./definitions.js";
import * as entities from "./entities.js";
import { ownSource } from "./externals.js";
import { OP, log, objects, words } from "./log.js";
import {
    ALIAS, LIVES, TOLD, WATCHED, flags, high, lastAt, nexts, parents, passOn, since, sites, sources, told,
    toldParents, top,
} from "./slots.js";
import { dropSlotTags } from "./tags.js";
import { releaseFor, tell, useFor } from "./tell.js";
import { hot } from "./hot.js";

/** @typedef {import("./out.js").Out} Out */
/** @typedef {import("./definitions.js").Source} Source */

const SEND_HIGH = ENTITY.SEND << 24;
const CALL_HIGH = ENTITY.ARG_CALL << 24;
const TWO_32 = 4294967296;

/** What was told since the source began, for the totals of a snapshot. */
export const totals = { nexts: 0, errors: 0, completes: 0, calls: 0 };

/** Sends told. */
let sends = 0;
/** What was begun and not ended, innermost last: op and slot, or the number of a call or send. @type {number[]} */
const open = [];

/** @param {unknown} object @returns {object is Source} */
function isSource(object) {
    return object instanceof Operator || object instanceof Creator || object instanceof External;
}

/** @param {Out} out @param {any} object a preview or a source */
function previewOf(out, object) {
    if (!isSource(object)) {
        return object ?? ABSENT;
    }
    tell(out, object.unit, hot.time);
    return { type: VALUE.OBSERVABLE, text: "", full: 0, number: object.observable, hi: entities.highOf(object) };
}

// ---- Counts ------------------------------------------------------------------------------------------

/** @param {Out} out @param {number} slot @param {number} count */
function putMerged(out, slot, count) {
    const writer = out.start(EV.SEND_MERGED, 0, slot, high(slot));
    writer.parent(0, 0);
    writer.ref(0, 0);
    writer.num(count);
    writer.end();
    totals.nexts += count;
}

/** What was sent since the readers heard last. @param {Out} out @param {number} slot */
function tellCount(out, slot) {
    const more = nexts[slot] - told[slot];
    if (more > 0) {
        told[slot] = nexts[slot];
        lastAt[slot] = hot.time;
        putMerged(out, slot, more);
    }
}

/** What came before a record: as far as the count in its entry. @param {Out} out @param {number} slot @param {number} low */
function tellBefore(out, slot, low) {
    const before = (low - 1 - told[slot]) % TWO_32, more = before < 0 ? before + TWO_32 : before;
    if (more > 0 && told[slot] + more < nexts[slot]) {
        told[slot] += more;
        putMerged(out, slot, more);
    }
}

/** All counts that changed. @param {Out} out */
export function tellCounts(out) {
    passOn();
    for (let slot = 1; slot < top; slot++) {
        if (nexts[slot] !== told[slot] && (flags[slot] & (LIVES | TOLD)) === (LIVES | TOLD)) {
            tellCount(out, slot);
        }
    }
    for (const arg of called) {
        tellCalls(out, arg);
    }
    called.length = 0;
}

/** @param {Out} out @param {import("./args.js").FunctionArg} arg */
function tellCalls(out, arg) {
    const more = arg.calls - arg.told;
    arg.listed = false;
    if (more <= 0 || arg.id === 0) {
        return;
    }
    const slot = (flags[arg.slot] & (LIVES | TOLD)) === (LIVES | TOLD) ? arg.slot : 0;
    const writer = out.start(EV.SEND_MERGED, 0, slot, high(slot));
    writer.parent(more >>> 0, Math.floor(more / TWO_32));
    writer.ref(arg.id, entities.args.high(arg.id));
    writer.num(0);
    writer.end();
    arg.told = arg.calls;
    totals.calls += more;
}

// ---- Subscriptions -----------------------------------------------------------------------------------

/**
 * A subscription as it is now, for what is told of it now or in a slice of a snapshot.
 * @param {number} slot
 * @param {number} parent
 */
export function rowOf(slot, parent) {
    const source = /** @type {Source} */ (sources[slot]), site = sites[slot];
    return {
        slot, parent, site,
        hi: high(slot),
        parentHigh: high(parent),
        ref: source.observable,
        refHigh: entities.highOf(source),
        since: since[slot],
        sent: told[slot],
        lastAt: lastAt[slot],
    };
}

/** @typedef {ReturnType<typeof rowOf>} Row */

/** @param {Out} out @param {Row} row */
export function putSubscribe(out, row) {
    const { site } = row, named = site !== null;
    const name = named ? out.string(site.name) : 0, file = named ? out.string(site.module.file) : 0;
    const owner = named && row.parent === 0 ? site.module.id : 0;
    const writer = out.start(EV.SUBSCRIBE_CALL, 0, row.slot, row.hi);
    writer.parent(row.parent, row.parentHigh);
    writer.ref(row.ref, row.refHigh);
    writer.num(owner, entities.modules.high(owner));
    writer.named(name, file, named ? site.line : 0);
    writer.end();
}

/** @param {Out} out @param {number} slot @param {number} parent */
function subscribe(out, slot, parent) {
    const source = /** @type {Source} */ (ownSource(slot));
    tell(out, source.unit, hot.time);
    useFor(slot, source.unit);
    putSubscribe(out, rowOf(slot, parent));
    toldParents[slot] = parent;
    flags[slot] |= TOLD;
    if (watched.has(source)) {
        flags[slot] |= WATCHED;
    }
    open.push(OP.SUBSCRIBE, slot);
}

/** Sources whose values are wanted. @type {Set<object>} */
export const watched = new Set();

/** @param {Out} out @param {number} slot @param {number} parent */
function rebind(out, slot, parent) {
    const source = ownSource(slot), site = sites[slot];
    toldParents[slot] = parent;
    if (source === null || (flags[slot] & TOLD) === 0) {
        return;
    }
    tell(out, source.unit, hot.time);
    useFor(slot, source.unit);
    const name = out.string(site?.name ?? ""), file = out.string(site?.module.file ?? "");
    const writer = out.start(EV.SUBSCRIPTION_REBIND, 0, slot, high(slot));
    writer.parent(parent, high(parent));
    writer.ref(source.observable, entities.highOf(source));
    writer.named(name, file, site?.line ?? 0);
    writer.end();
}

/** What outlives it is placed anew before it ends: a reader ends what is below with it. @param {Out} out @param {number} at its entry */
function tellRebinds(out, at) {
    for (let i = at + 1, deep = 1; i < log.at && deep > 0; i++) {
        const op = words[i * 4] & 0xff;
        deep += op === OP.UNSUBSCRIBE ? 1 : op === OP.UNSUBSCRIBED ? -1 : 0;
        if (op === OP.REBIND) {
            rebind(out, words[i * 4 + 1], words[i * 4 + 2]);
            words[i * 4] = OP.NOTHING;
        }
    }
}

/** @param {Out} out @param {number} slot @param {number} code END */
function unsubscribe(out, slot, code) {
    tellCount(out, slot);
    out.bare(EV.UNSUBSCRIBE_CALL, code, slot, high(slot));
    open.push(OP.UNSUBSCRIBE, slot);
}

/** @param {Out} out @param {number} slot */
function unsubscribed(out, slot) {
    flags[slot] &= ~TOLD;
    if (!close(OP.UNSUBSCRIBE, slot)) {
        return;
    }
    tellCount(out, slot);
    out.bare(EV.UNSUBSCRIBE_RETURN, 0, slot, high(slot));
    dropSlotTags(slot);
    releaseFor(slot);
}

// ---- Sends and calls ---------------------------------------------------------------------------------

/** @param {Out} out @param {number} slot @param {number} kind SEND @param {import("../protocol/record.js").Preview} preview @param {number} op SENT: of one that goes on from an alias */
function putSend(out, slot, kind, preview, op) {
    const id = ++sends;
    const writer = out.start(EV.SEND_CALL, kind, id >>> 0, SEND_HIGH | Math.floor(id / TWO_32));
    writer.ref(slot, high(slot));
    writer.value(preview);
    writer.end();
    open.push(op, id);
}

/** @param {Out} out @param {number} id */
function putSent(out, id) {
    out.bare(EV.SEND_RETURN, 0, id >>> 0, SEND_HIGH | Math.floor(id / TWO_32));
}

/**
 * A send to an alias goes on to those for whom it stands: one record each, one inside of the other.
 * @param {Out} out
 * @param {number} slot
 * @param {number} low of the count with this value
 * @param {any} object
 */
function next(out, slot, low, object) {
    const preview = previewOf(out, object);
    tellBefore(out, slot, low);
    for (let at = slot, op = /** @type {number} */ (OP.SEND); ; at = toldParents[at], op = OP.SENT) {
        told[at] += 1;
        totals.nexts++;
        lastAt[at] = hot.time;
        putSend(out, at, SEND.NEXT, preview, op);
        if ((flags[at] & ALIAS) === 0) {
            return;
        }
    }
}

/** @param {Out} out */
function sent(out) {
    for (let op = /** @type {number} */ (OP.SENT); op === OP.SENT;) {
        const { length } = open, id = open[length - 1];
        op = open[length - 2];
        if (op !== OP.SEND && op !== OP.SENT) {
            return;
        }
        open.length = length - 2;
        putSent(out, id);
    }
}

/** @param {Out} out @param {number} slot @param {number} kind SEND @param {any} object */
function sendEnd(out, slot, kind, object) {
    const preview = kind === SEND.COMPLETE ? NONE : previewOf(out, object);
    totals[kind === SEND.ERROR ? "errors" : "completes"]++;
    tellCount(out, slot);
    putSend(out, slot, kind, preview, OP.SEND);
    sent(out);
}

/** @param {Out} out @param {number} slot @param {number} lo @param {number} hi @param {import("./args.js").FunctionArg} arg */
function call(out, slot, lo, hi, arg) {
    if (arg.owner !== null && arg.id === 0) {
        tell(out, arg.owner, hot.time);
    }
    const writer = out.start(EV.ARG_CALL, 0, lo, CALL_HIGH | hi);
    writer.parent(slot, high(slot));
    writer.ref(arg.id, entities.args.high(arg.id));
    writer.end();
    arg.told += 1;
    totals.calls++;
    open.push(OP.CALL, lo);
}

/** @param {Out} out @param {number} lo @param {number} hi @param {any} object */
function returned(out, lo, hi, object) {
    if (!close(OP.CALL, lo)) {
        return;
    }
    const preview = previewOf(out, object), is = preview.type === VALUE.OBSERVABLE;
    const writer = out.start(EV.ARG_RETURN, 0, lo, CALL_HIGH | hi);
    writer.ref(is ? Number(preview.number) : 0, is ? preview.hi : 0);
    writer.value(preview);
    writer.end();
}

// ---- The log -----------------------------------------------------------------------------------------

/** Whether that was begun last. @param {number} op @param {number} what */
function close(op, what) {
    const { length } = open;
    if (length < 2 || open[length - 1] !== what || open[length - 2] !== op) {
        return false;
    }
    open.length = length - 2;
    return true;
}

/** @param {Out} out @param {number} at the entry */
function one(out, at) {
    const head = words[at * 4], a = words[at * 4 + 1], b = words[at * 4 + 2], c = words[at * 4 + 3];
    const bits = head >>> 8 & 0xff;
    switch (head & 0xff) {
        case OP.TIME:
            hot.time = a + b * TWO_32;
            return out.at(hot.time);
        case OP.SUBSCRIBE:
            return subscribe(out, a, b);
        case OP.SUBSCRIBED:
            return close(OP.SUBSCRIBE, a) && out.bare(EV.SUBSCRIBE_RETURN, 0, a, high(a));
        case OP.SEND:
            return bits === SEND.NEXT ? next(out, a, b, objects[at]) : sendEnd(out, a, bits, objects[at]);
        case OP.SENT:
            return sent(out);
        case OP.UNSUBSCRIBE:
            return (c !== 0 && tellRebinds(out, at)), unsubscribe(out, a, bits);
        case OP.NOTHING:
            return;
        case OP.UNSUBSCRIBED:
            return unsubscribed(out, a);
        case OP.CALL:
            return call(out, a, b, c, objects[at]);
        case OP.RETURN:
            return returned(out, a, b, objects[at]);
        case OP.REBIND:
            return rebind(out, a, b);
        default:
            return objects[at](out);
    }
}

/** Makes records of the whole log. @param {Out} out */
export function tellLog(out) {
    const now = hot.time;
    for (let at = 0; at < log.at; at++) {
        one(out, at);
    }
    hot.time = now;
}

/** A new stream begins: nothing is under way in it. */
export function resetStream() {
    open.length = 0;
    totals.nexts = totals.errors = totals.completes = totals.calls = 0;
}

