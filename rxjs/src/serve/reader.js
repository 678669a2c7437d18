/**
 * reader.js - one inspector at the socket.
 *
 *                 hello            attach             first slice            last slice
 *   NEW ───────────────► GREETED ─────────► WAITING ─────────────► TELLING ─────────────► LIVE
 *    └────────── bye (any of them, either side, or a limit) ───────────┴─► LEAVING ─► gone
 *
 * Frames are taken in order, so that a reply stands behind the records that its command caused. What is to be written
 * waits in the outbox; what happens while a snapshot is told is held back behind it. After `stale` a snapshot is told
 * again.
 */
import { ProtocolError } from "../protocol/error.js";
import { eventsFrames, FRAME, FrameReader, TO_PROGRAM_MAX } from "../protocol/frame.js";
import { STATUS } from "../protocol/kinds.js";
import { encodeBye, encodePing, encodeReply } from "../protocol/messages.js";
import { RecordWriter } from "../protocol/record.js";
import { Outbox } from "./outbox.js";
import { Tally } from "./tally.js";

/** @typedef {import("./server.js").Server} Server */
/** @typedef {import("node:net").Socket} Socket */

export const STATE = Object.freeze({ NEW: 0, GREETED: 1, WAITING: 2, TELLING: 3, LIVE: 4, LEAVING: 5 });

/** For records that are filtered; one for all readers, empty between calls. */
const scratch = new RecordWriter();

export class Reader {
    /** @param {Server} server @param {number} number @param {Socket} socket */
    constructor(server, number, socket) {
        this.server = server;
        this.number = number;
        this.socket = socket;
        /** @type {number} */
        this.state = STATE.NEW;
        this.came = new FrameReader(TO_PROGRAM_MAX);
        this.outbox = new Outbox(socket);
        this.tally = new Tally();
        /** Commands that wait for their reply, or for that of an earlier one. @type {{ request: number, frame: Uint8Array | null }[]} */
        this.unanswered = [];
        this.frames = 0; // in this tick
        this.held = false; // too many: the rest waits for the next tick
        this.age = this.silent = this.stuck = 0; // ticks
        this.sent = 0; // frames, at the last tick
        this.#listen();
    }

    #listen() {
        const { socket } = this;
        socket.unref();
        socket.on("data", (piece) => this.#receive(/** @type {Buffer} */ (piece)));
        socket.on("drain", () => this.turn());
        socket.on("end", () => this.gone());
        socket.on("error", () => this.gone());
        socket.on("close", () => this.gone());
    }

    get attached() {
        return this.state === STATE.WAITING || this.told;
    }

    /** Whether it is told what happens. */
    get told() {
        return this.state === STATE.TELLING || this.state === STATE.LIVE;
    }

    // ---- what it sends

