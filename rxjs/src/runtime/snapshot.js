/**
 * snapshot.js - what lives, told to one reader. Definitions are encoded at once. Subscriptions, of which there may be any
 * number, are copied at that moment and encoded in slices, so that the app is not held up.
 */
import { EV, SNAPSHOT, TOTAL } from "../protocol/kinds.js";
import { wallAt } from "./clock.js";
import * as entities from "./entities.js";
import { hmr } from "./hmr/index.js";
import { lines } from "./lines.js";
import { Out } from "./out.js";
import { LIVES, TOLD, flags, parents, top } from "./slots.js";
import { putSubscribe, rowOf, totals } from "./stream.js";
import { tellSlotTags } from "./tags.js";
import { tell } from "./tell.js";
import { snapshotModules, snapshotTracks } from "./telltracks.js";

/** Subscriptions in a slice. */
const SLICE = 2000;

/** @typedef {{ pid: number, name: string, title?: string, host?: string }} Info */

/** Flags of source-info: the tags that a hello has for them. */
export const INFO = Object.freeze({ HOST: 3, TITLE: 4, HOT: 6, APPROVAL: 7 });

/** @param {Out} out @param {number} pid @param {number} which @param {string} text */
export function putInfo(out, pid, which, text) {
    const writer = out.start(EV.SOURCE_INFO, which, pid, 0);
    writer.text(text);
    writer.end();
}

/** @param {Out} out @param {Info} info @param {bigint} wall at the time of the record, ns */
function putStart(out, info, wall) {
    const writer = out.start(EV.SOURCE_START, 0, info.pid, 0);
    writer.num(Number(wall & 0xffffffffn), Number(wall >> 32n));
    writer.text(info.name);
    writer.end();
    putInfo(out, info.pid, INFO.HOST, info.host ?? "node");
    if (info.title) {
        putInfo(out, info.pid, INFO.TITLE, info.title);
    }
    if (hmr.isOn) {
        putInfo(out, info.pid, INFO.HOT, "1");
    }
    if (hmr.isApproving) {
        putInfo(out, info.pid, INFO.APPROVAL, "1");
    }
}

/** Lines of the log from before. @param {Out} out */
function putLines(out) {
    for (const { kind, flags, text, time, about } of lines) {
        out.at(time);
        const writer = out.start(EV.LOGGED, flags, ...about());
        writer.num(kind);
        writer.text(text);
        writer.end();
    }
}

/** @param {Out} out @param {number} lost */
function putStale(out, lost) {
    const writer = out.start(EV.STALE, 0, 0, 0);
    writer.num(lost);
    writer.end();
}

/** @param {Out} out @param {number} flag SNAPSHOT */
function putEdge(out, flag) {
    const writer = out.start(EV.SNAPSHOT, flag, 0, 0);
    writer.num(0);
    writer.end();
}

/** @param {Out} out @param {number} which TOTAL @param {number} value */
function putTotal(out, which, value) {
    const writer = out.start(EV.TOTAL, which, 0, 0);
    writer.num(value);
    writer.end();
}

/** @param {Out} out */
function putUnits(out) {
    for (const pipe of entities.pipes.holders) {
        pipe && tell(out, pipe, pipe.since);
    }
    for (const source of entities.observables.holders) {
        source && tell(out, source.unit, source.unit.since);
    }
    for (const fun of entities.funs.holders) {
        fun && tell(out, fun, fun.since);
    }
}

/** @param {number} slot */
function isKnown(slot) {
    return (flags[slot] & (LIVES | TOLD)) === (LIVES | TOLD);
}

/** The subscriptions, each behind its parents. */
function copyRows() {
    const rows = [], done = new Uint8Array(top), path = [];
    for (let slot = 1; slot < top; slot++) {
        for (let at = slot; at !== 0 && done[at] === 0 && isKnown(at); at = parents[at]) {
            done[at] = 1;
            path.push(at);
        }
        for (let at; (at = path.pop()) !== undefined;) {
            rows.push(rowOf(at, isKnown(parents[at]) ? parents[at] : 0));
        }
    }
    return rows;
}

/** @param {Out} out @param {import("./stream.js").Row} row */
function putRow(out, row) {
    out.at(row.since);
    putSubscribe(out, row);
    out.bare(EV.SUBSCRIBE_RETURN, 0, row.slot, row.hi);
    if (row.sent > 0) {
        out.at(Math.max(row.since, row.lastAt)); // nobody looked on: not known
        const writer = out.start(EV.SEND_MERGED, 0, row.slot, row.hi);
        writer.parent(0, 0);
        writer.ref(0, 0);
        writer.num(row.sent);
        writer.end();
    }
    tellSlotTags(out, row.slot, row.hi);
}

/** @param {Out} out @param {{ nexts: number, errors: number, completes: number, calls: number }} sums */
function putTotals(out, sums) {
    putTotal(out, TOTAL.NEXT, sums.nexts);
    putTotal(out, TOTAL.ERROR, sums.errors);
    putTotal(out, TOTAL.COMPLETE, sums.completes);
    putTotal(out, TOTAL.ARG_CALLS, sums.calls);
}

/** One snapshot for one reader. Made at once, told in steps. */
export class Snapshot {
    #out = new Out(new Set());
    #rows = copyRows();
    #next = 0;
    #sums = { ...totals };
    #time;

    /**
     * @param {Info} info
     * @param {number} time ns
     * @param {number} lost records that the reader missed; 0: it is new
     */
    constructor(info, time, lost) {
        const out = this.#out;
        this.#time = time;
        out.at(time);
        if (lost > 0) {
            putStale(out, lost);
        } else {
            putStart(out, info, wallAt(time));
        }
        out.tellStrings();
        putEdge(out, SNAPSHOT.BEGIN);
        snapshotModules(out);
        putUnits(out);
        snapshotTracks(out);
        putLines(out);
    }

    /** The next slice; valid until the next one. @returns {{ bytes: Uint8Array, last: boolean }} */
    step() {
        const out = this.#out, rows = this.#rows, end = Math.min(this.#next + SLICE, rows.length);
        if (this.#next > 0) {
            out.writer.clear();
        }
        for (; this.#next < end; this.#next++) {
            putRow(out, rows[this.#next]);
        }
        const last = end === rows.length;
        if (last) {
            out.at(this.#time);
            putTotals(out, this.#sums);
            putEdge(out, SNAPSHOT.END);
        }
        return { bytes: out.writer.bytes(), last };
    }
}
