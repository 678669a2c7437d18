/**
 * tally.js - in front of an inspector that is slow: the detail that it has no room for is counted, and told as send-merged
 * records when there is room again, or before the subscription's end. Counts are exact.
 *
 * Nothing recorded overtakes a count: until the counts are told, all further detail is counted, too, and so are the counts of
 * the program's own. A return is left out when its call was. What is kept is bounded by the subscriptions that live.
 */
import { EV, SEND } from "../protocol/kinds.js";
import { recordSize } from "../protocol/record.js";

/** @typedef {import("../protocol/record.js").RecordWriter} RecordWriter */

/** Calls that were left out and whose return did not come: more than any stack is deep. */
const DEEPEST = 1 << 16;
const TWO_32 = 4294967296;

// Where fields stand in a record: see rxscope-protocol(5).
const KIND = 2, FLAGS = 3, TIME = 8, ID = 16, FIELDS = 24;

/** What one subscription missed: sends, and calls of one arg. A second arg has a count of its own. */
class Count {
    /** @param {number} lo @param {number} hi of the subscription @param {Count | undefined} next of the same slot */
    constructor(lo, hi, next) {
        this.lo = lo;
        this.hi = hi;
        this.next = next;
        this.argLo = 0;
        this.argHi = 0;
        this.sends = 0; // missed for this inspector's sake
        this.unasked = 0; // sends that the program had counted itself
        this.calls = 0;
        this.timeLo = 0; // of the newest
        this.timeHi = 0;
    }

    /** @param {DataView} view @param {number} at */
    touch(view, at) {
        this.timeLo = view.getUint32(at + TIME, true);
        this.timeHi = view.getUint32(at + TIME + 4, true);
    }

    /** @param {RecordWriter} out */
    tell(out) {
        this.#part(out, 0, this.unasked, this.calls);
        this.#part(out, 1, this.sends, 0);
        this.sends = this.unasked = this.calls = 0;
    }

    /** @param {RecordWriter} out @param {number} flags @param {number} sends @param {number} calls */
    #part(out, flags, sends, calls) {
        if (sends === 0 && calls === 0) {
            return;
        }
        out.start(EV.SEND_MERGED, flags, this.timeLo, this.timeHi, this.lo, this.hi);
        out.parent(calls, Math.floor(calls / TWO_32));
        out.ref(calls ? this.argLo : 0, calls ? this.argHi : 0);
        out.num(sends);
        out.end();
    }
}

export class Tally {
    constructor() {
        /** By slot of the subscription: its newest count. @type {Map<number, Count>} */
        this.counts = new Map();
        /** Calls that were counted and have not returned, innermost last: lo, hi. @type {number[]} */
        this.left = [];
    }

    /** Whether records may pass as they are. */
    get idle() {
        return this.counts.size === 0 && this.left.length === 0;
    }

    clear() {
        this.counts.clear();
        this.left = [];
    }

    /** Tells all counts. @param {RecordWriter} out */
    flush(out) {
        for (const first of this.counts.values()) {
            for (let count = /** @type {Count | undefined} */ (first); count; count = count.next) {
                count.tell(out);
            }
        }
        this.counts.clear();
    }

