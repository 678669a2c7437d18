/**
 * messages.js - the frames behind the hello. Each has a fixed part and, most, one text at its end.
 *
 * Bytes behind what this version knows are not looked at, so that a later one can add to a payload; nor are those that
 * have to be 0. A payload that ends within its fixed part or its text is malformed: FormatError. Texts come as bytes.
 */
import { FRAME, newFrame, PayloadReader } from "./frame.js";
import { TEXT_MAX } from "./record.js";
import { upToNul, utf8 } from "./text.js";

/** Flags of attach; others are ignored. */
export const ATTACH = Object.freeze({ EVENTS: 1 });
/** Bytes of the text of a bye. */
export const BYE_TEXT_MAX = 1000;

/**
 * A frame with a fixed part, which `write` fills, then the length of the text, and the text.
 * @param {number} type
 * @param {number} fixed bytes
 * @param {Uint8Array} text
 * @param {(view: DataView) => void} write
 */
function withText(type, fixed, text, write) {
    const { bytes, payload } = newFrame(type, fixed + 4 + text.length);
    write(payload);
    payload.setUint32(fixed, text.length, true);
    bytes.set(text, payload.byteOffset + fixed + 4);
    return bytes;
}

/** @param {number} flags ATTACH */
export function encodeAttach(flags) {
    const { bytes, payload } = newFrame(FRAME.ATTACH, 4);
    payload.setUint32(0, flags, true);
    return bytes;
}

/** @param {Uint8Array} payload */
export function decodeAttach(payload) {
    return { flags: new PayloadReader(payload, "an attach frame").u32() };
}

/**
 * @typedef {object} Command
 * @property {number} request 0: nobody waits for the reply
 * @property {number} kind COMMAND
 * @property {number} idLo
 * @property {number} idHi
 * @property {number} version
 * @property {Uint8Array} text
 */

/** @param {Omit<Command, "text"> & { text: string | Uint8Array }} command */
export function encodeCommand(command) {
    return withText(FRAME.COMMAND, 20, utf8(command.text, TEXT_MAX), (view) => {
        view.setUint32(0, command.request, true);
        view.setUint32(4, command.kind, true);
        view.setUint32(8, command.idLo, true);
        view.setUint32(12, command.idHi, true);
        view.setUint32(16, command.version, true);
    });
}

/** @param {Uint8Array} payload @returns {Command} */
export function decodeCommand(payload) {
    const r = new PayloadReader(payload, "a command frame");
    const request = r.u32(), kind = r.u8();
    r.take(3);
    const idLo = r.u32(), idHi = r.u32(), version = r.u32();
    return { request, kind, idLo, idHi, version, text: r.bytes(r.u32()) };
}

/** @param {number} request @param {number} status STATUS @param {string | Uint8Array} text */
export function encodeReply(request, status, text) {
    return withText(FRAME.REPLY, 8, utf8(text, TEXT_MAX), (view) => {
        view.setUint32(0, request, true);
        view.setUint32(4, status, true);
    });
}

/** @param {Uint8Array} payload */
export function decodeReply(payload) {
    const r = new PayloadReader(payload, "a reply frame");
    const request = r.u32(), status = r.u8();
    r.take(3);
    return { request, status, text: r.bytes(r.u32()) };
}

/** @param {number} type FRAME.PING or PONG @param {bigint} number */
export function encodePing(type, number) {
    const { bytes, payload } = newFrame(type, 8);
    payload.setBigUint64(0, number, true);
    return bytes;
}

/** Also of a pong. @param {Uint8Array} payload */
export function decodePing(payload) {
    return { number: new PayloadReader(payload, "a ping frame").u64() };
}

/** @param {number} status STATUS @param {string | Uint8Array} text */
export function encodeBye(status, text) {
    return withText(FRAME.BYE, 4, utf8(text, BYE_TEXT_MAX), (view) => view.setUint32(0, status, true));
}

/** @param {Uint8Array} payload */
export function decodeBye(payload) {
    const r = new PayloadReader(payload, "a bye frame");
    const status = r.u8();
    r.take(3);
    return { status, text: upToNul(r.bytes(r.u32()), BYE_TEXT_MAX) };
}
