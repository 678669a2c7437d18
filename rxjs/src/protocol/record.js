/**
 * record.js - records as rxscope-protocol(5) lays them out: written fast, read strictly.
 *
 * A writer owns one buffer that grows and is used again; writing a record allocates nothing, but for text that is
 * long or not ASCII. All fields stand at multiples of 4 in it, so they are written as 32-bit words, which is quicker
 * than a DataView and right on machines that are little-endian; serve and page refuse others. 64-bit numbers are two
 * halves, `lo` and `hi`: a BigInt is an object on the heap.
 */
import { FormatError } from "./error.js";
import { FIELD, KINDS, VALUE } from "./kinds.js";

export const RECORD_HEADER = 24;
/** Bytes of a record. */
export const RECORD_MAX = 65528;
/** Bytes of its text; longer text is cut between characters. */
export const TEXT_MAX = 60000;
/** Bytes of a value's text. */
export const PREVIEW_MAX = 120;

const INITIAL = 16 * 1024;
/** An empty writer gives back what it needed beyond this. */
const KEEP = 4 * 1024 * 1024;
/** What the fields of any kind take at most, without its text: see FIELD. */
const FIXED = RECORD_HEADER + 3 * 8 + 16 + 16 + PREVIEW_MAX;
/** Below this length a loop over characters is quicker than a call of TextEncoder and the view it needs. */
const SHORT = 32;
const TWO_32 = 4294967296;

const encoder = new TextEncoder();
const scalar = new DataView(new ArrayBuffer(8));

/**
 * What an inspector is shown of a value.
 * @typedef {object} Preview
 * @property {number} type VALUE
 * @property {string | Uint8Array} text the value or its beginning, of strings and bytes; the type's name, of others;
 *   an error's message
 * @property {number} full bytes of the whole value; 0 of scalars
 * @property {number | bigint} number of a bool (0, 1), i64, f64 and error; of an observable the low half of its id
 * @property {number} [hi] of an observable: the high half of its id
 */

/** Nobody asked for it. @type {Readonly<Preview>} */
export const ABSENT = Object.freeze({ type: VALUE.ABSENT, text: "", full: 0, number: 0, hi: 0 });
/** There is no value, as of complete. @type {Readonly<Preview>} */
export const NONE = Object.freeze({ type: VALUE.NONE, text: "", full: 0, number: 0, hi: 0 });

/** @param {number} type */
export function hasScalar(type) {
    return type === VALUE.BOOL || type === VALUE.I64 || type === VALUE.F64 || type === VALUE.ERROR ||
        type === VALUE.OBSERVABLE;
}

/** The high half of a whole number, whose low half is `n >>> 0`. @param {number} n */
export function highHalf(n) {
    return Math.floor(n / TWO_32) >>> 0;
}

/** Writes records, one behind the other. The fields have to come in the order of the kind; see FIELD. */
export class RecordWriter {
    constructor(bytes = INITIAL) {
        /** Words written. */
        this.at = 0;
        /** Where the record that is being written begins, in words. */
        this.from = 0;
        this.kindAndFlags = 0;
        const buffer = new ArrayBuffer((bytes + 7) & ~7);
        this.words = new Uint32Array(buffer);
        this.octets = new Uint8Array(buffer);
    }

