// The streams of frames that the C side is tested with: they mean here what they mean there, and what is encoded here
// is what is encoded there, byte for byte.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { eventsFrame, FRAME, FrameReader, TO_INSPECTOR_MAX } from "../../src/protocol/frame.js";
import { decodeHello, encodeHello } from "../../src/protocol/hello.js";
import { KINDS, VALUE } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { readRecords, RecordWriter } from "../../src/protocol/record.js";
import { describe } from "./describe.js";

const folder = new URL("../../../tests/fixtures/frames/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8"));
const bytesOf = (name) => new Uint8Array(readFileSync(new URL(`${name}.bin`, folder)));
const names = Object.keys(expected);

/** Bytes of frames hold what is of a later version, or malformed: they are never written like that. */
const readOnly = (name) => /^bad-|longer$|later-kind$|unknown-type$|hello-(extended|wild)$/.test(name);

const halves = (n) => [Number(BigInt.asUintN(32, n)), Number(BigInt.asUintN(32, n >> 32n))];

function writeAgain(writer, r) {
    writer.start(r.number, r.flags, ...halves(r.time), ...halves(r.id));
    r.parent !== undefined && writer.parent(...halves(r.parent));
    r.ref !== undefined && writer.ref(...halves(r.ref));
    r.num !== undefined && writer.num(...halves(r.num));
    r.named && writer.named(r.named.name, r.named.file, r.named.line);
    r.value && writer.value(previewOf(r.value));
    r.text && writer.text(r.text);
    writer.end();
}

function previewOf({ type, full, number, text }) {
    if (type === VALUE.OBSERVABLE) {
        const [lo, hi] = halves(number);
        return { type, full, text, number: lo, hi };
    }
    return { type, full, text, number: number ?? 0 };
}

function encodeRecords(payload) {
    const writer = new RecordWriter();
    readRecords(payload, (record) => writeAgain(writer, record));
    return eventsFrame(writer.bytes());
}

function encodeAgain({ type, payload }) {
    switch (type) {
        case FRAME.HELLO: return encodeHello(decodeHello(payload));
        case FRAME.ATTACH: return messages.encodeAttach(messages.decodeAttach(payload).flags);
        case FRAME.EVENTS: return encodeRecords(payload);
        case FRAME.COMMAND: return messages.encodeCommand(messages.decodeCommand(payload));
        case FRAME.REPLY: {
            const { request, status, text } = messages.decodeReply(payload);
            return messages.encodeReply(request, status, text);
        }
        case FRAME.BYE: {
            const { status, text } = messages.decodeBye(payload);
            return messages.encodeBye(status, text);
        }
        default: return messages.encodePing(type, messages.decodePing(payload).number);
    }
}

test("there is a stream for every entry of expected.json, and the other way round", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".bin")).map((file) => file.slice(0, -4));
    assert.deepEqual(files.sort(), [...names].sort());
});

for (const name of names) {
    test(`${name} means what expected.json says`, () => {
        assert.deepEqual(describe([bytesOf(name)]), expected[name]);
    });

    test(`${name} means the same when it comes byte by byte`, () => {
        const bytes = bytesOf(name);
        const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
        assert.deepEqual(describe(pieces), expected[name]);
    });
}

for (const name of names.filter((name) => !readOnly(name))) {
    test(`${name} is encoded again byte for byte`, () => {
        const bytes = bytesOf(name), reader = new FrameReader(TO_INSPECTOR_MAX), again = [];
        reader.push(bytes);
        for (let frame; (frame = reader.next());) {
            again.push(encodeAgain(frame));
        }
        assert.deepEqual(Buffer.concat(again), Buffer.from(bytes));
    });
}

test("the stream of events has a record of every kind", () => {
    const kinds = new Set(expected.events[0].records.map((record) => record.number));
    const missing = KINDS.filter((kind, number) => kind && !kinds.has(number)).map((kind) => kind.name);
    assert.deepEqual(missing, []);
});
