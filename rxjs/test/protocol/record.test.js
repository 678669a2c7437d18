// Records as they are written: what is cut, what is padded, and that the buffer is used again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { FormatError } from "../../src/protocol/error.js";
import { EV, VALUE } from "../../src/protocol/kinds.js";
import { ABSENT, highHalf, readRecords, RecordWriter, TEXT_MAX } from "../../src/protocol/record.js";

const SUBSCRIPTION = 0x07000000;

function read(bytes) {
    const records = [];
    readRecords(bytes, (record) => records.push(record));
    return records;
}

const textOf = (bytes) => new TextDecoder().decode(bytes);

function writeString(writer, text) {
    writer.start(EV.STRING, 0, 1, 0, 1, 0);
    writer.text(text);
    writer.end();
}

function stringAsRead(text) {
    const writer = new RecordWriter();
    writeString(writer, text);
    return textOf(read(writer.bytes())[0].text);
}

function valueAsRead(preview) {
    const writer = new RecordWriter();
    writer.start(EV.SEND_CALL, 0, 1, 0, 1, 0x0a000000);
    writer.ref(4, SUBSCRIPTION);
    writer.value(preview);
    writer.end();
    return read(writer.bytes())[0].value;
}

test("a record is read as it was written", () => {
    const writer = new RecordWriter();
    writer.start(EV.SUBSCRIBE_CALL, 0, 5, 1, 2, SUBSCRIPTION | 3);
    writer.parent(1, SUBSCRIPTION);
    writer.ref(9, 0x03000000);
    writer.num(0);
    writer.named(5, 7, 14);
    writer.end();
    assert.deepEqual(read(writer.bytes()), [{
        kind: "subscribe-call", number: EV.SUBSCRIBE_CALL, flags: 0, time: 0x100000005n, id: 0x0700000300000002n,
        parent: 0x0700000000000001n, ref: 0x0300000000000009n, num: 0n, named: { name: 5, file: 7, line: 14 },
    }]);
});

test("numbers keep their sign and all 53 bits", () => {
    for (const number of [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 32, -(2 ** 32), -(2 ** 31)]) {
        const writer = new RecordWriter();
        writer.start(EV.STALE, 0, number >>> 0, highHalf(number), 0, 0);
        writer.num(number);
        writer.end();
        const [record] = read(writer.bytes());
        assert.equal(record.num, BigInt(number));
        assert.equal(record.time, BigInt.asUintN(64, BigInt(number)));
    }
});

test("text of any length is whole, up to 60,000 bytes", () => {
    for (const length of [0, 1, 3, 4, 5, 31, 32, 33, 1000, TEXT_MAX]) {
        assert.equal(stringAsRead("x".repeat(length)), "x".repeat(length));
    }
    assert.equal(stringAsRead("x".repeat(TEXT_MAX + 1)).length, TEXT_MAX);
});

test("text is cut between characters", () => {
    assert.equal(stringAsRead("é€😀 and more that makes this long"), "é€😀 and more that makes this long");
    const cut = stringAsRead("€".repeat(30000));
    assert.equal(cut, "€".repeat(20000));
    assert.equal(stringAsRead(`x${"€".repeat(20000)}`), `x${"€".repeat(19999)}`);
});

test("half a surrogate pair becomes a replacement character, not malformed text", () => {
    assert.equal(stringAsRead("a\ud800b"), "a\ufffdb");
});

test("a value's text is cut at 120 bytes, between characters, and its whole length stays", () => {
    const value = valueAsRead({ type: VALUE.STRING, text: "€".repeat(100), full: 300, number: 0 });
    assert.equal(textOf(value.text), "€".repeat(40));
    assert.equal(value.full, 300);
    const bytes = valueAsRead({ type: VALUE.BYTES, text: new Uint8Array(200).fill(7), full: 200, number: 0 });
    assert.deepEqual(bytes.text, new Uint8Array(120).fill(7));
});

test("values of every type come back", () => {
    const scalar = (type, number, hi) => valueAsRead({ type, text: "", full: 0, number, hi }).number;
    assert.equal(scalar(VALUE.BOOL, 1), 1n);
    assert.equal(scalar(VALUE.I64, -5), -5n);
    assert.equal(scalar(VALUE.I64, -(2n ** 63n)), -(2n ** 63n));
    assert.equal(scalar(VALUE.F64, 0.1), 0.1);
    assert.ok(Number.isNaN(scalar(VALUE.F64, NaN)));
    assert.equal(scalar(VALUE.OBSERVABLE, 9, 0x03000002), 0x0300000200000009n);
    const error = valueAsRead({ type: VALUE.ERROR, text: "no such file", full: 12, number: 2 });
    assert.equal(error.number, 2n);
    assert.equal(textOf(error.text), "no such file");
    assert.equal(valueAsRead(ABSENT).type, VALUE.ABSENT);
});

test("what stood in the buffer before does not show in the padding", () => {
    const writer = new RecordWriter();
    writeString(writer, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    writer.clear();
    writeString(writer, "y");
    const fresh = new RecordWriter();
    writeString(fresh, "y");
    assert.deepEqual(writer.bytes(), fresh.bytes());
});

test("the buffer grows in the midst of a record, and what was written stays", () => {
    const writer = new RecordWriter(8);
    const texts = Array.from({ length: 300 }, (_, i) => `${i}`.repeat(i));
    for (const text of texts) {
        writeString(writer, text);
    }
    assert.deepEqual(read(writer.bytes()).map((r) => textOf(r.text)), texts);
});

test("a record that was begun and not ended is forgotten", () => {
    const writer = new RecordWriter();
    writer.start(EV.STALE, 0, 0, 0, 0, 0);
    writer.num(1);
    assert.equal(writer.length, 0);
    writeString(writer, "whole");
    writer.start(EV.STALE, 0, 0, 0, 0, 0);
    assert.deepEqual(read(writer.bytes()).map((r) => r.kind), ["string"]);
});

test("the same buffer is used again and again", () => {
    const writer = new RecordWriter();
    const buffer = writer.octets.buffer;
    for (let i = 0; i < 1000; i++) {
        writeString(writer, "again");
        writer.clear();
    }
    assert.equal(writer.octets.buffer, buffer);
});

test("records that contradict themselves are refused", () => {
    const writer = new RecordWriter();
    writer.start(EV.STALE, 0, 0, 0, 0, 0);
    writer.num(1);
    writer.end();
    const whole = writer.bytes().slice();
    assert.throws(() => read(whole.subarray(0, whole.length - 1)), FormatError);
    assert.throws(() => read(whole.subarray(0, 20)), FormatError);
    for (const size of [0, 8, 23, 25, 40]) {
        const bad = whole.slice();
        bad[0] = size;
        assert.throws(() => read(bad), FormatError, `size ${size}`);
    }
    const otherKind = whole.slice();
    otherKind[2] = EV.SUBSCRIBE_RETURN;
    assert.throws(() => read(otherKind), /longer than its fields/);
    otherKind[2] = EV.SEND_MERGED;
    assert.throws(() => read(otherKind), /shorter than its fields/);
});
