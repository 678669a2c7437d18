// An inspector for tests: connects, talks, keeps what it was told.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";

import { FRAME, FrameReader, TO_INSPECTOR_MAX } from "../../src/protocol/frame.js";
import { decodeHello, encodeHello, ROLE } from "../../src/protocol/hello.js";
import { EV } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { readRecords } from "../../src/protocol/record.js";
import { toText } from "../../src/protocol/text.js";

const DEADLINE = 20_000;

/** Waits until `condition` gives something true, and gives it. */
export async function until(condition, what) {
    const deadline = Date.now() + DEADLINE;
    for (;;) {
        const found = await condition();
        if (found) {
            return found;
        }
        assert.ok(Date.now() < deadline, `waited in vain until ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}

export const hello = (change = {}) => encodeHello({ role: ROLE.INSPECTOR, name: "test", pid: 1n, started: 1n, ...change });

export class Inspector {
    /** @param {string} path */
    static async connect(path) {
        const socket = connect({ path });
        await once(socket, "connect");
        return new Inspector(socket);
    }

    /** Connected, greeted, and told of the snapshot. @param {string} path */
    static async attach(path) {
        const inspector = await Inspector.connect(path);
        inspector.say(hello(), messages.encodeAttach(1));
        await inspector.told("snapshot", (record) => record.flags === 1);
        return inspector;
    }

    constructor(socket) {
        this.socket = socket;
        this.reader = new FrameReader(TO_INSPECTOR_MAX);
        this.frames = [];
        this.records = [];
        this.closed = false;
        socket.on("data", (piece) => this.#take(piece));
        socket.on("close", () => { this.closed = true; });
        socket.on("error", () => {});
    }

    #take(piece) {
        this.reader.push(piece);
        for (let frame; (frame = this.reader.next());) {
            const payload = frame.payload.slice();
            this.frames.push({ type: frame.type, payload });
            if (frame.type === FRAME.EVENTS) {
                readRecords(payload, (record) => this.records.push({ ...record, text: record.text && toText(record.text) }));
            }
        }
    }

    /** @param {Uint8Array[]} frames */
    say(...frames) {
        this.socket.write(Buffer.concat(frames));
    }

    command(command) {
        this.say(messages.encodeCommand({ request: 1, kind: 7, idLo: 1, idHi: 0x07000000, version: 0, text: "", ...command }));
    }

    /** Decoded payloads of one type. */
    of(type) {
        const decode = {
            [FRAME.HELLO]: decodeHello, [FRAME.REPLY]: messages.decodeReply, [FRAME.BYE]: messages.decodeBye,
            [FRAME.PING]: messages.decodePing, [FRAME.PONG]: messages.decodePing,
        }[type];
        return this.frames.filter((frame) => frame.type === type).map((frame) => decode(frame.payload));
    }

    kinds() {
        return this.records.map((record) => record.kind);
    }

    got(type, n = 1) {
        return until(() => this.of(type).length >= n && this.of(type)[n - 1], `a frame of type ${type} came`);
    }

    told(kind, that = () => true) {
        return until(() => this.records.find((record) => record.kind === kind && that(record)), `it was told ${kind}`);
    }

    /** The bye, once the connection is closed. */
    async bye() {
        await until(() => this.closed, "the connection was closed");
        const [bye] = this.of(FRAME.BYE);
        return bye && { status: bye.status, text: toText(bye.text) };
    }

    /** Everything that was written before has been read. */
    async sync() {
        this.pings = (this.pings ?? 0n) + 1n;
        this.say(messages.encodePing(FRAME.PING, this.pings));
        await this.got(FRAME.PONG, Number(this.pings));
    }

    /** What each subscription was told to have got: sends recorded and merged. */
    sends() {
        const sums = new Map();
        const add = (id, n) => sums.set(id, (sums.get(id) ?? 0n) + n);
        for (const record of this.records) {
            if (record.number === EV.SEND_CALL && record.flags === 0) {
                add(record.ref, 1n);
            } else if (record.number === EV.SEND_MERGED) {
                add(record.id, record.num);
            }
        }
        return sums;
    }

    end() {
        this.socket.destroy();
    }
}
