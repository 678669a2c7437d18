/**
 * send.js - a value, an error or a complete from the terminal into a subject.
 *
 * It is sent while nothing of the app is on the stack: commands come in turns of their own. What observers throw goes
 * where RxJS sends it; what the subject itself throws comes back as the reply.
 */
import { SEND, STATUS } from "../../protocol/kinds.js";
import { previewText } from "./show.js";
import { done, refused } from "./result.js";

/**
 * @typedef {import("../actions.js").Entity} Entity
 * @typedef {import("../actions.js").Host} Host
 * @typedef {import("./result.js").Result} Result
 */

/** What looks as if somebody had forgotten the quotes. */
const WORD = /^\s*[\p{L}$_']/u;

/** @param {any} object */
function isSubject(object) {
    return ["next", "error", "complete", "subscribe"].every(name => typeof object[name] === "function") &&
        typeof object.lift === "function";
}

/** Why a subject would take nothing any more, or "". @param {any} subject */
function refusal(subject) {
    if (subject.closed) {
        return "was unsubscribed: it takes no values any more";
    }
    return subject.hasError ? "has failed already" : subject.isStopped ? "has completed already" : "";
}

/** @param {string} text */
function parse(text) {
    if (text.trim() === "") {
        return { value: undefined, why: "" };
    }
    try {
        return { value: JSON.parse(text), why: "" };
    } catch (error) {
        const hint = WORD.test(text) ? `; a text needs quotes: ${JSON.stringify(text.trim().slice(0, 40))}` : "";
        return { value: undefined, why: `not JSON: ${/** @type {Error} */ (error).message}${hint}` };
    }
}

/**
 * The error that is meant: a text, in quotes or not, is its message.
 * @param {string} text
 */
function errorOf(text) {
    const { value, why } = parse(text), message = why === "" ? value ?? "sent from rxscope" : text.trim();
    return typeof message === "string" ? new Error(message) : message;
}

/** @param {any} subject @param {number} notice @param {string} text @returns {string} why not, or "" */
function deliver(subject, notice, text) {
    if (notice === SEND.COMPLETE) {
        subject.complete();
    } else if (notice === SEND.ERROR) {
        subject.error(errorOf(text));
    } else {
        const { value, why } = parse(text);
        if (why !== "") {
            return why;
        }
        subject.next(value);
    }
    return "";
}

/** @param {number} notice @param {boolean} isAlone when it was sent: who gets it may leave */
function sentText(notice, isAlone) {
    if (notice !== SEND.NEXT) {
        return notice === SEND.ERROR ? "failed" : "completed";
    }
    return isAlone ? "sent; nobody is subscribed" : "sent";
}

/** @param {any} subject */
function isAlone({ observers }) {
    return Array.isArray(observers) && observers.length === 0;
}

/**
 * @param {Entity} entity
 * @param {number} notice SEND
 * @param {string} json
 * @param {Host} host
 * @returns {Result}
 */
export function send({ object, text }, notice, json, host) {
    if (notice > SEND.COMPLETE) {
        return refused(STATUS.RANGE, `${notice} is none of next (0), error (1) and complete (2)`);
    }
    try {
        if (!isSubject(object)) {
            return refused(STATUS.UNSUPPORTED, `${text} is no subject: only subjects take values`);
        }
        const ended = refusal(object);
        if (ended !== "") {
            return refused(STATUS.STATE, `${text} ${ended}`);
        }
        const alone = isAlone(object), why = deliver(object, notice, json);
        return why === "" ? done(sentText(notice, alone)) : refused(STATUS.FORMAT, why);
    } catch (error) {
        return refused(STATUS.STATE, `${text} threw ${previewText(error, host.options)}`);
    }
}
