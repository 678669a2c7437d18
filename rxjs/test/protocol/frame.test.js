// Limits of frames and hellos, and everything of "WHAT ENDS A CONNECTION" that can be seen in the bytes alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ProtocolError } from "../../src/protocol/error.js";
import { FRAME, FrameReader, newFrame, TO_INSPECTOR_MAX, TO_PROGRAM_MAX } from "../../src/protocol/frame.js";
import { commonVersion, decodeHello, encodeHello, READY, ROLE } from "../../src/protocol/hello.js";
import { STATUS } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { TEXT_MAX } from "../../src/protocol/record.js";
import { toText } from "../../src/protocol/text.js";

const payloadOf = (frame) => frame.subarray(8);
const malformed = { status: STATUS.FORMAT };

function header(size, type, flags = 0, rest = 0) {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, size, true);
    view.setUint8(4, type);
    view.setUint8(5, flags);
    view.setUint16(6, rest, true);
    return bytes;
}

function readerOf(max, ...pieces) {
    const reader = new FrameReader(max);
    pieces.forEach((piece) => reader.push(piece));
    return reader;
}

test("a header with flags, with its last bytes set, or of type 0 is no frame", () => {
    for (const bytes of [header(0, 2, 1), header(0, 2, 0, 1), header(0, 2, 0, 0x100), header(0, 0)]) {
        assert.throws(() => readerOf(TO_PROGRAM_MAX, bytes).next(), malformed);
    }
});

test("a header that announces too much is refused before the payload is there", () => {
    for (const max of [TO_PROGRAM_MAX, TO_INSPECTOR_MAX]) {
        assert.throws(() => readerOf(max, header(max + 1, FRAME.EVENTS)).next(), { status: STATUS.RANGE });
        assert.equal(readerOf(max, header(max, FRAME.EVENTS)).next(), null);
    }
});

test("a payload of the largest size is taken, in pieces", () => {
    const { bytes } = newFrame(FRAME.COMMAND, TO_PROGRAM_MAX);
    const reader = new FrameReader(TO_PROGRAM_MAX);
    for (let at = 0; at < bytes.length; at += 1000) {
        assert.equal(reader.next(), null);
        reader.push(bytes.subarray(at, at + 1000));
    }
    assert.equal(reader.next().payload.length, TO_PROGRAM_MAX);
});

test("frames that came together are taken one by one, and an idle reader keeps no memory", () => {
    const reader = readerOf(TO_PROGRAM_MAX, messages.encodePing(FRAME.PING, 1n), messages.encodePing(FRAME.PING, 2n));
    assert.equal(messages.decodePing(reader.next().payload).number, 1n);
    assert.equal(messages.decodePing(reader.next().payload).number, 2n);
    assert.equal(reader.next(), null);
    assert.equal(reader.bytes.length, 0);
});

test("what was taken can be read until the next piece comes, whatever was left of the one before", () => {
    const reader = new FrameReader(TO_PROGRAM_MAX), all = [];
    const stream = Buffer.concat(Array.from({ length: 200 }, (_, i) => messages.encodePing(FRAME.PING, BigInt(i))));
    for (let at = 0, n = 1; at < stream.length; at += n, n = (n * 7) % 101) {
        reader.push(stream.subarray(at, at + n));
        for (let frame; (frame = reader.next());) {
            all.push(Number(messages.decodePing(frame.payload).number));
        }
    }
    assert.deepEqual(all, Array.from({ length: 200 }, (_, i) => i));
});

test("a hello is refused that is short, without magic, of no version or of no role", () => {
    const hello = (change) => payloadOf(encodeHello({ name: "x", ...change }));
    assert.throws(() => decodeHello(new Uint8Array(0)), malformed);
    assert.throws(() => decodeHello(hello().subarray(0, 31)), malformed);
    const noMagic = hello();
    noMagic[7] = 0x0d;
    assert.throws(() => decodeHello(noMagic), /its magic is missing/);
    assert.throws(() => decodeHello(hello({ oldest: 0, newest: 1 })), malformed);
    assert.throws(() => decodeHello(hello({ oldest: 3, newest: 2 })), malformed);
    assert.throws(() => decodeHello(hello({ role: 2 })), malformed);
});

