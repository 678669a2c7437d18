// What an inspector may say and gets for an answer, and everything of "WHAT ENDS A CONNECTION".
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventsFrame, FRAME, newFrame, TO_PROGRAM_MAX } from "../../src/protocol/frame.js";
import { ROLE } from "../../src/protocol/hello.js";
import { COMMAND, KIND_LIMIT, STATUS } from "../../src/protocol/kinds.js";
import * as messages from "../../src/protocol/messages.js";
import { toText } from "../../src/protocol/text.js";
import { hello, Inspector, until } from "./inspector.js";
import { served } from "./place.js";

const attach = messages.encodeAttach(1);
const ping = messages.encodePing(FRAME.PING, 7n);

test("the program says hello at once, without waiting for that of the inspector", async (t) => {
    const { path, serving } = served(t);
    const inspector = await Inspector.connect(path);
    const said = await inspector.got(FRAME.HELLO);
    assert.equal(said.role, ROLE.PROGRAM);
    assert.equal(said.kinds, KIND_LIMIT);
    assert.equal(said.pid, BigInt(process.pid));
    assert.ok(Math.abs(Number(said.started / 1_000_000n) - performance.timeOrigin) < 1000);
    assert.deepEqual(
        ["name", "host", "title", "version"].map((key) => toText(said[key])),
        ["app", "node", "app.js --fast", "0.1.0"],
    );
    serving.link.info({ title: "another title" });
    const later = await Inspector.connect(path);
    assert.equal(toText((await later.got(FRAME.HELLO)).title), "another title");
});

test("who attaches is told the snapshot, then what happens", async (t) => {
    const { path, program } = served(t);
    const inspector = await Inspector.attach(path);
    assert.equal(inspector.kinds()[0], "source-start");
    program.send(1, "hello").batch();
    const sent = await inspector.told("send-call");
    assert.equal(toText(sent.value.text), "hello");
    await until(() => program.acked.includes(1), "the batch is acknowledged");
    inspector.end();
    await until(() => program.detached.length === 1, "it is detached");
    assert.deepEqual(program.attached, program.detached);
});

test("who does not attach is told nothing, and may command", async (t) => {
    const { path, program } = served(t);
    const inspector = await Inspector.connect(path);
    inspector.say(hello());
    inspector.command({ request: 5, kind: COMMAND.SEND, idLo: 3, idHi: 0x03000002, version: 1, text: "{\"é\":1}" });
    const reply = await inspector.got(FRAME.REPLY);
    assert.deepEqual([reply.request, reply.status], [5, STATUS.OK]);
    program.send(1).batch();
    await inspector.sync();
    assert.deepEqual(inspector.records, []);
    assert.deepEqual(program.attached, []);
    assert.deepEqual(program.commands, [
        { request: 5, kind: COMMAND.SEND, idLo: 3, idHi: 0x03000002, version: 1, text: "{\"é\":1}" }]);
});

test("a reply stands behind the records of what the command caused", async (t) => {
    const { path, program } = served(t);
    program.onCommand = (reader, { request }) => {
        program.log("done").batch();
        program.link.reply(reader, request, STATUS.NOTFOUND, "no such subscription");
    };
    const inspector = await Inspector.attach(path);
    inspector.command({ request: 9 });
    const reply = await inspector.got(FRAME.REPLY);
    assert.equal(toText(reply.text), "no such subscription");
    const types = inspector.frames.map((frame) => frame.type);
    assert.equal(types.at(-1), FRAME.REPLY);
    assert.equal(inspector.kinds().at(-1), "log");
});

test("replies come in the order of the commands, whatever order they are given in", async (t) => {
    const { path, program } = served(t);
    const asked = [];
    program.onCommand = (reader, { request }) => {
        asked.push(() => program.link.reply(reader, request, STATUS.OK, `${request}`));
    };
    const inspector = await Inspector.connect(path);
    inspector.say(hello());
    for (const request of [1, 2, 3, 3]) {
        inspector.command({ request });
    }
    await until(() => asked.length === 4, "all came");
    [2, 3, 1, 0].forEach((i) => asked[i]());
    await inspector.got(FRAME.REPLY, 4);
    assert.deepEqual(inspector.of(FRAME.REPLY).map((reply) => toText(reply.text)), ["1", "2", "3", "3"]);
});

test("a command whose reply nobody waits for gets none, and one that fails inside is refused", async (t) => {
    const { path, program } = served(t);
    program.onCommand = () => {
        throw new Error("the action failed");
    };
    const inspector = await Inspector.connect(path);
    inspector.say(hello());
    inspector.command({ request: 0 });
    inspector.command({ request: 1 });
    const reply = await inspector.got(FRAME.REPLY);
    assert.equal(reply.request, 1);
    assert.notEqual(reply.status, STATUS.OK);
    assert.equal(toText(reply.text), "the action failed");
    await inspector.sync();
    assert.equal(inspector.of(FRAME.REPLY).length, 1);
});

