/**
 * hello.js - the first frame of each side: who is there, and whether the two understand each other.
 *
 * Its layout is the same in every version of the protocol, since it is read before one was agreed on; what is added later
 * is a field with a new tag, which older sides skip.
 */
import { FormatError, ProtocolError } from "./error.js";
import { FRAME, newFrame, PayloadReader } from "./frame.js";
import { KIND_LIMIT, STATUS } from "./kinds.js";
import { upToNul, utf8 } from "./text.js";

/** Versions of the protocol that this side understands. */
export const OLDEST = 1;
export const NEWEST = 1;

export const ROLE = Object.freeze({ PROGRAM: 0, INSPECTOR: 1 });
export const READY = Object.freeze({ BUILDING: 0, LIVE: 1, REFUSED: 2 });
/** Bytes of a text of a hello. */
export const HELLO_TEXT_MAX = 255;

const MAGIC = new TextEncoder().encode("rxscope\n");
const FIXED = 32;
/** Tags are never reused. */
const FIELDS = Object.freeze(/** @type {const} */ ({ name: 1, modules: 2, host: 3, title: 4, version: 5, hot: 6, approval: 7 }));

/** @typedef {keyof typeof FIELDS} HelloField */

const KEYS = /** @type {HelloField[]} */ (Object.keys(FIELDS));

/**
 * Texts are strings or bytes when written, bytes when read (empty when they were not sent).
 * @template T
 * @typedef {object} HelloOf
 * @property {number} oldest version of the protocol
 * @property {number} newest
 * @property {number} kinds one more than the largest kind of event that is known
 * @property {number} role ROLE
 * @property {number} ready READY
 * @property {bigint} pid
 * @property {bigint} started wall clock, ns since 1970
 * @property {T} name
 * @property {T} modules
 * @property {T} host
 * @property {T} title
 * @property {T} version
 * @property {T} hot "1": saves are swapped in living streams
 * @property {T} approval "1": what is saved waits until it is approved
 */
/** @typedef {HelloOf<Uint8Array>} Hello */

/**
 * A whole frame. What is not given has a default; empty texts are not sent.
 * @param {Partial<HelloOf<string | Uint8Array>>} hello
 */
export function encodeHello(hello) {
    const fields = KEYS
        .map((key) => ({ tag: FIELDS[key], text: utf8(hello[key] ?? "", HELLO_TEXT_MAX) }))
        .filter(({ text }) => text.length > 0);
    const size = fields.reduce((sum, { text }) => sum + 4 + text.length, FIXED);
    const { bytes, payload } = newFrame(FRAME.HELLO, size);
    writeFixed(payload, hello);
    let at = FIXED;
    for (const { tag, text } of fields) {
        payload.setUint16(at, tag, true);
        payload.setUint16(at + 2, text.length, true);
        bytes.set(text, payload.byteOffset + at + 4);
        at += 4 + text.length;
    }
    return bytes;
}

/** @param {DataView} view @param {Partial<HelloOf<string | Uint8Array>>} hello */
function writeFixed(view, hello) {
    MAGIC.forEach((octet, at) => view.setUint8(at, octet));
    view.setUint16(8, hello.oldest ?? OLDEST, true);
    view.setUint16(10, hello.newest ?? NEWEST, true);
    view.setUint16(12, hello.kinds ?? KIND_LIMIT, true);
    view.setUint8(14, hello.role ?? ROLE.PROGRAM);
    view.setUint8(15, hello.ready ?? READY.LIVE);
    view.setBigUint64(16, hello.pid ?? 0n, true);
    view.setBigUint64(24, hello.started ?? 0n, true);
}

/**
 * @param {Uint8Array} payload
 * @returns {Hello}
 * @throws {FormatError} no hello, or one that contradicts itself
 */
export function decodeHello(payload) {
    if (!MAGIC.every((octet, at) => payload[at] === octet)) {
        throw new FormatError("the hello is not one of rxscope's: its magic is missing");
    }
    if (payload.length < FIXED) {
        throw new FormatError(`the hello of ${payload.length} bytes is too short`);
    }
    const reader = new PayloadReader(payload, "the hello");
    reader.take(MAGIC.length);
    const hello = readFixed(reader);
    check(hello);
    readFields(reader, hello);
    return hello;
}

/** @param {PayloadReader} r @returns {Hello} */
function readFixed(r) {
    const none = new Uint8Array(0);
    return {
        oldest: r.u16(), newest: r.u16(), kinds: r.u16(), role: r.u8(), ready: r.u8(), pid: r.u64(), started: r.u64(),
        name: none, modules: none, host: none, title: none, version: none,
        hot: none, approval: none,
    };
}

/** @param {Hello} hello */
function check(hello) {
    if (hello.oldest === 0 || hello.oldest > hello.newest) {
        throw new FormatError(`the hello speaks of protocol versions ${hello.oldest} to ${hello.newest}`);
    }
    if (hello.role !== ROLE.PROGRAM && hello.role !== ROLE.INSPECTOR) {
        throw new FormatError(`the hello is of neither a program nor an inspector (role ${hello.role})`);
    }
    if (hello.ready > READY.REFUSED) {
        hello.ready = READY.LIVE; // a later version's word for a program that is there
    }
}

/** @type {Map<number, HelloField>} */
const KEY_OF_TAG = new Map(KEYS.map((key) => [FIELDS[key], key]));

/** @param {PayloadReader} r @param {Hello} hello */
function readFields(r, hello) {
    const seen = new Set();
    while (r.left > 0) {
        const tag = r.u16(), text = r.bytes(r.u16());
        const key = KEY_OF_TAG.get(tag);
        if (key === undefined) {
            continue;
        }
        if (seen.has(tag)) {
            throw new FormatError(`the hello has its field ${tag} twice`);
        }
        seen.add(tag);
        hello[key] = upToNul(text, HELLO_TEXT_MAX);
    }
}

/** @param {{ oldest: number, newest: number }} hello */
function versions({ oldest, newest }) {
    return oldest === newest ? `version ${newest}` : `versions ${oldest} to ${newest}`;
}

/** @param {{ role: number }} hello */
function roleName({ role }) {
    return role === ROLE.PROGRAM ? "program" : "inspector";
}

/**
 * The protocol version that both understand.
 * @param {{ oldest: number, newest: number, role: number }} ours
 * @param {{ oldest: number, newest: number, role: number }} theirs
 * @throws {ProtocolError} there is none; the message says which side has to be updated
 */
export function commonVersion(ours, theirs) {
    const newest = Math.min(ours.newest, theirs.newest);
    if (newest >= Math.max(ours.oldest, theirs.oldest)) {
        return newest;
    }
    const older = ours.newest < theirs.oldest ? ours : theirs;
    throw new ProtocolError(
        STATUS.VERSION,
        `the ${roleName(theirs)} speaks protocol ${versions(theirs)}, this ${roleName(ours)} ${versions(ours)}: ` +
            (older.role === ROLE.PROGRAM
                ? "update the npm package rxscope of the program"
                : "update the rxscope that inspects"),
    );
}
