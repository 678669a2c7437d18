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

/**
 * The bytes of `text` in UTF-8; of what stands beyond `most` characters one each.
 * @param {string} text
 * @param {number} [most]
 */
export function utf8Length(text, most = text.length) {
    const end = text.length < most ? text.length : most;
    let bytes = text.length > end ? text.length - end : 0;
    for (let i = 0; i < end; i++) {
        if (text.charCodeAt(i) < 0x80) {
            bytes++;
        } else {
            const n = bytesAt(text, i);
            bytes += n;
            i += n === 4 ? 1 : 0;
        }
    }
    return bytes;
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
