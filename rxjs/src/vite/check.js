/**
 * check.js - what a page may say. Anything can connect to a dev server and speak; what comes from a page is taken
 * only in the shapes below, within the sizes of messages.js, and everything else is dropped.
 */
import { BYTES_MAX, CHANNEL_VERSION, NOTE_MAX, PLACES_MAX, REPLY_MAX, TAB_MAX, TEXT_MAX, URL_MAX } from "../page/messages.js";

/** @typedef {import("../page/messages.js").Message} Message */
/** @typedef {(value: unknown) => boolean} Check */

const U32 = 4294967295;
const BASE64_MAX = Math.ceil(BYTES_MAX / 3) * 4;

/** @param {number} max @returns {Check} */
const count = (max) => (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
/** @param {number} max @returns {Check} */
const text = (max) => (value) => typeof value === "string" && value.length <= max;
/** @type {Check} */
const bool = (value) => typeof value === "boolean";
/** @param {Check} check @returns {Check} */
const optional = (check) => (value) => value === undefined || check(value);

/** @type {Record<string, Record<string, Check>>} */
const SHAPES = {
    hello: {
        version: (value) => value === CHANNEL_VERSION,
        page: (value) => typeof value === "string" && /^\w{1,64}$/.test(value),
        tab: count(TAB_MAX),
        host: text(TEXT_MAX),
        browser: text(TEXT_MAX),
        title: text(TEXT_MAX),
        modules: optional(text(TEXT_MAX)),
    },
    info: { title: optional(text(TEXT_MAX)), modules: optional(text(TEXT_MAX)) },
    batch: { number: count(Number.MAX_SAFE_INTEGER), bytes: text(BASE64_MAX), last: bool },
    snapshot: { reader: count(U32), bytes: text(BASE64_MAX), last: bool },
    reply: { reader: count(U32), request: count(U32), status: count(255), text: text(REPLY_MAX) },
    here: {},
    reload: { text: text(NOTE_MAX) },
    place: { number: count(PLACES_MAX), url: text(URL_MAX), line: count(U32), column: count(U32) },
    bye: {},
};

/**
 * @param {unknown} data
 * @returns {Message | null} the message, or null: not one of ours
 */
export function checkMessage(data) {
    if (typeof data !== "object" || data === null) {
        return null;
    }
    const message = /** @type {Message} */ (data);
    if (typeof message.type !== "string" || !Object.hasOwn(SHAPES, message.type)) {
        return null;
    }
    return Object.entries(SHAPES[message.type]).every(([key, check]) => check(message[key])) ? message : null;
}

const RECORD_HEADER = 24;

/**
 * @param {string} base64
 * @returns {Uint8Array | null} whole records, or null: a reader would end its connection over these
 */
export function decodeRecords(base64) {
    const bytes = Buffer.from(base64, "base64");
    let at = 0;
    while (at + RECORD_HEADER <= bytes.length) {
        const size = bytes.readUInt16LE(at);
        if (size < RECORD_HEADER || size % 8 !== 0) {
            return null;
        }
        at += size;
    }
    return at === bytes.length ? bytes : null;
}