    /** @param {ArrayBuffer} buffer */
    #use(buffer) {
        this.words = new Uint32Array(buffer);
        this.octets = new Uint8Array(buffer);
    }

    /** @param {number} bytes more than there is room for */
    #grow(bytes) {
        const old = this.octets;
        let size = old.length * 2;
        while (size < this.at * 4 + bytes) {
            size *= 2;
        }
        this.#use(new ArrayBuffer(size));
        this.octets.set(old.subarray(0, this.at * 4));
    }

    /** Bytes of whole records. */
    get length() {
        return this.from * 4;
    }

    /** Valid until the next call that writes. @returns {Uint8Array} */
    bytes() {
        return this.octets.subarray(0, this.from * 4);
    }

    clear() {
        this.at = this.from = 0;
        if (this.octets.length > KEEP) {
            this.#use(new ArrayBuffer(INITIAL));
        }
    }

    /**
     * Begins a record; one that was not ended is forgotten.
     * @param {number} kind EV
     * @param {number} flags
     * @param {number} timeLo
     * @param {number} timeHi
     * @param {number} idLo
     * @param {number} idHi
     */
    start(kind, flags, timeLo, timeHi, idLo, idHi) {
        if (this.from * 4 + FIXED > this.octets.length) {
            this.at = this.from;
            this.#grow(FIXED);
        }
        const w = this.words, at = this.from;
        this.kindAndFlags = kind << 16 | flags << 24;
        w[at + 1] = 0; // the source: the reader's own number for this program
        w[at + 2] = timeLo;
        w[at + 3] = timeHi;
        w[at + 4] = idLo;
        w[at + 5] = idHi;
        this.at = at + 6;
    }

    /**
     * Appends a whole record as it is.
     * @param {Uint8Array} bytes
     * @param {number} at where it stands in them
     * @param {number} size
     */
    copy(bytes, at, size) {
        if (this.from * 4 + size > this.octets.length) {
            this.at = this.from;
            this.#grow(size);
        }
        const octets = this.octets, to = this.from * 4;
        for (let i = 0; i < size; i++) {
            octets[to + i] = bytes[at + i];
        }
        this.at = this.from += size >> 2;
    }

    /** @param {number} lo @param {number} hi */
    parent(lo, hi) {
        this.words[this.at] = lo;
        this.words[this.at + 1] = hi;
        this.at += 2;
    }

    /** @param {number} lo @param {number} hi */
    ref(lo, hi) {
        this.words[this.at] = lo;
        this.words[this.at + 1] = hi;
        this.at += 2;
    }

    /**
     * @param {number} lo the whole number, which may be negative, when no `hi` is given
     * @param {number} [hi]
     */
    num(lo, hi) {
        this.words[this.at] = lo;
        this.words[this.at + 1] = hi === undefined ? Math.floor(lo / TWO_32) : hi;
        this.at += 2;
    }

    /** Ids of strings, 0 for none. @param {number} name @param {number} file @param {number} line */
    named(name, file, line) {
        const w = this.words, at = this.at;
        w[at] = name;
        w[at + 1] = file;
        w[at + 2] = line;
        w[at + 3] = 0;
        this.at = at + 4;
    }

    /** @param {Readonly<Preview>} preview */
    value(preview) {
        const type = preview.type, header = this.at;
        this.at += 2;
        if (hasScalar(type)) {
            this.#scalar(type, preview.number, preview.hi);
        }
        const length = this.#textAt(this.at * 4, preview.text, PREVIEW_MAX);
        this.words[header] = type | length << 16;
        this.words[header + 1] = preview.full;
        this.#pad(this.at * 4 + length);
    }

    /** @param {number} type @param {number | bigint} number @param {number} [hi] */
    #scalar(type, number, hi = 0) {
        if (type === VALUE.OBSERVABLE) {
            this.num(Number(number), hi);
        } else if (type === VALUE.F64) {
            scalar.setFloat64(0, Number(number), true);
            this.num(scalar.getUint32(0, true), scalar.getUint32(4, true));
        } else if (typeof number === "bigint") {
            scalar.setBigInt64(0, number, true);
            this.num(scalar.getUint32(0, true), scalar.getUint32(4, true));
        } else {
            this.num(number);
        }
    }

    /** @param {string | Uint8Array} text */
    text(text) {
        const most = Math.min(typeof text === "string" ? text.length * 3 : text.length, TEXT_MAX);
        if (this.at * 4 + 4 + most + 8 > this.octets.length) {
            this.#grow(4 + most + 8);
        }
        const length = this.#textAt(this.at * 4 + 4, text, TEXT_MAX);
        this.words[this.at] = length;
        this.#pad(this.at * 4 + 4 + length);
    }

    /**
     * Writes at most `max` bytes, cut between characters; returns how many. There is room for them.
     * @param {number} at in bytes
     * @param {string | Uint8Array} text
     * @param {number} max
     */
    #textAt(at, text, max) {
        if (typeof text !== "string") {
            const cut = text.length > max ? text.subarray(0, max) : text;
            this.octets.set(cut, at);
            return cut.length;
        }
        const octets = this.octets, length = text.length;
        if (length <= SHORT) {
            let i = 0;
            for (let c; i < length && (c = text.charCodeAt(i)) < 0x80; i++) {
                octets[at + i] = c;
            }
            if (i === length) {
                return length;
            }
        }
        return encoder.encodeInto(text, octets.subarray(at, at + max)).written;
    }

    /** Zeros up to a multiple of 8, where what comes next stands. @param {number} end in bytes */
    #pad(end) {
        const next = (end + 7) & ~7;
        for (let i = end; i < next; i++) {
            this.octets[i] = 0;
        }
        this.at = next >> 2;
    }

    end() {
        this.words[this.from] = (this.at - this.from) << 2 | this.kindAndFlags;
        this.from = this.at;
    }
}

