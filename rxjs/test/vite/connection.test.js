/* The page's side, and both sides together: what is sent when, and what happens when the websocket goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../src/page/connection.js";
import { pieces } from "../../src/page/link.js";
import { BYTES_MAX, TO_PAGE } from "../../src/page/messages.js";
import { encodeBase64, encodeInPieces } from "../../src/page/base64.js";
import { browserName } from "../../src/page/identity.js";
import { Pages } from "../../src/vite/pages.js";
import { FakeProgram, FakeServe, FakeVite, joined, record, turn } from "../support/channel.js";

/** A dev server, and tabs that load its page. */
function world() {
    const serve = new FakeServe();
    const pages = new Pages({
        serve: serve.serve, send: (client, message) => client.send(TO_PAGE, message), warn: () => {}, version: "1",
    });
    const vite = new FakeVite(pages);
    let documents = 0;
    /** @param {{ tab: number, title?: string }} [tab] what a reload keeps */
    const load = async (tab = { tab: 0 }) => {
        const page = `page${++documents}`;
        const who = {
            page,
            tabNumber: () => tab.tab,
            keepTabNumber: (/** @type {number} */ number) => { tab.tab = number; },
            hostName: () => "localhost:5173",
            pageTitle: () => tab.title ?? "Shop",
            browserName: () => "Chrome",
        };
        const hot = vite.connect();
        const program = new FakeProgram();
        const connection = new Connection(hot, program, { host: "browser", pid: 42 }, who);
        connection.begin();
        await turn();
        return { hot, program, connection, tab };
    };
    return { serve, load };
}

test("while nobody looks, a page sends its hello and nothing else", async () => {
    const { load } = world();
    const { hot, program } = await load();
    assert.deepEqual(hot.sent.map(({ type }) => type), ["hello"]);
    assert.deepEqual(program.calls, [["start", { host: "browser", pid: 42, name: "localhost-5173", title: "Shop" }]]);
});

test("an inspector is attached, acknowledges, commands and leaves", async () => {
    const { serve, load } = world();
    const { program } = await load();
    const served = serve.named("localhost-5173");
    const command = { request: 1, kind: 8, idLo: 2, idHi: 3, version: 1, text: "" };
    served.program.attach(1);
    served.program.command(1, command);
    program.link.snapshot(1, record(32), true);
    program.link.batch(5, record(24));
    program.link.reply(1, 1, 0, "ok");
    served.program.ack(5);
    served.program.detach(1);
    assert.deepEqual(program.calls.slice(1), [["attach", 1], ["command", 1, command], ["ack", 5], ["detach", 1]]);
    assert.deepEqual(served.calls.map(([verb]) => verb), ["snapshot", "batch", "reply"]);
    assert.deepEqual(new Uint8Array(served.calls[1][2]), record(24));
});

test("a lost websocket detaches every inspector, and nothing is sent while it is closed", async () => {
    const { serve, load } = world();
    const { hot, program, connection } = await load();
    serve.named("localhost-5173").program.attach(1);
    serve.named("localhost-5173").program.attach(2);
    hot.drop();
    assert.deepEqual(program.calls.slice(-2), [["detach", 1], ["detach", 2]]);
    program.link.batch(1, record(24));
    connection.titleChanged();
    assert.deepEqual(serve.names, []);
});

test("after Vite came back without a reload the page is there again, under its name", async () => {
    const { serve, load } = world();
    const { hot, program } = await load();
    hot.drop();
    hot.reconnect();
    await turn();
    serve.named("localhost-5173").program.attach(1);
    assert.deepEqual(program.calls.at(-1), ["attach", 1]);
    assert.equal(program.calls.filter(([verb]) => verb === "start").length, 1);
});

test("a reload keeps the tab's name, and a second tab has another", async () => {
    const { serve, load } = world();
    const first = await load();
    const second = await load();
    assert.deepEqual(serve.names, ["localhost-5173", "localhost-5173.2"]);
    second.connection.bye();
    await load(second.tab);
    assert.deepEqual(serve.names, ["localhost-5173", "localhost-5173.2"]);
    assert.deepEqual([first.tab.tab, second.tab.tab], [1, 2]);
});

