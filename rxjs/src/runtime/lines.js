/** lines.js - lines of the log that are kept for those who come later: what swaps did, and errors that nobody handled. */
import { now } from "./clock.js";

/** @typedef {{ kind: number, flags: number, text: string, time: number, name: string, about: () => [lo: number, hi: number] }} Line time: ns; name: of what it is about */

const LINES_MAX = 200;

/** Oldest first. @type {Line[]} */
export const lines = [];

/** @param {number} kind EV @param {number} flags @param {string} text @param {string} name @param {Line["about"]} about an id, once it is asked for */
export function keep(kind, flags, text, name, about) {
    lines.push({ kind, flags, text, time: now(), name, about });
    lines.length > LINES_MAX && lines.shift();
}
