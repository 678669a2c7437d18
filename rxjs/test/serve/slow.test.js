// Inspectors that are slow, silent, many, or gone; and that counts stay exact whatever they do.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { test } from "node:test";

import { FRAME } from "../../src/protocol/frame.js";
import { ENTITY, EV, SEND, SNAPSHOT, STATUS } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { readRecords, RecordWriter } from "../../src/protocol/record.js";
import { Tally } from "../../src/serve/tally.js";
import { hello, Inspector, until } from "./inspector.js";
import { served } from "./place.js";
import { FakeProgram, hi } from "./program.js";

const id = (slot) => (BigInt(hi(ENTITY.SUBSCRIPTION)) << 32n) | BigInt(slot);

/** Sends so much that an inspector that does not read has detail counted. */
function flood(program, { slot = 1, batches = 100, sends = 100, text = "x".repeat(100) } = {}) {
    for (let b = 0; b < batches; b++) {
        for (let i = 0; i < sends; i++) {
            program.send(slot, text);
        }
        program.batch();
    }
    return batches * sends;
}

test("an inspector that does not read has its detail counted, exactly, and misses no lifecycle", async (t) => {
    const { path, program } = served(t);
    const [slow, quick] = [await Inspector.attach(path), await Inspector.attach(path)];
    slow.socket.pause();
    let sent = 0;
    for (let slot = 10; slot < 20; slot++) {
        program.subscribe(slot);
        sent += flood(program, { slot, batches: 10 });
        await quick.sync(); // so that this one stays quick
    }
    program.unsubscribe(15).batch();
    slow.socket.resume();
    await Promise.all([slow.sync(), quick.sync()]);
    await until(() => sum(slow) === BigInt(sent), "the slow one knows of all");
    assert.equal(sum(quick), BigInt(sent));
    assert.ok(slow.kinds().includes("send-merged"), "something was counted");
    assert.ok(!quick.kinds().includes("send-merged"), "nothing was counted for the quick one");
    for (let slot = 10; slot < 20; slot++) {
        assert.equal(slow.sends().get(id(slot)), 1000n, `subscription ${slot}`);
        assert.ok(slow.records.some((r) => r.number === EV.SUBSCRIBE_CALL && r.id === id(slot)));
    }
    assertBalanced(slow.records);
});

function sum(inspector) {
    return [...inspector.sends().values()].reduce((a, b) => a + b, 0n);
}

/** Each send that is told begins and ends. */
function assertBalanced(records) {
    const open = [];
    for (const record of records) {
        if (record.number === EV.SEND_CALL) {
            open.push(record.id);
        } else if (record.number === EV.SEND_RETURN) {
            assert.equal(open.pop(), record.id);
        }
    }
    assert.deepEqual(open, []);
}

