/**
 * text.js - text on its way out is cut between characters, and comes in as the bytes that it is: nothing promises that
 * they are UTF-8.
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The UTF-8 of `text`, at most `max` bytes of it.
 * @param {string | Uint8Array} text
 * @param {number} max
 * @returns {Uint8Array}
 */
export function utf8(text, max) {
    if (typeof text !== "string") {
        return text.subarray(0, max);
    }
    const room = new Uint8Array(Math.min(text.length * 3, max));
    return room.subarray(0, encoder.encodeInto(text, room).written);
}

/**
 * What counts of a text of the other side: up to its first NUL, and `max` bytes, cut between characters.
 * @param {Uint8Array} bytes
 * @param {number} max
 */
export function upToNul(bytes, max) {
    const nul = bytes.indexOf(0);
    const whole = nul < 0 ? bytes : bytes.subarray(0, nul);
    if (whole.length <= max) {
        return whole;
    }
    let end = max;
    while (end > 0 && (whole[end] & 0xc0) === 0x80) {
        end--;
    }
    return whole.subarray(0, end);
}

/** For people: what is no UTF-8 becomes U+FFFD. @param {Uint8Array} bytes */
export function toText(bytes) {
    return decoder.decode(bytes);
}