test("a hello is refused whose field is there twice, or goes beyond it", () => {
    const whole = payloadOf(encodeHello({ name: "cpu" }));
    assert.throws(() => decodeHello(Buffer.concat([whole, whole.subarray(32)])), /its field 1 twice/);
    for (let cut = 1; cut < 7; cut++) {
        assert.throws(() => decodeHello(whole.subarray(0, whole.length - cut)), malformed, `${cut} bytes cut`);
    }
});

test("fields of a later version are skipped, also twice, and an unknown ready is read as live", () => {
    const later = Buffer.from([99, 0, 2, 0, 0x61, 0x62]);
    const hello = decodeHello(Buffer.concat([payloadOf(encodeHello({ name: "cpu", ready: 9 })), later, later]));
    assert.equal(toText(hello.name), "cpu");
    assert.equal(hello.ready, READY.LIVE);
});

test("a hello's text counts up to its first NUL and to 255 bytes, cut between characters", () => {
    const name = (text) => toText(decodeHello(payloadOf(encodeHello({ name: text }))).name);
    assert.equal(name("a\0b"), "a");
    assert.equal(name("€".repeat(100)), "€".repeat(85));
    const long = new Uint8Array(32 + 4 + 300).fill(0x61);
    long.set(payloadOf(encodeHello({})));
    long.set([1, 0, 300 & 255, 300 >> 8], 32);
    assert.equal(decodeHello(long).name.length, 255);
});

test("both sides speak the newest version that both understand", () => {
    const program = { oldest: 1, newest: 3, role: ROLE.PROGRAM };
    assert.equal(commonVersion(program, { oldest: 2, newest: 5, role: ROLE.INSPECTOR }), 3);
    assert.equal(commonVersion(program, { oldest: 1, newest: 1, role: ROLE.INSPECTOR }), 1);
});

test("without a common version the message says who has to be updated", () => {
    const program = { oldest: 2, newest: 3, role: ROLE.PROGRAM };
    const refusal = (theirs) => {
        try {
            commonVersion(program, { ...theirs, role: ROLE.INSPECTOR });
        } catch (error) {
            assert.ok(error instanceof ProtocolError);
            assert.equal(error.status, STATUS.VERSION);
            return error.message;
        }
        return assert.fail("it was accepted");
    };
    assert.match(refusal({ oldest: 4, newest: 4 }), /protocol version 4, this program versions 2 to 3: update the npm/);
    assert.match(refusal({ oldest: 1, newest: 1 }), /protocol version 1, .*: update the rxscope that inspects/);
});

test("payloads shorter than their fields are refused, longer ones are read", () => {
    const cases = [
        [messages.encodeAttach(1), messages.decodeAttach],
        [messages.encodeCommand({ request: 1, kind: 1, idLo: 1, idHi: 2, version: 0, text: "abc" }), messages.decodeCommand],
        [messages.encodeReply(1, 0, "abc"), messages.decodeReply],
        [messages.encodePing(FRAME.PING, 5n), messages.decodePing],
        [messages.encodeBye(0, "abc"), messages.decodeBye],
    ];
    for (const [frame, decode] of cases) {
        const payload = payloadOf(frame);
        for (let size = 0; size < payload.length; size++) {
            assert.throws(() => decode(payload.subarray(0, size)), malformed);
        }
        assert.deepEqual(decode(Buffer.concat([payload, Buffer.from([1, 2, 3])])), decode(Buffer.from(payload)));
    }
});

test("texts of commands, replies and byes are cut between characters", () => {
    const long = "€".repeat(50000);
    const command = messages.decodeCommand(
        payloadOf(messages.encodeCommand({ request: 1, kind: 13, idLo: 1, idHi: 0, version: 0, text: long })));
    assert.equal(command.text.length, TEXT_MAX);
    assert.equal(messages.decodeReply(payloadOf(messages.encodeReply(1, 0, long))).text.length, TEXT_MAX);
    const bye = messages.decodeBye(payloadOf(messages.encodeBye(6, long)));
    assert.equal(toText(bye.text), "€".repeat(333));
    assert.equal(toText(messages.decodeBye(payloadOf(messages.encodeBye(6, "a\0b"))).text), "a");
});