    /** @param {Uint8Array} piece */
    #receive(piece) {
        this.silent = 0;
        if (this.state !== STATE.LEAVING) {
            this.came.push(piece);
            this.take();
        }
    }

    /** Takes the frames that came. */
    take() {
        try {
            for (let frame; !this.#hold() && (frame = this.came.next());) {
                this.frames++;
                this.server.take(this, frame);
            }
        } catch (error) {
            this.failed(error);
        }
    }

    /** Whether the rest has to wait: for the next tick, or for replies. */
    #hold() {
        const { frames, unanswered } = this.server.limits;
        const held = this.frames >= frames || this.unanswered.length >= unanswered;
        if (held !== this.held) {
            this.held = held;
            held ? this.socket.pause() : this.socket.resume();
        }
        return held || this.state === STATE.LEAVING;
    }

    /** @param {unknown} error */
    failed(error) {
        if (error instanceof ProtocolError) {
            this.bye(error.status === STATUS.RANGE ? STATUS.FORMAT : error.status, error.message);
        } else {
            const what = error instanceof Error ? error.message : String(error);
            this.bye(STATUS.EVAL, `the program's side of rxscope failed: ${what}`);
        }
    }

    // ---- what it is told

    /** @param {Uint8Array} records of a snapshot @param {boolean} last */
    snapshot(records, last) {
        if (!this.attached) {
            return;
        }
        if (this.state !== STATE.TELLING) {
            this.state = STATE.TELLING;
            this.tally.clear(); // the snapshot holds what was counted until now
            this.outbox.hold();
        }
        for (const frame of eventsFrames(records).frames) {
            this.outbox.putNow(frame, true);
        }
        if (last) {
            this.state = STATE.LIVE;
            this.outbox.release();
        }
        this.#bounded();
    }

    /**
     * @param {Uint8Array} records what happened
     * @param {Uint8Array[]} frames the same, shared with others
     */
    batch(records, frames) {
        const room = this.server.limits.detail - this.outbox.waiting;
        if (this.tally.idle && records.length <= room) {
            frames.forEach((frame) => this.outbox.put(frame));
        } else {
            this.tally.filter(records, scratch, room);
            this.#putScratch();
        }
        this.#bounded();
    }

    #putScratch() {
        for (const frame of eventsFrames(scratch.bytes()).frames) {
            this.outbox.put(frame);
        }
        scratch.clear();
    }

    /** Whether detail is still taken. */
    get hasRoom() {
        return this.outbox.waiting < this.server.limits.detail;
    }

    /** The socket took something, or time went by: counts are told when there is room again. */
    turn() {
        this.outbox.flush();
        if (this.told && this.tally.counts.size > 0 && this.outbox.waiting < this.server.limits.detail / 2) {
            this.tellCounts();
        }
        this.server.relieved();
    }

    tellCounts() {
        this.tally.flush(scratch);
        this.#putScratch();
    }

    /** Whatever is written counts, so that nobody makes us keep more by asking. */
    #bounded() {
        const { outbox } = this, { queue, snapshot } = this.server.limits;
        if (this.state === STATE.LEAVING) {
            return;
        }
        if (outbox.waiting - outbox.snapshot > queue || outbox.snapshot > snapshot) {
            this.bye(STATUS.FULL, "it read too slowly: too much waited for it");
        }
    }

    /** @param {Uint8Array} frame */
    answer(frame) {
        this.outbox.putNow(frame);
        this.#bounded();
    }

    /** Replies go out in the order of the commands. @param {number} request @param {number} status @param {string} text */
    reply(request, status, text) {
        const asked = this.unanswered.find((command) => command.request === request && !command.frame);
        if (!asked) {
            return;
        }
        asked.frame = encodeReply(request, status, text);
        while (this.unanswered[0]?.frame) {
            this.outbox.put(this.unanswered[0].frame);
            this.unanswered.shift();
        }
        this.#bounded();
    }

    // ---- time

    tick() {
        this.age++;
        this.frames = 0;
        if (this.state === STATE.LEAVING) {
            this.age > this.server.limits.linger && this.gone();
            return;
        }
        if (this.held) {
            this.silent = 0; // it is we who do not listen
            this.take();
        }
        this.turn();
        this.#tickStuck();
        this.#tickSilent();
    }

    #tickStuck() {
        const stuck = this.outbox.waiting > 0 && this.outbox.sent === this.sent;
        this.stuck = stuck ? this.stuck + 1 : 0;
        this.sent = this.outbox.sent;
        if (this.stuck > this.server.limits.stuck) {
            this.bye(STATUS.FULL, "it read too slowly: nothing could be written for too long");
        }
    }

    #tickSilent() {
        const { hello, silent, ping } = this.server.limits;
        if (this.state === STATE.LEAVING) {
            return;
        }
        this.silent++;
        if (this.state === STATE.NEW && this.age > hello) {
            this.bye(STATUS.FORMAT, "it said no hello");
        } else if (this.silent > silent) {
            this.bye(STATUS.GONE, "it answered nothing for too long");
        } else if (this.state !== STATE.NEW && this.silent % ping === 0) {
            this.answer(encodePing(FRAME.PING, BigInt(this.silent)));
        }
    }

    // ---- leaving

    /** Detaches it and says why; it is gone once that was read. @param {number} status @param {string} text */
    bye(status, text) {
        if (this.state === STATE.LEAVING) {
            return;
        }
        this.#detach();
        if (status !== STATUS.OK && !this.hasRoom) {
            this.outbox.cut(); // it has not read that for long
        }
        this.outbox.release();
        this.outbox.put(encodeBye(status, text));
        this.outbox.flushAll();
        this.socket.end(() => this.gone());
    }

    #detach() {
        const attached = this.attached;
        this.state = STATE.LEAVING;
        this.age = 0;
        this.tally.clear();
        this.socket.resume(); // to see its end
        if (attached) {
            this.server.detached(this);
        }
    }

    /** Nobody is there any more. */
    gone() {
        if (this.state !== STATE.LEAVING) {
            this.#detach();
        }
        this.outbox.cut();
        this.socket.destroy();
        this.server.left(this);
    }
}
