/**
 * link.js - the page's side of the inspectors: what the program says goes out as messages, what the plugin says
 * comes in as calls of the program.
 *
 * The connection may go and come back at any time (Vite restarts, the page is put away): inspectors of the old one
 * are detached then, and attach anew. While there is none everything is dropped; the program made it for nobody.
 */
import { encodeBase64 } from "./base64.js";
import { BYTES_MAX, REPLY_MAX } from "./messages.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {{ request: number, kind: number, idLo: number, idHi: number, version: number, text: string }} Command */
/**
 * @typedef {object} Program
 * @property {(link: Link, info: any) => void} start
 * @property {(reader: number) => void} attach
 * @property {(reader: number) => void} detach
 * @property {(reader: number, command: Command) => void} command
 * @property {(batch: number) => unknown} ack
 */

export class Link {
    /**
     * @param {Program} program
     * @param {(message: Message) => void} send drops the message while there is no connection
     * @param {(info: object) => void} onInfo
     */
    constructor(program, send, onInfo) {
        this.program = program;
        this.send = send;
        this.info = onInfo;
        /** @type {Set<number>} */
        this.readers = new Set();
    }

    /** @param {number} number @param {Uint8Array} bytes */
    batch(number, bytes) {
        for (const [part, last] of pieces(bytes)) {
            this.send({ type: "batch", number, bytes: encodeBase64(part), last });
        }
    }

    /** @param {number} reader @param {Uint8Array} bytes @param {boolean} last */
    snapshot(reader, bytes, last) {
        for (const [part, end] of pieces(bytes)) {
            this.send({ type: "snapshot", reader, bytes: encodeBase64(part), last: last && end });
        }
    }

    /** @param {number} reader @param {number} request @param {number} status @param {string} text */
    reply(reader, request, status, text) {
        this.send({ type: "reply", reader, request, status, text: text.slice(0, REPLY_MAX) });
    }

    /**
     * What came from the plugin. It may be anything: another plugin can send under this name.
     * @param {Message} message
     */
    receive(message) {
        const { type, reader, number } = message;
        if (type === "attach" && isCount(reader)) {
            this.readers.add(reader);
            this.program.attach(reader);
        } else if (type === "detach" && isCount(reader)) {
            this.#detach(reader);
        } else if (type === "ack" && isCount(number)) {
            this.program.ack(number);
        } else if (type === "command" && isCount(reader) && this.readers.has(reader)) {
            this.program.command(reader, /** @type {Command} */ (message.command));
        }
    }

    /** The connection is gone, and with it all who read. */
    lost() {
        for (const reader of [...this.readers]) {
            this.#detach(reader);
        }
    }

    /** @param {number} reader */
    #detach(reader) {
        if (this.readers.delete(reader)) {
            this.program.detach(reader);
        }
    }
}

/** @param {unknown} value @returns {value is number} */
function isCount(value) {
    return Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
}

/**
 * Whole records in pieces of at most BYTES_MAX, the last of which is marked. A record is far smaller.
 * @param {Uint8Array} bytes
 * @returns {Generator<[Uint8Array, boolean]>}
 */
export function* pieces(bytes) {
    let from = 0;
    for (let at = 0; bytes.length - from > BYTES_MAX && at < bytes.length; ) {
        const size = bytes[at] + bytes[at + 1] * 256;
        if (size === 0) {
            break;
        }
        if (at + size - from > BYTES_MAX) {
            yield [bytes.subarray(from, at), false];
            from = at;
        }
        at += size;
    }
    yield [bytes.subarray(from), true];
}
