/**
 * outbox.js - what waits to be written to one socket: whole frames, in order.
 *
 * Never blocks and never drops anything by itself; how much may wait is its owner's business. While a snapshot is told, what
 * happens is held back behind it: between hold() and release() put() goes to the end of the line that putNow() does not
 * see.
 */

/** @typedef {import("node:net").Socket} Socket */

/** @typedef {{ bytes: Uint8Array, snapshot: boolean }} Waiting */

export class Outbox {
    /** @param {Socket} socket borrowed */
    constructor(socket) {
        this.socket = socket;
        /** @type {Waiting[]} */
        this.line = [];
        /** @type {Waiting[]} */
        this.behind = [];
        this.holding = false;
        /** Bytes in both lines, and how many of them are of snapshots. */
        this.lined = 0;
        this.snapshot = 0;
        /** Frames that the system has taken. */
        this.sent = 0;
        this.onSent = () => {
            this.sent++;
        };
    }

    /** Bytes that the other side has not taken. */
    get waiting() {
        return this.lined + this.socket.writableLength;
    }

    /** @param {Uint8Array} bytes a frame; kept, not copied */
    put(bytes) {
        (this.holding ? this.behind : this.line).push({ bytes, snapshot: false });
        this.lined += bytes.length;
        this.flush();
    }

    /** Before everything that is held back. @param {Uint8Array} bytes @param {boolean} [snapshot] */
    putNow(bytes, snapshot = false) {
        this.line.push({ bytes, snapshot });
        this.lined += bytes.length;
        this.snapshot += snapshot ? bytes.length : 0;
        this.flush();
    }

    hold() {
        this.holding = true;
    }

    release() {
        this.holding = false;
        this.line = this.line.concat(this.behind);
        this.behind = [];
        this.flush();
    }

    /** Hands on what the socket takes without growing its own buffer beyond its mark. */
    flush() {
        let taken = 0;
        while (taken < this.line.length && !this.socket.writableNeedDrain && this.socket.writable) {
            this.#write(this.line[taken++]);
        }
        if (taken) {
            this.line.splice(0, taken);
        }
    }

    /** Everything, whether the socket takes it or not: the process ends. */
    flushAll() {
        this.release();
        for (const waiting of this.line.splice(0)) {
            this.#write(waiting);
        }
    }

    /** @param {Waiting} waiting */
    #write({ bytes, snapshot }) {
        this.lined -= bytes.length;
        this.snapshot -= snapshot ? bytes.length : 0;
        this.socket.write(bytes, this.onSent);
    }

    /** Drops what waits, but what the socket has begun with. */
    cut() {
        this.line = [];
        this.behind = [];
        this.holding = false;
        this.lined = this.snapshot = 0;
    }
}