    /**
     * Writes of whole records what there is room for.
     * @param {Uint8Array} bytes
     * @param {RecordWriter} out
     * @param {number} room bytes in `out`, beyond which detail is counted
     */
    filter(bytes, out, room) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        for (let at = 0, size; at < bytes.length; at += size) {
            size = recordSize(view, at);
            if (this.#passes(view, at, out, room)) {
                out.copy(bytes, at, size);
            }
        }
    }

    /** @param {DataView} view @param {number} at @param {RecordWriter} out @param {number} room */
    #passes(view, at, out, room) {
        switch (view.getUint8(at + KIND)) {
            case EV.SEND_CALL:
                return this.#sendPasses(view, at, out, room);
            case EV.ARG_CALL:
                return this.#mayPass(out, room) || this.#countCall(view, at);
            case EV.SEND_RETURN:
            case EV.ARG_RETURN:
                return !this.#wasLeft(view.getUint32(at + ID, true), view.getUint32(at + ID + 4, true));
            case EV.SEND_MERGED:
                return this.#mayPass(out, room) || this.#addMerged(view, at);
            case EV.UNSUBSCRIBE_CALL:
                this.#tellOf(view, at + ID, out, true);
                return true;
            default:
                return true;
        }
    }

    /** @param {RecordWriter} out @param {number} room */
    #mayPass(out, room) {
        return this.counts.size === 0 && out.length <= room;
    }

    /**
     * An error or complete has no other count than its record, so it does not wait; but what was sent before it is told
     * before it.
     * @param {DataView} view
     * @param {number} at
     * @param {RecordWriter} out
     * @param {number} room
     */
    #sendPasses(view, at, out, room) {
        if (view.getUint8(at + FLAGS) !== SEND.NEXT) {
            this.#tellOf(view, at + FIELDS, out, false);
            return true;
        }
        if (this.#mayPass(out, room)) {
            return true;
        }
        const count = this.#find(view, at + FIELDS, 0, 0);
        count.sends++;
        count.touch(view, at);
        return this.#leave(view, at);
    }

    /** @param {DataView} view @param {number} at */
    #countCall(view, at) {
        const argLo = view.getUint32(at + FIELDS + 8, true), argHi = view.getUint32(at + FIELDS + 12, true);
        const count = this.#find(view, at + FIELDS, argLo, argHi);
        count.calls++;
        count.touch(view, at);
        return this.#leave(view, at);
    }

    /** @param {DataView} view @param {number} at */
    #addMerged(view, at) {
        const number = (/** @type {number} */ offset) =>
            view.getUint32(at + offset, true) + view.getUint32(at + offset + 4, true) * TWO_32;
        const calls = number(FIELDS), sends = number(FIELDS + 16);
        const argLo = calls ? view.getUint32(at + FIELDS + 8, true) : 0;
        const argHi = calls ? view.getUint32(at + FIELDS + 12, true) : 0;
        const count = this.#find(view, at + ID, argLo, argHi);
        count.calls += calls;
        count[view.getUint8(at + FLAGS) ? "sends" : "unasked"] += sends;
        count.touch(view, at);
        return false;
    }

    /**
     * The count of a subscription and an arg; without an arg any will do, since only sends are counted.
     * @param {DataView} view
     * @param {number} at where the subscription's id stands
     * @param {number} argLo
     * @param {number} argHi
     */
    #find(view, at, argLo, argHi) {
        const lo = view.getUint32(at, true), hi = view.getUint32(at + 4, true);
        const first = this.counts.get(lo), noArg = argLo === 0 && argHi === 0;
        for (let count = first; count; count = count.next) {
            const free = count.argLo === 0 && count.argHi === 0, same = count.argLo === argLo && count.argHi === argHi;
            if (count.hi === hi && (noArg || free || same)) {
                count.argLo ||= argLo;
                count.argHi ||= argHi;
                return count;
            }
        }
        const made = new Count(lo, hi, first);
        made.argLo = argLo;
        made.argHi = argHi;
        this.counts.set(lo, made);
        return made;
    }

    /**
     * Tells the counts of one subscription.
     * @param {DataView} view
     * @param {number} at where its id stands
     * @param {RecordWriter} out
     * @param {boolean} ends whether it has none from now on
     */
    #tellOf(view, at, out, ends) {
        if (this.counts.size === 0) {
            return;
        }
        const lo = view.getUint32(at, true), hi = view.getUint32(at + 4, true);
        for (let count = this.counts.get(lo); count; count = count.next) {
            if (ends || count.hi === hi) { // in a slot lives one subscription at a time
                count.tell(out);
            }
        }
        if (ends) {
            this.counts.delete(lo);
        }
    }

    /** @param {DataView} view @param {number} at */
    #leave(view, at) {
        if (this.left.length > 2 * DEEPEST) {
            this.left.splice(0, DEEPEST);
        }
        this.left.push(view.getUint32(at + ID, true), view.getUint32(at + ID + 4, true));
        return false;
    }

    /** Ends come innermost first, but for what was cut short from outside. @param {number} lo @param {number} hi */
    #wasLeft(lo, hi) {
        for (let i = this.left.length - 2; i >= 0; i -= 2) {
            if (this.left[i] === lo && this.left[i + 1] === hi) {
                this.left.length = i;
                return true;
            }
        }
        return false;
    }
}
