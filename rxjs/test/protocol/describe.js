// What a stream of frames decodes to, in the words of tests/fixtures/frames/expected.json: 64-bit numbers are strings,
// ids hexadecimal; text that is no UTF-8, or holds a NUL, is given as bytes in hexadecimal under "..._hex".
import { decodeHello } from "../../src/protocol/hello.js";
import { FRAME, FRAME_NAMES, FrameReader, TO_INSPECTOR_MAX } from "../../src/protocol/frame.js";
import { STATUS, VALUE_NAMES } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { readRecords } from "../../src/protocol/record.js";

const STATUS_NAMES = Object.fromEntries(Object.entries(STATUS).map(([name, n]) => [n, name.toLowerCase()]));
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const hex = (n) => `0x${BigInt.asUintN(64, n).toString(16).padStart(16, "0")}`;

function setText(o, key, bytes) {
    try {
        if (!bytes.includes(0)) {
            o[key] = strict.decode(bytes);
            return;
        }
    } catch {
        // no UTF-8
    }
    o[`${key}_hex`] = Buffer.from(bytes).toString("hex");
}

function describeValue({ type, full, number, text }) {
    const o = { type: VALUE_NAMES[type], full };
    if (number !== undefined) {
        o.number = o.type === "f64" ? number : o.type === "observable" ? hex(number) : String(number);
    }
    setText(o, "text", text);
    return o;
}

function describeRecord(r) {
    if (r.kind === "unknown") {
        return { kind: r.kind, number: r.number };
    }
    const o = { kind: r.kind, number: r.number, flags: r.flags, time: String(r.time), id: hex(r.id) };
    for (const key of ["parent", "ref"]) {
        if (r[key] !== undefined) {
            o[key] = hex(r[key]);
        }
    }
    if (r.num !== undefined) {
        o.num = String(r.num);
    }
    if (r.named) {
        o.named = r.named;
    }
    if (r.value) {
        o.value = describeValue(r.value);
    }
    if (r.text) {
        setText(o, "text", r.text);
    }
    return o;
}

function describeHello(payload, o) {
    const h = decodeHello(payload);
    Object.assign(o, { oldest: h.oldest, newest: h.newest, kinds: h.kinds, role: h.role, ready: h.ready });
    Object.assign(o, { pid: String(h.pid), started: String(h.started) });
    for (const key of ["name", "modules", "host", "title", "version", "hot", "approval"]) {
        setText(o, key, h[key]);
    }
}

function describeCommand(payload, o) {
    const { request, kind, idLo, idHi, version, text } = messages.decodeCommand(payload);
    Object.assign(o, { request, kind, id: hex((BigInt(idHi) << 32n) | BigInt(idLo)), version });
    setText(o, "text", text);
}

function describeReply(payload, o) {
    Object.assign(o, { request: 8, verdict: 0, text: "" }); // what the C side shows of one that is cut
    const { request, status, text } = messages.decodeReply(payload);
    Object.assign(o, { request, verdict: status });
    delete o.text;
    setText(o, "text", text);
}

const describers = {
    [FRAME.HELLO]: describeHello,
    [FRAME.ATTACH]: (payload, o) => Object.assign(o, messages.decodeAttach(payload)),
    [FRAME.COMMAND]: describeCommand,
    [FRAME.REPLY]: describeReply,
    [FRAME.PING]: (payload, o) => Object.assign(o, { number: hex(messages.decodePing(payload).number) }),
    [FRAME.PONG]: (payload, o) => Object.assign(o, { number: hex(messages.decodePing(payload).number) }),
    [FRAME.EVENTS](payload, o) {
        o.records = [];
        readRecords(payload, (record) => o.records.push(describeRecord(record)));
    },
    [FRAME.BYE](payload, o) {
        const { status, text } = messages.decodeBye(payload);
        o.verdict = status;
        setText(o, "text", text);
    },
};

/** @param {Uint8Array[]} pieces of a stream */
export function describe(pieces) {
    const reader = new FrameReader(TO_INSPECTOR_MAX), frames = [];
    for (const piece of pieces) {
        reader.push(piece);
        let more = true;
        while (more) {
            const o = {};
            try {
                more = describeNext(reader, o);
            } catch (error) {
                frames.push({ ...o, status: STATUS_NAMES[error.status] });
                return frames;
            }
            if (more) {
                frames.push({ ...o, status: "ok" });
            }
        }
    }
    return frames;
}

function describeNext(reader, o) {
    const frame = reader.next();
    if (!frame) {
        return false;
    }
    Object.assign(o, { frame: FRAME_NAMES[frame.type] ?? "unknown", type: frame.type, size: frame.payload.length });
    describers[frame.type]?.(frame.payload, o);
    return true;
}
