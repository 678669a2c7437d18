/* The plugin's side: pages come, go, reload and are duplicated, and each is a source of its own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pages } from "../../src/vite/pages.js";
import { TO_PAGE } from "../../src/page/messages.js";
import { FakeClient, FakeServe, joined, record, turn } from "../support/channel.js";

/** @param {object} [changes] */
const hello = (changes) => ({
    type: "hello", version: 1, page: "a1", tab: 0, host: "localhost:5173", browser: "Chrome", title: "Shop", ...changes,
});
/** @param {Uint8Array} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** @param {{ name?: string }} [options] */
function server(options = {}) {
    const serve = new FakeServe();
    /** @type {string[]} */
    const warnings = [];
    const pages = new Pages({
        serve: serve.serve,
        send: (client, message) => client.send(TO_PAGE, message),
        warn: (text) => warnings.push(text),
        version: "1.2.3",
        ...options,
    });
    /** @param {object} [changes] */
    const open = async (changes) => {
        const client = new FakeClient();
        await pages.receive(client, hello(changes));
        return client;
    };
    return { pages, serve, warnings, open };
}

test("a page is called by its host and port, and shown with its browser and title", async () => {
    const { serve, open } = server();
    await open();
    const { name, pid, info } = serve.named("localhost-5173");
    assert.equal(name, "localhost-5173");
    assert.equal(pid, process.pid);
    assert.deepEqual(info, { host: "browser", title: "localhost:5173 — Chrome, Shop", modules: "", version: "1.2.3" });
});

test("the option `name` stands in place of host and port", async () => {
    const { serve, open } = server({ name: "shop" });
    await open();
    await open({ page: "b2" });
    assert.deepEqual(serve.names, ["shop", "shop.2"]);
});

test("several tabs are several sources, and the first free number is taken", async () => {
    const { pages, serve, open } = server();
    const first = await open();
    await open({ page: "b2" });
    assert.deepEqual(serve.names, ["localhost-5173", "localhost-5173.2"]);
    pages.gone(first);
    await open({ page: "c3" });
    assert.deepEqual(serve.names.sort(), ["localhost-5173", "localhost-5173.2"]);
});

test("a tab that is reloaded keeps its number", async () => {
    const { pages, serve, open } = server();
    await open();
    const second = await open({ page: "b2" });
    assert.deepEqual(second.received[0], { type: "welcome", tab: 2, name: "localhost-5173.2" });
    pages.gone(second);
    await open({ page: "b3", tab: 2 });
    assert.deepEqual(serve.names, ["localhost-5173", "localhost-5173.2"]);
});

test("a reload whose old websocket is still open waits until it is closed", async () => {
    const { pages, serve, open } = server();
    const old = await open({ tab: 1 });
    const reloaded = open({ page: "a2", tab: 1 });
    await turn();
    assert.deepEqual(old.received.at(-1), { type: "probe" });
    pages.gone(old);
    const fresh = await reloaded;
    assert.equal(fresh.received[0].tab, 1);
    assert.deepEqual(serve.names, ["localhost-5173"]);
});

test("a duplicated tab brings a number that is in use, and gets another one", async () => {
    const { pages, serve, open } = server();
    const first = await open({ tab: 1 });
    const [second, third] = [open({ page: "b2", tab: 1 }), open({ page: "c3", tab: 1 })];
    await turn();
    assert.equal(first.received.filter(({ type }) => type === "probe").length, 1);
    await pages.receive(first, { type: "here" });
    assert.deepEqual([(await second).received[0].tab, (await third).received[0].tab], [2, 3]);
    assert.equal(serve.names.length, 3);
});

test("a tab that does not answer, since it stands in a debugger, keeps its number", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const { open } = server();
    await open({ tab: 1 });
    const second = open({ page: "b2", tab: 1 });
    t.mock.timers.tick(60_000);
    assert.equal((await second).received[0].tab, 2);
});

test("a closed websocket and a goodbye end the source", async () => {
    const { pages, serve, open } = server();
    const [first, second] = [await open(), await open({ page: "b2" })];
    pages.gone(first);
    await pages.receive(second, { type: "bye" });
    assert.deepEqual(serve.names, []);
});

test("a page that says hello again is the same source", async () => {
    const { pages, serve, open } = server();
    const client = await open();
    await pages.receive(client, hello());
    assert.equal(serve.all.length, 1);
    await pages.receive(client, { type: "bye" });
    await pages.receive(client, hello({ tab: 1 }));
    assert.deepEqual(serve.names, ["localhost-5173"]);
});

test("what an inspector wants goes to the page, and the page's answers to the inspector", async () => {
    const { pages, serve, open } = server();
    const client = await open();
    const { program, calls } = serve.named("localhost-5173");
    const command = { request: 4, kind: 7, idLo: 1, idHi: 2, version: 0, text: "" };
    program.attach(3);
    program.command(3, command);
    assert.deepEqual(client.received.slice(1), [{ type: "attach", reader: 3 }, { type: "command", reader: 3, command }]);

    const records = joined(record(24), record(40, 7));
    await pages.receive(client, { type: "snapshot", reader: 3, bytes: base64(records), last: true });
    await pages.receive(client, { type: "batch", number: 1, bytes: base64(records), last: true });
    await pages.receive(client, { type: "reply", reader: 3, request: 4, status: 0, text: "done" });
    assert.deepEqual(calls.map(([verb]) => verb), ["snapshot", "batch", "reply"]);
    assert.deepEqual(new Uint8Array(calls[0][2]), records);
    program.ack(1);
    program.detach(3);
    assert.deepEqual(client.received.slice(3), [{ type: "ack", number: 1 }, { type: "detach", reader: 3 }]);
});

