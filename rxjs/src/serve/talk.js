/**
 * talk.js - what an inspector may say, and what it may not.
 */
import { FormatError } from "../protocol/error.js";
import { FRAME } from "../protocol/frame.js";
import { commonVersion, decodeHello, NEWEST, OLDEST, ROLE } from "../protocol/hello.js";
import { STATUS } from "../protocol/kinds.js";
import { ATTACH, decodeAttach, decodeCommand, decodePing, encodePing } from "../protocol/messages.js";
import { toText } from "../protocol/text.js";
import { STATE } from "./reader.js";

/** @typedef {import("./reader.js").Reader} Reader */
/** @typedef {import("../protocol/frame.js").Frame} Frame */
/** @typedef {import("./server.js").Program} Program */

const OURS = { oldest: OLDEST, newest: NEWEST, role: ROLE.PROGRAM };

/** @param {Reader} reader @param {Uint8Array} payload */
function onHello(reader, payload) {
    if (reader.state !== STATE.NEW) {
        throw new FormatError("it said hello twice");
    }
    const theirs = decodeHello(payload);
    if (theirs.role !== ROLE.INSPECTOR) {
        throw new FormatError("it is a program, no inspector");
    }
    commonVersion(OURS, theirs);
    reader.state = STATE.GREETED;
}

/** @param {Reader} reader @param {Uint8Array} payload @param {Program} program */
function onAttach(reader, payload, program) {
    const { flags } = decodeAttach(payload);
    if (reader.state !== STATE.GREETED) {
        throw new FormatError("it attached twice");
    }
    if (flags & ATTACH.EVENTS) {
        reader.state = STATE.WAITING;
        program.attach(reader.number);
    }
}

/** @param {Reader} reader @param {Uint8Array} payload @param {Program} program */
function onCommand(reader, payload, program) {
    const { text, ...command } = decodeCommand(payload);
    if (command.request) {
        reader.unanswered.push({ request: command.request, frame: null });
    }
    try {
        program.command(reader.number, { ...command, text: toText(text) });
    } catch (error) {
        reader.reply(command.request, STATUS.EVAL, error instanceof Error ? error.message : String(error));
    }
}

/** Who has the pong has all records up to then. @param {Reader} reader @param {Uint8Array} payload @param {Program} program */
function onPing(reader, payload, program) {
    const { number } = decodePing(payload);
    program.flush?.();
    reader.answer(encodePing(FRAME.PONG, number));
}

/**
 * @param {Reader} reader
 * @param {Frame} frame
 * @param {Program} program
 * @throws {import("../protocol/error.js").ProtocolError} when it ends the connection
 */
export function take(reader, { type, payload }, program) {
    if (reader.state === STATE.NEW && type !== FRAME.HELLO && type !== FRAME.BYE) {
        throw new FormatError("it did not begin with a hello");
    }
    switch (type) {
        case FRAME.HELLO:
            return onHello(reader, payload);
        case FRAME.ATTACH:
            return onAttach(reader, payload, program);
        case FRAME.COMMAND:
            return onCommand(reader, payload, program);
        case FRAME.PING:
            return onPing(reader, payload, program);
        case FRAME.BYE:
            return reader.gone();
        case FRAME.EVENTS:
        case FRAME.REPLY:
            throw new FormatError("it sent what only programs send");
        default: // a pong; or what a later version has added
    }
}