test("a ping is answered with its number, behind everything that was written before", async (t) => {
    const { path, program } = served(t);
    program.flush = () => program.writer.length && program.batch();
    const inspector = await Inspector.attach(path);
    program.log("before");
    inspector.say(messages.encodePing(FRAME.PING, 0x1122334455667788n));
    assert.equal((await inspector.got(FRAME.PONG)).number, 0x1122334455667788n);
    assert.equal(inspector.records.at(-1).text, "before");
    assert.equal(inspector.frames.at(-1).type, FRAME.PONG);
});

test("unknown frames, kinds of commands and flags, and payloads that are longer are of a later version", async (t) => {
    const { path } = served(t);
    const inspector = await Inspector.connect(path);
    inspector.say(hello({ oldest: 1, newest: 7, kinds: 999, ready: 8 }), newFrame(99, 100).bytes);
    inspector.say(messages.encodeAttach(0x80000001), newFrame(FRAME.PONG, 30).bytes);
    inspector.command({ request: 4, kind: 200 });
    await inspector.got(FRAME.REPLY);
    await inspector.sync();
    assert.equal(inspector.closed, false);
});

test("a later version of the protocol that is no longer ours is refused, and it is said what to update", async (t) => {
    const { path } = served(t);
    for (const [versions, text] of [
        [{ oldest: 2, newest: 3 }, /speaks protocol versions 2 to 3, this program version 1: update the npm package/],
    ]) {
        const inspector = await Inspector.connect(path);
        inspector.say(hello(versions));
        const bye = await inspector.bye();
        assert.equal(bye.status, STATUS.VERSION);
        assert.match(bye.text, text);
    }
});

test("a bye ends it without a word", async (t) => {
    const { path, program } = served(t);
    const inspector = await Inspector.attach(path);
    inspector.say(messages.encodeBye(0, ""));
    assert.equal(await inspector.bye(), undefined);
    assert.equal(program.detached.length, 1);
});

const long = new Uint8Array(8);
new DataView(long.buffer).setUint32(0, TO_PROGRAM_MAX + 1, true);
long[4] = FRAME.COMMAND;
const flagged = hello().slice();
flagged[5] = 1;

const ends = {
    "garbage": [new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    "zeros": [new Uint8Array(64)],
    "something else first": [attach],
    "an unknown frame first": [newFrame(99, 4).bytes],
    "a hello without magic": [newFrame(FRAME.HELLO, 40).bytes],
    "a hello that is too short": [newFrame(FRAME.HELLO, 31).bytes],
    "a hello of a program": [hello({ role: ROLE.PROGRAM })],
    "a hello of no role": [hello({ role: 5 })],
    "a hello of version 0": [hello({ oldest: 0 })],
    "a hello of versions the wrong way round": [hello({ oldest: 3, newest: 2 })],
    "a second hello": [hello(), hello()],
    "a header with flags": [flagged],
    "a frame that is too large": [hello(), long],
    "an attach that is too short": [hello(), newFrame(FRAME.ATTACH, 3).bytes],
    "two attaches": [hello(), attach, attach],
    "a command that is too short": [hello(), newFrame(FRAME.COMMAND, 23).bytes],
    "a ping that is too short": [hello(), newFrame(FRAME.PING, 7).bytes],
    "events, which only programs send": [hello(), eventsFrame(new Uint8Array(0))],
    "a reply, which only programs send": [hello(), messages.encodeReply(1, 0, "")],
};

for (const [what, frames] of Object.entries(ends)) {
    test(`${what} ends the connection with a bye, and nobody else's`, async (t) => {
        const { path, program } = served(t);
        const [bad, good] = [await Inspector.connect(path), await Inspector.attach(path)];
        bad.say(...frames);
        const bye = await bad.bye();
        assert.equal(bye.status, STATUS.FORMAT);
        assert.ok(bye.text.length > 5, bye.text);
        program.send(1).batch();
        await good.told("send-return");
        good.say(ping);
        assert.equal((await good.got(FRAME.PONG)).number, 7n);
    });
}

test("a program that fails when somebody attaches says so to that inspector alone", async (t) => {
    const { path, program } = served(t);
    const good = await Inspector.attach(path);
    program.onAttach = () => {
        throw new Error("no memory for a snapshot");
    };
    const inspector = await Inspector.connect(path);
    inspector.say(hello(), attach);
    assert.match((await inspector.bye()).text, /the program's side of rxscope failed: no memory for a snapshot/);
    await good.sync();
});
