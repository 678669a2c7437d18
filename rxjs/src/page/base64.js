/**
 * base64.js - bytes to text and back, by what is quickest in this browser.
 */

/** Characters that String.fromCharCode takes at once without running out of stack. */
const CHUNK = 8192;

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encodeBase64(bytes) {
    const native = /** @type {{ toBase64?: () => string }} */ (/** @type {unknown} */ (bytes));
    return typeof native.toBase64 === "function" ? native.toBase64() : encodeInPieces(bytes);
}

/**
 * For browsers before 2025.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encodeInPieces(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += CHUNK) {
        text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
    }
    return btoa(text);
}