test("a new title is handed on", async () => {
    const { pages, serve, open } = server();
    const client = await open();
    await pages.receive(client, { type: "info", title: "Cart\u001b[2J (1)" });
    assert.deepEqual(serve.named("localhost-5173").calls, [["info", { title: "localhost:5173 — Chrome, Cart [2J (1)", modules: "" }]]);
});

test("a page whose socket cannot be made is told of by its name", async () => {
    const { serve, warnings, open } = server();
    await open();
    serve.named("localhost-5173").onProblem("no folder for sockets");
    assert.deepEqual(warnings, ["localhost-5173 cannot be inspected: no folder for sockets"]);
});

test("a batch in several messages is acknowledged once, behind its last", async () => {
    const { pages, serve, open } = server();
    const client = await open();
    const { program } = serve.named("localhost-5173");
    program.attach(1);
    await pages.receive(client, { type: "batch", number: 7, bytes: base64(record(24)), last: false });
    program.ack(7);
    assert.equal(client.received.at(-1).type, "attach");
    await pages.receive(client, { type: "batch", number: 7, bytes: base64(record(24)), last: true });
    program.ack(7);
    assert.deepEqual(client.received.at(-1), { type: "ack", number: 7 });
});

test("when the server closes, all sources end and no new one begins", async () => {
    const { pages, serve, open } = server();
    await open();
    pages.close();
    await open({ page: "b2" });
    assert.deepEqual(serve.names, []);
});

test("no more than 64 pages are served", async () => {
    const { serve, warnings, open } = server();
    for (let i = 0; i < 66; i++) {
        await open({ page: `p${i}` });
    }
    assert.equal(serve.names.length, 64);
    assert.equal(warnings.length, 2);
});

const long = "x".repeat(300);
/** @type {[string, unknown][]} */
const REFUSED = [
    ["nothing", null],
    ["a number", 7],
    ["a list", [1]],
    ["no type", {}],
    ["a type of Object's own", { type: "toString" }],
    ["a type that is no text", { type: { toString: "hello" } }],
    ["another version", hello({ version: 2 })],
    ["a page that is a path", hello({ page: "../../etc" })],
    ["a tab that is negative", hello({ tab: -1 })],
    ["a tab that is a fraction", hello({ tab: 1.5 })],
    ["a tab without end", hello({ tab: 1e9 })],
    ["a long title", hello({ title: long })],
    ["a host that is an object", hello({ host: {} })],
];
for (const [what, message] of REFUSED) {
    test(`${what} in place of a hello is dropped`, async () => {
        const { pages, serve } = server();
        await pages.receive(new FakeClient(), message);
        assert.deepEqual(serve.all, []);
    });
}

test("a host full of slashes and dots makes a harmless name", async () => {
    const { serve, open } = server();
    await open({ host: "../../evil host:1/.." });
    assert.deepEqual(serve.names, ["evil-host-1-.."]);
    await open({ host: "[::1]:5173", page: "b2", tab: 4 });
    assert.deepEqual(serve.names[1], "1-5173.4");
});

/** @type {[string, object][]} */
const BROKEN = [
    ["bytes that are no records", { type: "batch", number: 1, bytes: base64(new Uint8Array(64).fill(255)), last: true }],
    ["half a record", { type: "batch", number: 1, bytes: base64(record(40).subarray(0, 32)), last: true }],
    ["a record of no size", { type: "batch", number: 1, bytes: base64(new Uint8Array(24)), last: true }],
    ["bytes of another type", { type: "batch", number: 1, bytes: [1, 2], last: true }],
    ["a batch without number", { type: "batch", bytes: "", last: true }],
    ["too many bytes", { type: "batch", number: 1, bytes: base64(new Uint8Array(300_000)), last: true }],
    ["a snapshot for nobody", { type: "snapshot", reader: 9, bytes: base64(record(24)), last: true }],
    ["a reply to nobody", { type: "reply", reader: 9, request: 1, status: 0, text: "" }],
    ["a reply with a strange status", { type: "reply", reader: 3, request: 1, status: 256, text: "" }],
];
for (const [what, message] of BROKEN) {
    test(`${what} are not handed on`, async () => {
        const { pages, serve, open } = server();
        const client = await open();
        serve.named("localhost-5173").program.attach(3);
        await pages.receive(client, message);
        assert.deepEqual(serve.named("localhost-5173").calls, []);
    });
}

test("a batch for which nobody is there any more is not handed on", async () => {
    const { pages, serve, open } = server();
    const client = await open();
    await pages.receive(client, { type: "batch", number: 1, bytes: base64(record(24)), last: true });
    assert.deepEqual(serve.named("localhost-5173").calls, []);
});

test("two tabs of a page with a long address have two names", async () => {
    const { serve, open } = server();
    const host = `${"a".repeat(70)}.example:5173`;
    await open({ host });
    await open({ host, page: "b2" });
    const [first, second] = serve.names;
    assert.equal(first, "a".repeat(64));
    assert.equal(second, `${"a".repeat(62)}.2`);
});

test("of two copies of a tab that wait for one number, one gets it", async () => {
    const { pages, serve, open } = server();
    const old = await open({ tab: 1 });
    const copies = [open({ page: "b2", tab: 1 }), open({ page: "c3", tab: 1 })];
    await turn();
    pages.gone(old);
    await Promise.all(copies);
    assert.deepEqual(serve.names.sort(), ["localhost-5173", "localhost-5173.2"]);
});
