/**
 * reasons.js - why a page was loaded anew. It is said by the page that goes, and read by the one that comes: what goes has
 * nobody any more who would read its log.
 */
import { NOTE_MAX } from "./messages.js";

const KEY = "rxscope.reason";

/** @param {string} text */
export function leaveReason(text) {
    try {
        sessionStorage.setItem(KEY, text.slice(0, NOTE_MAX));
    } catch {
        /* no storage here: the next page has no reason to tell */
    }
}

/** @returns {string} the reason of the page before, once; "" when there is none */
export function takeReason() {
    try {
        const text = sessionStorage.getItem(KEY) ?? "";
        sessionStorage.removeItem(KEY);
        return text;
    } catch {
        return "";
    }
}
