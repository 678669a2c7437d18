/**
 * errors.js - `TypeError: x is not a function (at load app.ts:12)`: what went wrong, and in which line of the app.
 *
 * The first look at a stack makes its text: engines read `name` and `message` for it, and call
 * `Error.prepareStackTrace`. So it is looked at only where neither runs code of the app. Where it is an accessor it
 * has to be the engine's.
 */
import {
    CHAIN, apply, dataText, findData, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isSafeInteger, ownData,
} from "./own.js";
import { familyOf } from "./families.js";
import { cutUtf8, shorten, TEXT_BYTES, utf8Length } from "./text.js";

const MESSAGE_MAX = 256;
const NAME_MAX = 60;
const STACK_MAX = 3000;
const FRAMES = 10;
const PLACE_BYTES = 50;
/** Digits that the line of the user's may have more than that of what runs. */
const MORE_LINE = 2;
/** @type {Place} */
const NOWHERE = { text: "", more: 0 };

const prepareAtStart = ownData(Error, "prepareStackTrace")?.value;
const engineStack = getOwnPropertyDescriptor(new Error(), "stack")?.get ??
    getOwnPropertyDescriptor(Error.prototype, "stack")?.get;

/** "    at load (file:///app/src/app.ts:12:3)", and "load@http://host/src/app.ts?t=1:12:3" elsewhere. */
const FRAME = /^\s*(?:at\s+(?:async\s+)?(?:(.*?)\s+\()?|(.*?)@)(\S*?):(\d+):(\d+)\)?$/;
/** Frames in which nobody looks for their own mistake. */
const FOREIGN = /node_modules|^node:|\/\.vite\/deps|[/\\]rxscope[/\\]|^native/;

/** @param {object} object */
function messageOf(object) {
    const found = getOwnPropertyDescriptor(object, "message");
    if (found === undefined) {
        return platformText(object, "message") || dataText(object, "message");
    }
    return hasOwn(found, "value") && typeof found.value === "string" ? found.value : "";
}

const DOMError = globalThis.DOMException?.prototype;

/**
 * What a DOMException says through its accessors, which are the platform's.
 * @param {object} object
 * @param {string} key
 */
function platformText(object, key) {
    const read = DOMError && getOwnPropertyDescriptor(DOMError, key)?.get;
    try {
        const text = read && apply(read, object, []);
        return typeof text === "string" ? text : "";
    } catch {
        return "";
    }
}

/** `name`, or that of the class where nobody set one. @param {object} error */
function nameOf(error) {
    const name = dataText(error, "name") || "Error";
    const { name: className } = familyOf(getPrototypeOf(error));
    const best = name === "Error" && className !== "" && className !== "Object" ? className : name;
    return best === "DOMException" ? platformText(error, "name") || best : best;
}

/** Would making the text of a stack read nothing but text? @param {object} error @param {string} key */
function readsText(error, key) {
    const found = findData(error, key);
    return found === null || (found !== undefined && (typeof found.value === "string" || found.value === undefined));
}

/** An error of this realm: another one may have its own way to format stacks. @param {object} error */
function isOurs(error) {
    /** @type {object | null} */
    let at = error;
    for (let i = 0; at !== null && at !== Error.prototype && i < CHAIN; i++) {
        at = getPrototypeOf(at);
    }
    return at === Error.prototype;
}

/** @param {object} error @returns {string} */
function stackOf(error) {
    if (ownData(Error, "prepareStackTrace")?.value !== prepareAtStart || !readsText(error, "name") ||
        !readsText(error, "message") || !isOurs(error)) {
        return "";
    }
    const found = getOwnPropertyDescriptor(error, "stack");
    const read = found === undefined ? engineStack : found.get;
    const stack = found && hasOwn(found, "value") ? found.value
        : read !== undefined && read === engineStack ? apply(read, error, []) : "";
    return typeof stack === "string" ? stack : "";
}

/**
 * The frames of a stack that begins with the message, however long that is.
 * @param {string} stack
 * @param {string} message
 */
function framesOf(stack, message) {
    const from = stack.slice(0, NAME_MAX + message.length + 10).indexOf(message) + message.length;
    return stack.slice(from, from + STACK_MAX).split("\n", FRAMES + 1);
}

/** "file:///app/src/app.ts?t=17" → "app.ts". @param {string} url */
function fileOf(url) {
    const path = url.replace(/[?#].*$/, "");
    return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** @type {(url: string, line: number, column: number) => string | null} */
let markOf = () => null;

/** Who knows what the user wrote at a place: a short text that stands for it, or null. @param {typeof markOf} how */
export function usePlaces(how) {
    markOf = how;
}

/** @typedef {{ text: string, more: number }} Place more: bytes that it may take beyond its own */

/** @param {RegExpExecArray} frame @returns {Place} */
function placeText(frame) {
    const called = frame[1] || frame[2] || "", name = called.includes("<") ? "" : called;
    const file = `${fileOf(frame[3])}:${frame[4]}`, mark = markOf(frame[3], Number(frame[4]), Number(frame[5]));
    if (mark === null) {
        return { text: cutUtf8(`${name} ${file}`.trim(), PLACE_BYTES), more: 0 };
    }
    const room = Math.min(PLACE_BYTES, utf8Length(file) + MORE_LINE);
    return { text: `${cutUtf8(name, PLACE_BYTES - room)} ${mark}`.trim(), more: Math.max(room - mark.length, 0) };
}

/**
 * "load app.ts:12": the first frame of the app's own, else the first one; "" when there is none to be had.
 * @param {object} error
 * @param {string} message
 */
function placeOf(error, message) {
    /** @type {RegExpExecArray | null} */
    let first = null;
    for (const line of framesOf(stackOf(error), message)) {
        const frame = FRAME.exec(line);
        if (frame !== null && !FOREIGN.test(frame[3])) {
            return placeText(frame);
        }
        first ??= frame;
    }
    return first === null ? NOWHERE : placeText(first);
}

/**
 * The name and the message of an error.
 * @param {object} error of any realm; anything that has its properties
 * @param {(text: string) => string} clean takes secrets out
 */
export function errorName(error, clean) {
    return nameAndMessage(error, messageOf(error), clean);
}

/** @param {object} error @param {string} message @param {(text: string) => string} clean */
function nameAndMessage(error, message, clean) {
    const name = nameOf(error).slice(0, NAME_MAX);
    return message === "" ? name : `${name}: ${clean(message.slice(0, MESSAGE_MAX))}`;
}

/**
 * An error with its place in at most TEXT_BYTES; of a long message the end is cut, not the place.
 * @param {object} error
 * @param {(text: string) => string} clean
 */
export function errorText(error, clean) {
    const message = messageOf(error), what = nameAndMessage(error, message, clean), place = placeOf(error, message);
    if (place.text === "") {
        return shorten(what, TEXT_BYTES);
    }
    const where = ` (at ${place.text})`;
    return shorten(what, TEXT_BYTES - utf8Length(where) - place.more) + where;
}

/** A number that an error brings along: of the system, or of a response. @param {object} error */
export function errorCode(error) {
    for (const key of ["code", "errno", "status"]) {
        const value = ownData(error, key)?.value;
        if (isSafeInteger(value)) {
            return /** @type {number} */ (value);
        }
    }
    return 0;
}