test("what was counted is told before the subscription's end", async (t) => {
    const { path, program } = served(t, { limits: { detail: 20_000 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    const sent = flood(program);
    program.unsubscribe(1).batch();
    slow.socket.resume();
    await slow.told("unsubscribe-return");
    assert.equal(slow.sends().get(id(1)), BigInt(sent));
    const end = slow.records.findIndex((r) => r.number === EV.UNSUBSCRIBE_CALL);
    const counted = slow.records.findLastIndex((r) => r.number === EV.SEND_MERGED);
    assert.ok(counted >= 0 && counted < end);
    assert.equal(slow.records[counted].flags, 1, "because the reader was slow");
});

test("when there is room again, detail flows again, behind the counts", async (t) => {
    const { path, program } = served(t, { limits: { detail: 20_000 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    const sent = flood(program);
    slow.socket.resume();
    await slow.told("send-merged");
    program.send(1, "again").batch();
    await slow.told("send-return", () => slow.records.at(-2).number === EV.SEND_CALL);
    assert.equal(slow.sends().get(id(1)), BigInt(sent + 1));
    assertBalanced(slow.records);
});

test("the program is asked to count by itself while nobody has room", async (t) => {
    const { path, program } = served(t, { limits: { detail: 20_000 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    flood(program, { batches: 30, sends: 100 });
    assert.ok(program.acked.at(-1) < 30, "the last batches are not acknowledged");
    slow.socket.resume();
    await until(() => program.acked.at(-1) === 30, "they are");
});

test("an inspector for which too much waits is dropped and told why", async (t) => {
    const { path, program } = served(t, { limits: { detail: 10_000, queue: 500_000 } });
    const [slow, quick] = [await Inspector.attach(path), await Inspector.attach(path)];
    slow.socket.pause();
    for (let i = 0; program.detached.length === 0; i++) {
        assert.ok(i < 10_000, "it was dropped");
        program.log("lifecycle is never left out ".repeat(40)).batch();
        i % 100 === 0 && await quick.sync();
    }
    slow.socket.resume();
    const bye = await slow.bye();
    assert.equal(bye.status, STATUS.FULL);
    assert.match(bye.text, /too much waited/);
    await quick.sync();
    assert.equal(quick.closed, false);
});

test("a snapshot that goes on and on is not kept for an inspector that does not read", async (t) => {
    const { path, program } = served(t, { limits: { snapshot: 500_000 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    const records = new Uint8Array(32_000);
    new DataView(records.buffer).setUint16(0, records.length, true);
    for (let i = 0; program.detached.length === 0; i++) {
        assert.ok(i < 1000, "it was dropped");
        program.link.snapshot(1, records, false);
    }
    slow.socket.resume();
    assert.equal((await slow.bye()).status, STATUS.FULL);
});

test("an inspector to which nothing can be written for long is dropped and told why", async (t) => {
    const { path, program } = served(t, { limits: { tick: 5, stuck: 3 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    flood(program);
    await until(() => program.detached.length === 1, "it is dropped");
    slow.socket.resume();
    assert.deepEqual(await slow.bye(), {
        status: STATUS.FULL, text: "it read too slowly: nothing could be written for too long" });
});

test("one that does not even read the bye is left behind", async (t) => {
    const { path, program } = served(t, { limits: { tick: 5, stuck: 3, linger: 3, readers: 1 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    flood(program);
    await until(() => program.detached.length === 1, "it is dropped");
    await until(async () => {
        const next = await Inspector.connect(path);
        next.say(hello(), messages.encodePing(FRAME.PING, 1n));
        await until(() => next.closed || next.of(FRAME.PONG).length, "it is welcome or not");
        const welcome = !next.closed;
        next.end();
        return welcome;
    }, "its place is free");
});

test("an inspector that says no hello is dropped", async (t) => {
    const { path } = served(t, { limits: { tick: 5, hello: 3 } });
    const mute = await Inspector.connect(path);
    assert.deepEqual(await mute.bye(), { status: STATUS.FORMAT, text: "it said no hello" });
});

test("an inspector that is silent is asked, and dropped when it does not answer", async (t) => {
    const { path } = served(t, { limits: { tick: 5, ping: 2, silent: 7 } });
    const silent = await Inspector.attach(path);
    const bye = await silent.bye();
    assert.equal(bye.status, STATUS.GONE);
    assert.ok(silent.of(FRAME.PING).length >= 2, "it was asked");
});

test("an inspector that answers stays", async (t) => {
    const { path } = served(t, { limits: { tick: 5, ping: 1, silent: 40 } });
    const one = await Inspector.attach(path);
    for (let n = 1; n < 60; n++) {
        const { number } = await one.got(FRAME.PING, n);
        one.say(messages.encodePing(FRAME.PONG, number));
    }
    assert.equal(one.closed, false);
    one.end();
});

test("the 33rd inspector is told so and sent away; when one leaves there is room", async (t) => {
    const { path, program } = served(t);
    const all = await Promise.all(Array.from({ length: 32 }, () => Inspector.attach(path)));
    const late = await Inspector.connect(path);
    assert.deepEqual(await late.bye(), { status: STATUS.BUSY, text: "32 inspectors are attached already" });
    assert.equal(late.of(FRAME.HELLO).length, 1);
    program.send(1).batch();
    await Promise.all(all.map((inspector) => inspector.told("send-return")));
    all[7].end();
    await until(() => program.detached.length === 1, "one has left");
    await Inspector.attach(path);
});

test("frames beyond 1000 wait for the next tick, and none is lost", async (t) => {
    const { path } = served(t, { limits: { tick: 20, frames: 100 } });
    const chatty = await Inspector.connect(path);
    chatty.say(hello());
    for (let i = 1; i <= 1000; i++) {
        chatty.say(messages.encodePing(FRAME.PING, BigInt(i)));
    }
    await chatty.got(FRAME.PONG, 1000);
    const numbers = chatty.of(FRAME.PONG).map((pong) => Number(pong.number));
    assert.deepEqual(numbers, Array.from({ length: 1000 }, (_, i) => i + 1));
});

test("an inspector that asks and does not read has its questions wait, not our memory grow", async (t) => {
    const { path, program } = served(t, { limits: { tick: 10, unanswered: 10, frames: 100_000 } });
    program.onCommand = () => {};
    const greedy = await Inspector.connect(path);
    greedy.say(hello());
    for (let i = 1; i <= 100; i++) {
        greedy.command({ request: i });
    }
    const other = await Inspector.attach(path);
    await other.sync();
    await until(() => program.commands.length === 10, "ten came");
    await other.sync();
    assert.equal(program.commands.length, 10);
    program.onCommand = (reader, { request }) => program.link.reply(reader, request, STATUS.OK, "");
    program.commands.slice().forEach(({ request }) => program.link.reply(1, request, STATUS.OK, ""));
    await greedy.got(FRAME.REPLY, 100);
});

test("what happens while a snapshot is told stands behind it, and so do replies; a pong does not wait", async (t) => {
    const program = new FakeProgram();
    const { path } = served(t, { program });
    const slices = [];
    program.onAttach = (reader) => slices.push(reader);
    const inspector = await Inspector.connect(path);
    inspector.say(hello(), messages.encodeAttach(1));
    await until(() => slices.length === 1, "it attached");
    program.log("before the snapshot").batch();
    const first = program.sourceStart(new RecordWriter()) && snapshotPart(program, SNAPSHOT.BEGIN);
    program.link.snapshot(slices[0], first, false);
    program.log("meanwhile").batch();
    inspector.command({ request: 3 });
    await inspector.sync();
    assert.deepEqual(inspector.kinds(), ["source-start", "source-info", "snapshot"]);
    assert.equal(inspector.of(FRAME.REPLY).length, 0);
    program.link.snapshot(slices[0], snapshotPart(program, SNAPSHOT.END), true);
    await inspector.got(FRAME.REPLY);
    assert.deepEqual(inspector.records.map((r) => r.text ?? r.kind), ["app", "node", "snapshot", "snapshot", "meanwhile"]);
});

function snapshotPart(program, code) {
    const writer = new RecordWriter();
    code === SNAPSHOT.BEGIN && program.sourceStart(writer);
    program.snapshotMark(code, writer);
    return writer.bytes();
}

test("a snapshot that is told again, after stale, begins anew: counts that waited are forgotten", async (t) => {
    const { path, program } = served(t, { limits: { detail: 20_000 } });
    const slow = await Inspector.attach(path);
    slow.socket.pause();
    flood(program, { batches: 5 });
    program.link.snapshot(1, program.snapshot(), true);
    program.send(1, "after").batch();
    slow.socket.resume();
    await slow.sync();
    const again = slow.records.findLastIndex((r) => r.kind === "source-start");
    assert.ok(again > 0);
    const told = slow.records.slice(again).filter((r) => r.number === EV.SEND_CALL || r.number === EV.SEND_MERGED);
    assert.equal(told.length, 1, "one send, by itself or counted");
    assert.equal(told[0].num ?? 1n, 1n);
});

test("a snapshot of any size is told, though more than the limit waits", async (t) => {
    const program = new FakeProgram();
    const { path } = served(t, { program, limits: { queue: 1_000_000 } });
    program.onAttach = (reader) => {
        const writer = new RecordWriter();
        program.sourceStart(writer);
        program.snapshotMark(SNAPSHOT.BEGIN, writer);
        for (let slot = 1; slot <= 20_000; slot++) {
            program.subscribe(slot, writer);
        }
        program.snapshotMark(SNAPSHOT.END, writer);
        program.link.snapshot(reader, writer.bytes(), true);
    };
    const inspector = await Inspector.attach(path);
    assert.equal(inspector.kinds().filter((kind) => kind === "subscribe-call").length, 20_000);
    assert.ok(inspector.frames.every((frame) => frame.payload.length <= 64 << 10));
});

test("an inspector that dies in the midst of anything disturbs nobody", async (t) => {
    const { path, program } = served(t);
    const good = await Inspector.attach(path);
    for (let i = 0; i < 20; i++) {
        const bad = connect({ path });
        bad.on("error", () => {});
        await once(bad, "connect");
        bad.write(Buffer.concat([hello(), messages.encodeAttach(1)]).subarray(0, i * 4));
        bad.destroy();
        program.send(1).batch();
    }
    await until(() => good.sends().get(id(1)) === 20n, "the good one is told");
});

test("when the program ends its inspectors are told the status, what was counted, and goodbye", async (t) => {
    const { path, program, serving } = served(t, { limits: { detail: 10_000 } });
    const [one, slow] = [await Inspector.attach(path), await Inspector.attach(path)];
    slow.socket.pause();
    const sent = flood(program, { batches: 2 });
    program.flush = () => program.log("the last word").batch();
    serving.close(3);
    slow.socket.resume();
    for (const inspector of [one, slow]) {
        assert.deepEqual(await inspector.bye(), { status: STATUS.OK, text: "the program has ended" });
        const end = inspector.records.at(-1);
        assert.deepEqual([end.kind, end.num, end.id], ["source-end", 3n, BigInt(process.pid)]);
        assert.equal(inspector.sends().get(id(1)), BigInt(sent));
        assert.ok(inspector.records.some((r) => r.text === "the last word"));
    }
});

test("records that are none do not reach anybody, nor the program", async (t) => {
    const { path, program } = served(t);
    const inspector = await Inspector.attach(path);
    assert.doesNotThrow(() => program.link.batch(1, new Uint8Array(30)));
    assert.equal((await inspector.bye()).status, STATUS.FORMAT);
    assert.doesNotThrow(() => {
        program.link.snapshot(99, new Uint8Array(8), true);
        program.link.reply(99, 1, 0, "");
    });
});

test("several programs of a process are served beside each other", async (t) => {
    const [one, two] = [served(t, { name: "localhost-5173" }), served(t, { name: "localhost-5173.2" })];
    const [first, second] = [await Inspector.attach(one.path), await Inspector.attach(two.path)];
    one.program.log("one").batch();
    two.program.log("two").batch();
    assert.equal((await first.told("log")).text, "one");
    assert.equal((await second.told("log")).text, "two");
});

// ---- the tally by itself

function filtered(tally, program, room) {
    const out = new RecordWriter(), records = [];
    tally.filter(program.writer.bytes(), out, room);
    program.writer.clear();
    readRecords(out.bytes(), (record) => records.push({ ...record }));
    return records;
}

test("calls are counted for each arg, sends for each subscription, and what the program counted stays apart", () => {
    const tally = new Tally(), program = new FakeProgram();
    program.subscribe(1).call(1, 5).call(1, 5).call(1, 6).send(1).call(2, 5);
    program.record(EV.SEND_MERGED, 0, 1, hi(ENTITY.SUBSCRIPTION), (w) => {
        w.parent(4, 0);
        w.ref(5, hi(ENTITY.ARG));
        w.num(1000);
    });
    assert.deepEqual(filtered(tally, program, -1).map((r) => r.kind), ["subscribe-call", "subscribe-return"]);
    const out = new RecordWriter(), told = [];
    tally.flush(out);
    readRecords(out.bytes(), (r) => told.push([Number(r.id & 0xffn), Number(r.ref & 0xffn), Number(r.parent), Number(r.num), r.flags]));
    assert.deepEqual(told.sort(), [[1, 0, 0, 1, 1], [1, 5, 6, 1000, 0], [1, 6, 1, 0, 0], [2, 5, 1, 0, 0]].sort());
    assert.ok(tally.idle);
});

test("an error or complete is not counted but told, behind the sends before it", () => {
    const tally = new Tally(), program = new FakeProgram();
    program.send(1).send(1).send(1, "", SEND.COMPLETE).unsubscribe(1);
    assert.deepEqual(filtered(tally, program, -1).map((r) => [r.kind, r.num ?? r.flags]),
        [["send-merged", 2n], ["send-call", SEND.COMPLETE], ["send-return", 0], ["unsubscribe-call", 0], ["unsubscribe-return", 0]]);
    assert.ok(tally.idle);
});

test("a return is left out in a later batch, too, when its call was", () => {
    const tally = new Tally(), program = new FakeProgram();
    const call = (n) => program.record(EV.SEND_CALL, 0, n, hi(ENTITY.SEND), (w) => {
        w.ref(1, hi(ENTITY.SUBSCRIPTION));
        w.value({ type: 1, text: "", full: 0, number: 0 });
    });
    const end = (n) => program.record(EV.SEND_RETURN, 0, n, hi(ENTITY.SEND));
    call(1);
    assert.deepEqual(filtered(tally, program, 1000).map((r) => r.kind), ["send-call"]);
    call(2);
    assert.deepEqual(filtered(tally, program, -1), []);
    tally.flush(new RecordWriter());
    assert.ok(!tally.idle);
    end(2);
    end(1);
    assert.deepEqual(filtered(tally, program, 1000).map((r) => [r.kind, r.id & 0xffn]), [["send-return", 1n]]);
    assert.ok(tally.idle);
});

test("a slot that is used again has counts of its own", () => {
    const tally = new Tally(), program = new FakeProgram();
    program.send(1).send(1);
    program.record(EV.SEND_CALL, 0, 9, hi(ENTITY.SEND), (w) => {
        w.ref(1, hi(ENTITY.SUBSCRIPTION, 1));
        w.value({ type: 1, text: "", full: 0, number: 0 });
    });
    filtered(tally, program, -1);
    const out = new RecordWriter(), told = new Map();
    tally.flush(out);
    readRecords(out.bytes(), (r) => told.set(r.id, r.num));
    assert.deepEqual(told, new Map([[id(1), 2n], [id(1) | (1n << 32n), 1n]]));
});
