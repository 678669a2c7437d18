/** result.js - how an action went. */
import { STATUS } from "../../protocol/kinds.js";

/** @typedef {{ status: number, text: string }} Result STATUS, and a text for people */

/** @param {string} [text] short: who asked knows what it was about @returns {Result} */
export function done(text = "") {
    return { status: STATUS.OK, text };
}

/**
 * @param {number} status STATUS
 * @param {string} text what is wrong, and what can be done
 * @returns {Result}
 */
export function refused(status, text) {
    return { status, text };
}
