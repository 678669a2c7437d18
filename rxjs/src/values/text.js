/**
 * text.js - the line in which a preview is written: it takes a bounded number of characters and forgets the rest, and
 * is cut between characters of UTF-8. Nothing here looks at a value.
 */

/** Bytes of a preview's text: EVENT_PREVIEW of src/event/event.h. */
export const TEXT_BYTES = 120;

const ELLIPSIS = "…";
const ELLIPSIS_BYTES = 3;

/** Bytes of the character at `i` in UTF-8; half a surrogate pair that stands alone becomes U+FFFD there. */
function bytesAt(/** @type {string} */ text, /** @type {number} */ i) {
    const c = text.charCodeAt(i);
    if (c < 0x80) {
        return 1;
    }
    return c < 0x800 ? 2 : isPair(text, i) ? 4 : 3;
}

function isPair(/** @type {string} */ text, /** @type {number} */ i) {
    const high = text.charCodeAt(i), low = text.charCodeAt(i + 1);
    return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}

const encoder = new TextEncoder();
/** Characters that are counted exactly; of what is beyond, each counts as a byte. */
export const COUNTED = 4096;
const scratch = new Uint8Array(3 * COUNTED);
/** Below this length a loop is quicker than the call. */
const FEW = 64;

/** @param {string} text */
function loopLength(text) {
    let bytes = 0;
    for (let i = 0; i < text.length;) {
        const n = bytesAt(text, i);
        bytes += n;
        i += n === 4 ? 2 : 1;
    }
    return bytes;
}

/** The bytes of `text` in UTF-8; see COUNTED. @param {string} text */
export function utf8Length(text) {
    if (text.length <= FEW) {
        return loopLength(text);
    }
    const counted = text.length > COUNTED ? text.slice(0, COUNTED) : text;
    return encoder.encodeInto(counted, scratch).written + text.length - counted.length;
}

/**
 * The longest beginning of `text` that takes at most `max` bytes.
 * @param {string} text
 * @param {number} max
 */
export function cutUtf8(text, max) {
    if (text.length * 3 <= max) {
        return text;
    }
    let bytes = 0, i = 0;
    while (i < text.length) {
        const n = bytesAt(text, i);
        if (bytes + n > max) {
            return text.slice(0, i);
        }
        bytes += n;
        i += n === 4 ? 2 : 1;
    }
    return text;
}

/**
 * As cutUtf8(), with an ellipsis where something was cut off.
 * @param {string} text
 * @param {number} max
 */
export function shorten(text, max) {
    const whole = cutUtf8(text, max);
    return whole.length === text.length ? text : cutUtf8(text, max - ELLIPSIS_BYTES) + ELLIPSIS;
}

/** 1234567 → "1,234,567". @param {number} n whole, not negative */
export function count(n) {
    let text = String(n), out = "";
    while (text.length > 3) {
        out = "," + text.slice(-3) + out;
        text = text.slice(0, -3);
    }
    return text + out;
}

/** What a preview's text is written into. */
export class Line {
    constructor() {
        this.text = "";
        /** Something did not fit: writing more is a waste. */
        this.full = false;
    }

    /** @param {string} piece */
    add(piece) {
        if (this.full) {
            return;
        }
        this.text += piece;
        // A character takes a byte at least. One more than fits is kept, so that finish() sees that something is cut.
        if (this.text.length > TEXT_BYTES) {
            this.text = this.text.slice(0, TEXT_BYTES + 1);
            this.full = true;
        }
    }

    finish() {
        return shorten(this.text, TEXT_BYTES);
    }
}
