/**
 * frame.js - frames both ways: a header of 8 bytes (u32 size, u8 type, u8 flags 0, u16 0) and a payload.
 *
 * Pure encoding. A reader takes bytes in any pieces and gives whole frames.
 */
import { FormatError, ProtocolError } from "./error.js";
import { STATUS } from "./kinds.js";
import { recordSize } from "./record.js";

/** Types of frames. Numbers are never reused. */
export const FRAME = Object.freeze({
    HELLO: 1,
    ATTACH: 2,
    EVENTS: 3,
    COMMAND: 4,
    REPLY: 5,
    PING: 6,
    PONG: 7,
    BYE: 8,
});

/** By FRAME number. */
export const FRAME_NAMES = Object.freeze([
    "unknown", "hello", "attach", "events", "command", "reply", "ping", "pong", "bye",
]);

export const FRAME_HEADER = 8;
/** Bytes of payload. */
export const TO_INSPECTOR_MAX = 1 << 20;
export const TO_PROGRAM_MAX = 64 << 10;

/**
 * A frame whose payload is still to be written, through a view of it.
 * @param {number} type FRAME
 * @param {number} size of the payload
 * @returns {{ bytes: Uint8Array, payload: DataView }}
 */
export function newFrame(type, size) {
    const bytes = new Uint8Array(FRAME_HEADER + size);
    writeHeader(new DataView(bytes.buffer), type, size);
    return { bytes, payload: new DataView(bytes.buffer, FRAME_HEADER) };
}

/** @param {DataView} view @param {number} type @param {number} size */
function writeHeader(view, type, size) {
    view.setUint32(0, size, true);
    view.setUint32(4, type, true); // and flags and padding: 0
}

/**
 * A frame of records, copied; at most TO_INSPECTOR_MAX bytes.
 * @param {Uint8Array} records
 */
export function eventsFrame(records) {
    const { bytes } = newFrame(FRAME.EVENTS, records.length);
    bytes.set(records, FRAME_HEADER);
    return bytes;
}

/** Bytes of records that are put into a frame of their own, unless one record is larger. */
export const EVENTS_FRAME = 64 << 10;

/**
 * Frames of whole records, copied; and the time of the last record, as its bytes say it.
 * @param {Uint8Array} records
 * @returns {{ frames: Uint8Array[], timeLo: number, timeHi: number }}
 * @throws {FormatError} when these are no whole records
 */
export function eventsFrames(records) {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const frames = [];
    let from = 0, last = -1;
    for (let at = 0; at < records.length;) {
        const end = at + recordSize(view, at);
        if (end - from > EVENTS_FRAME && at > from) {
            frames.push(eventsFrame(records.subarray(from, at)));
            from = at;
        }
        last = at;
        at = end;
    }
    if (last < 0) {
        return { frames, timeLo: 0, timeHi: 0 };
    }
    frames.push(eventsFrame(records.subarray(from)));
    return { frames, timeLo: view.getUint32(last + 8, true), timeHi: view.getUint32(last + 12, true) };
}

/**
 * A frame as it came. The payload shares the reader's memory, until the next push().
 * @typedef {{ type: number, payload: Uint8Array }} Frame
 */

/** Makes frames of bytes that come in any pieces. */
export class FrameReader {
    /** @param {number} max bytes of payload; a header that announces more ends it */
    constructor(max) {
        this.max = max;
        /** Holds what came and was not taken: from `head` to `tail`. */
        this.bytes = new Uint8Array(0);
        this.head = 0;
        this.tail = 0;
    }

    /** Bytes that came and are not taken. */
    get waiting() {
        return this.tail - this.head;
    }

    /** @param {Uint8Array} piece copied */
    push(piece) {
        if (this.tail + piece.length > this.bytes.length) {
            this.#makeRoom(piece.length);
        }
        this.bytes.set(piece, this.tail);
        this.tail += piece.length;
    }

    /** @param {number} room */
    #makeRoom(room) {
        const kept = this.bytes.subarray(this.head, this.tail), needed = kept.length + room;
        if (needed > this.bytes.length) {
            this.bytes = new Uint8Array(Math.max(needed, 2 * kept.length));
        }
        this.bytes.set(kept); // also right when they overlap
        this.tail = kept.length;
        this.head = 0;
    }

    /**
     * The next whole frame, or null while more bytes are needed. Types of a later version come as they are.
     * @returns {Frame | null}
     * @throws {ProtocolError} when this is no frame, or one too large
     */
    next() {
        if (this.waiting < FRAME_HEADER) {
            this.#giveBack();
            return null;
        }
        const { type, size } = this.#header();
        if (this.waiting < FRAME_HEADER + size) {
            return null;
        }
        const from = this.head + FRAME_HEADER;
        this.head = from + size;
        return { type, payload: this.bytes.subarray(from, from + size) };
    }

    #header() {
        const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.head, FRAME_HEADER);
        const size = view.getUint32(0, true), type = view.getUint8(4);
        if (type === 0 || view.getUint8(5) !== 0 || view.getUint16(6, true) !== 0) {
            throw new FormatError("what it sent is no frame");
        }
        if (size > this.max) {
            throw new ProtocolError(STATUS.RANGE, `a frame of more than ${this.max} bytes`);
        }
        return { type, size };
    }

    /** An idle connection keeps no memory. */
    #giveBack() {
        if (this.waiting === 0) {
            this.bytes = new Uint8Array(0);
            this.head = this.tail = 0;
        }
    }
}

/** Reads a payload from front to back; never beyond its end. */
export class PayloadReader {
    /** @param {Uint8Array} payload @param {string} what for the message: "a command frame" */
    constructor(payload, what) {
        this.payload = payload;
        this.view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
        this.what = what;
        this.at = 0;
    }

    get left() {
        return this.payload.length - this.at;
    }

    /** @param {number} n */
    take(n) {
        if (n > this.left) {
            throw new FormatError(`${this.what} contradicts itself: it ends too early`);
        }
        this.at += n;
        return this.at - n;
    }

    u8() {
        return this.view.getUint8(this.take(1));
    }

    u16() {
        return this.view.getUint16(this.take(2), true);
    }

    u32() {
        return this.view.getUint32(this.take(4), true);
    }

    u64() {
        return this.view.getBigUint64(this.take(8), true);
    }

    /** @param {number} n */
    bytes(n) {
        const at = this.take(n);
        return this.payload.subarray(at, at + n);
    }
}