test("a duplicated tab gets a name of its own", async () => {
    const { serve, load } = world();
    const { tab } = await load();
    const copy = await load({ ...tab });
    await turn();
    assert.equal(copy.tab.tab, 2);
    assert.deepEqual(serve.names, ["localhost-5173", "localhost-5173.2"]);
});

test("a page that is put away says goodbye, and is there again when it is shown", async () => {
    const { serve, load } = world();
    const { program, connection } = await load();
    serve.named("localhost-5173").program.attach(1);
    connection.bye();
    assert.deepEqual(serve.names, []);
    assert.deepEqual(program.calls.at(-1), ["detach", 1]);
    connection.hello();
    await turn();
    assert.deepEqual(serve.names, ["localhost-5173"]);
});

test("a changed title is told once", async () => {
    const { serve, load } = world();
    const { hot, connection, tab } = await load();
    tab.title = "Cart";
    connection.titleChanged();
    connection.titleChanged();
    assert.deepEqual(hot.sent.slice(1), [{ type: "info", title: "Cart" }]);
    assert.equal(serve.named("localhost-5173").calls[0][1].title, "localhost:5173 — Chrome, Cart");
});

test("modules that are loaded at once are told once, and again to a server that came back", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const { serve, load } = world();
    const { hot, program } = await load();
    program.link.info({ modules: "a.ts gen 1" });
    program.link.info({ modules: "a.ts gen 1, b.ts gen 1" });
    t.mock.timers.tick(1000);
    assert.deepEqual(hot.sent.slice(1), [{ type: "info", modules: "a.ts gen 1, b.ts gen 1" }]);
    hot.drop();
    hot.reconnect();
    await turn();
    assert.equal(serve.named("localhost-5173").info.modules, "a.ts gen 1, b.ts gen 1");
});

test("messages of another plugin under our name are not taken", async () => {
    const { load } = world();
    const { hot, program } = await load();
    const before = program.calls.length;
    for (const data of [null, 1, "x", {}, { type: "attach" }, { type: "attach", reader: -1 }, { type: "ack", number: "1" },
        { type: "command", reader: 99, command: {} }]) {
        hot.emit(TO_PAGE, data);
    }
    assert.equal(program.calls.length, before);
});

test("many records go in several messages, cut between records", () => {
    const records = Array.from({ length: 40 }, (_, i) => record(65528, i));
    const all = joined(...records);
    const parts = [...pieces(all)];
    assert.ok(parts.length > 1);
    assert.ok(parts.every(([bytes]) => bytes.length <= BYTES_MAX && bytes.length % 65528 === 0));
    assert.deepEqual(parts.map(([, last]) => last), [...parts.slice(1).map(() => false), true]);
    assert.deepEqual(joined(...parts.map(([bytes]) => bytes)), all);
    assert.deepEqual([...pieces(new Uint8Array(0))].length, 1);
});

test("base64 is the same by either way", () => {
    const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => (i * 7) & 255);
    assert.equal(encodeInPieces(bytes), Buffer.from(bytes).toString("base64"));
    assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString("base64"));
});

/** @type {[string, object][]} */
const AGENTS = [
    ["Chrome", { userAgentData: { brands: [{ brand: "Not)A;Brand" }, { brand: "Chromium" }, { brand: "Google Chrome" }] } }],
    ["Chrome", { userAgentData: { brands: [{ brand: "HeadlessChrome" }, { brand: "Chromium" }] } }],
    ["Chromium", { userAgentData: { brands: [{ brand: "Chromium" }, { brand: "Not A Brand" }] } }],
    ["Edge", { userAgentData: { brands: [{ brand: "Chromium" }, { brand: "Microsoft Edge" }] } }],
    ["Firefox", { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" }],
    ["Safari", { userAgent: "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15" }],
    ["Edge", { userAgent: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0" }],
    ["browser", {}],
];
for (const [name, agent] of AGENTS) {
    test(`${name} is called so (${JSON.stringify(agent).slice(0, 60)})`, () => {
        assert.equal(browserName(agent), name);
    });
}