/**
 * A record as read. `kind` is the name, "unknown" for one of a later version; a field that its kind does not have is
 * not there.
 * @typedef {object} DecodedRecord
 * @property {string} kind
 * @property {number} number
 * @property {number} flags
 * @property {bigint} time
 * @property {bigint} id
 * @property {bigint} [parent]
 * @property {bigint} [ref]
 * @property {bigint} [num]
 * @property {{ name: number, file: number, line: number }} [named]
 * @property {{ type: number, full: number, number?: bigint | number, text: Uint8Array }} [value]
 * @property {Uint8Array} [text]
 */

/** Reads fields from front to back; never beyond the record. */
class Cursor {
    /** @param {DataView} view @param {number} at @param {number} end */
    constructor(view, at, end) {
        this.view = view;
        this.at = at;
        this.end = end;
    }

    /** Where the next `n` bytes stand. @param {number} n */
    take(n) {
        const at = this.at;
        if (n > this.end - at) {
            throw new FormatError("a record is shorter than its fields");
        }
        this.at += n;
        return at;
    }

    u64() {
        return this.view.getBigUint64(this.take(8), true);
    }

    i64() {
        return this.view.getBigInt64(this.take(8), true);
    }

    /** @param {number} length @param {number} padded */
    bytes(length, padded) {
        const at = this.take(padded);
        return new Uint8Array(this.view.buffer, this.view.byteOffset + at, length);
    }

    named() {
        const at = this.take(16), v = this.view;
        return { name: v.getUint32(at, true), file: v.getUint32(at + 4, true), line: v.getUint32(at + 8, true) };
    }

    value() {
        const at = this.take(8), v = this.view;
        const type = v.getUint8(at), length = v.getUint16(at + 2, true), full = v.getUint32(at + 4, true);
        if (type > VALUE.OBSERVABLE || length > PREVIEW_MAX) {
            throw new FormatError("a record's value contradicts itself");
        }
        const number = hasScalar(type) ? this.#number(type) : undefined;
        return { type, full, number, text: this.bytes(length, (length + 7) & ~7) };
    }

    /** @param {number} type */
    #number(type) {
        if (type === VALUE.F64) {
            return this.view.getFloat64(this.take(8), true);
        }
        return type === VALUE.OBSERVABLE ? this.u64() : this.i64();
    }

    text() {
        const length = this.view.getUint32(this.take(4), true);
        if (length > TEXT_MAX) {
            throw new FormatError("a record's text is too long");
        }
        return this.bytes(length, ((4 + length + 7) & ~7) - 4);
    }
}

/** @param {Cursor} c @param {DecodedRecord} record @param {number} fields */
function readFields(c, record, fields) {
    if (fields & FIELD.PARENT) {
        record.parent = c.u64();
    }
    if (fields & FIELD.REF) {
        record.ref = c.u64();
    }
    if (fields & FIELD.NUM) {
        record.num = c.i64();
    }
    if (fields & FIELD.NAMED) {
        record.named = c.named();
    }
    if (fields & FIELD.VALUE) {
        record.value = c.value();
    }
    if (fields & FIELD.TEXT) {
        record.text = c.text();
    }
    if (c.at !== c.end) {
        throw new FormatError("a record is longer than its fields");
    }
}

/**
 * The size of the record at `at`, which ends within the view.
 * @param {DataView} view
 * @param {number} at
 */
export function recordSize(view, at) {
    if (view.byteLength - at < RECORD_HEADER) {
        throw new FormatError("a record ends too early");
    }
    const size = view.getUint16(at, true);
    if (size < RECORD_HEADER || size % 8 !== 0 || size > view.byteLength - at) {
        throw new FormatError("a record's size contradicts itself");
    }
    return size;
}

/**
 * Reads whole records. For tests and tools: makes objects.
 * @param {Uint8Array} bytes
 * @param {(record: DecodedRecord) => void} onRecord what it is given shares the bytes
 * @throws {FormatError} at the first record that contradicts itself
 */
export function readRecords(bytes, onRecord) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0, size; at < bytes.length; at += size) {
        size = recordSize(view, at);
        const number = view.getUint8(at + 2), kind = KINDS[number];
        /** @type {DecodedRecord} */
        const record = {
            kind: kind ? kind.name : "unknown",
            number,
            flags: view.getUint8(at + 3),
            time: view.getBigUint64(at + 8, true),
            id: view.getBigUint64(at + 16, true),
        };
        if (kind) {
            readFields(new Cursor(view, at + RECORD_HEADER, at + size), record, kind.fields);
        }
        onRecord(record);
    }
}
