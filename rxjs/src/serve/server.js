/**
 * server.js - the program's side of its socket: who may come in, how many, for how long; and the link by which the
 * program tells them what happens.
 *
 *   connection ─► reader (reader.js): hello, attach ─► snapshot ─► what happens ─► bye
 *
 * Nothing here waits for an inspector, keeps the process alive, or throws into the program.
 */
import { clearInterval, setInterval } from "node:timers";

import { eventsFrames } from "../protocol/frame.js";
import { encodeHello, READY } from "../protocol/hello.js";
import { EV, STATUS } from "../protocol/kinds.js";
import { encodeBye } from "../protocol/messages.js";
import { RecordWriter } from "../protocol/record.js";
import { Reader, STATE } from "./reader.js";
import { take } from "./talk.js";

/** @typedef {import("node:net").Socket} Socket */
/** @typedef {import("../protocol/frame.js").Frame} Frame */
/** @typedef {import("./limits.js").Limits} Limits */

/**
 * What a hello says beside the name: each may change, by link.info().
 * @typedef {object} Info
 * @property {string} [name]
 * @property {string} [title] of a page or script, for people
 * @property {string} [modules]
 * @property {string} [host] "node" or "browser"
 * @property {string} [version] of the software
 * @property {number} [ready] READY
 */

/**
 * @typedef {object} CommandRequest
 * @property {number} request
 * @property {number} kind COMMAND
 * @property {number} idLo
 * @property {number} idHi
 * @property {number} version
 * @property {string} text
 */

/**
 * What the program implements: see ARCHITECTURE.md, "runtime".
 * @typedef {object} Program
 * @property {(link: Link, info: Info & { name: string, pid: number, mask?: any }) => void} start
 * @property {(reader: number) => void} attach
 * @property {(reader: number) => void} detach
 * @property {(reader: number, command: CommandRequest) => void} command
 * @property {(batch: number) => void} ack
 * @property {() => void} [flush] hands out at once what is in its log
 */

/**
 * What the program calls.
 * @typedef {object} Link
 * @property {(number: number, bytes: Uint8Array) => void} batch
 * @property {(reader: number, bytes: Uint8Array, last: boolean) => void} snapshot
 * @property {(reader: number, request: number, status: number, text: string) => void} reply
 * @property {(info: Info) => void} info
 */

export class Server {
    /**
     * @param {Program} program
     * @param {Info & { pid: number, started: bigint }} info
     * @param {Readonly<Limits>} limits
     */
    constructor(program, info, limits) {
        this.program = program;
        this.info = info;
        this.limits = limits;
        /** @type {Map<number, Reader>} */
        this.readers = new Map();
        this.numbers = 0;
        /** A batch that is taken but not acknowledged, since nobody has room. 0: none. */
        this.unacknowledged = 0;
        /** Of the newest record: the time of its source-end. */
        this.timeLo = 0;
        this.timeHi = 0;
        /** @type {NodeJS.Timeout | null} */
        this.ticking = null;
        /** @type {Link} */
        this.link = {
            batch: (number, bytes) => this.#batch(number, bytes),
            snapshot: (reader, bytes, last) => this.#each([this.readers.get(reader)], (r) => r.snapshot(bytes, last)),
            reply: (reader, request, status, text) =>
                this.#each([this.readers.get(reader)], (r) => r.reply(request, status, text)),
            info: (changed) => Object.assign(this.info, changed),
        };
    }

    // ---- coming in and leaving

    /** @param {Socket} socket */
    comeIn(socket) {
        socket.write(this.#hello());
        if (this.readers.size >= this.limits.readers) {
            const text = `${this.limits.readers} inspectors are attached already`;
            socket.unref();
            socket.on("error", () => {});
            socket.end(encodeBye(STATUS.BUSY, text), () => socket.destroy());
            return;
        }
        const reader = new Reader(this, ++this.numbers, socket);
        this.readers.set(reader.number, reader);
        this.ticking ??= setInterval(() => this.#tick(), this.limits.tick).unref();
    }

    #hello() {
        const { pid, started, ...texts } = this.info;
        return encodeHello({ ready: READY.LIVE, ...texts, pid: BigInt(pid), started });
    }

    /** @param {Reader} reader */
    detached(reader) {
        this.#program(() => this.program.detach(reader.number));
        this.relieved();
    }

    /** @param {Reader} reader */
    left(reader) {
        this.readers.delete(reader.number);
        if (this.readers.size === 0 && this.ticking) {
            clearInterval(this.ticking);
            this.ticking = null;
        }
    }

    #tick() {
        this.#each(this.readers.values(), (reader) => reader.tick());
    }

    // ---- what is said

    /** @param {Reader} reader @param {Frame} frame */
    take(reader, frame) {
        take(reader, frame, this.program);
    }

    /** @param {number} number @param {Uint8Array} bytes */
    #batch(number, bytes) {
        const told = [...this.readers.values()].filter((reader) => reader.told);
        try {
            const { frames, timeLo, timeHi } = eventsFrames(bytes);
            [this.timeLo, this.timeHi] = frames.length ? [timeLo, timeHi] : [this.timeLo, this.timeHi];
            this.#each(told, (reader) => reader.batch(bytes, frames));
        } catch (error) {
            told.forEach((reader) => reader.failed(error));
        }
        this.unacknowledged = number;
        this.relieved();
    }

    /** While nobody has room the program counts by itself, which is cheaper: then batches are not acknowledged. */
    relieved() {
        if (!this.unacknowledged) {
            return;
        }
        const told = [...this.readers.values()].filter((reader) => reader.told);
        if (told.length === 0 || told.some((reader) => reader.hasRoom)) {
            const number = this.unacknowledged;
            this.unacknowledged = 0;
            this.#program(() => this.program.ack(number));
        }
    }

    /**
     * One inspector's trouble is not another's.
     * @param {Iterable<Reader | undefined>} readers
     * @param {(reader: Reader) => void} what
     */
    #each(readers, what) {
        for (const reader of [...readers]) {
            try {
                reader && what(reader);
            } catch (error) {
                reader?.failed(error);
            }
        }
    }

    /** @param {() => void} call of the program, which is not to be disturbed by its own failure either */
    #program(call) {
        try {
            call();
        } catch {
            // it has failed to take leave of an inspector that has gone
        }
    }

    // ---- the end

    /** Says that the program has ended, and goodbye. What cannot be written at once is lost. @param {number} status */
    close(status) {
        this.#program(() => this.program.flush?.());
        this.#each(this.readers.values(), (reader) => {
            if (reader.told) {
                reader.tellCounts();
                this.#sourceEnd(status).forEach((frame) => reader.outbox.put(frame));
            }
            reader.state === STATE.NEW ? reader.gone() : reader.bye(STATUS.OK, "the program has ended");
        });
    }

    /** @param {number} status */
    #sourceEnd(status) {
        const writer = new RecordWriter(64);
        writer.start(EV.SOURCE_END, 0, this.timeLo, this.timeHi, this.info.pid, 0);
        writer.num(status);
        writer.end();
        return eventsFrames(writer.bytes()).frames;
    }
}
