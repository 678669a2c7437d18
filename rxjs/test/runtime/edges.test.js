/** States that a program seldom is in, and must not get wrong: ends in the wrong order, readers that go while they are told. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import * as rxjs from "rxjs";
import { finalize, map, merge, Observable, of, share, Subject } from "rxjs";
import { COMMAND } from "../../src/protocol/kinds.js";
import { runtime } from "../../src/runtime/index.js";
import { attach, detach, flush, losing, replies, said, until } from "./support/inspector.js";

runtime.adopt(rxjs);

let files = 0;

/** @param {import("../../src/runtime/sites.js").SiteRow[]} sites */
function moduleWith(sites, name = `edge${++files}.js`) {
    return runtime.module({ name, file: `/src/${name}`, sites: JSON.stringify(sites) });
}

const KINDS = { subscription: 7, observable: 3 };

/** @param {any} seen @param {string} id as text @param {object} more of the command */
function ask(seen, id, more) {
    const [, kind, slot, reuse] = /** @type {any} */ (/^(\w+)#(\d+)(?:~(\d+))?$/.exec(id));
    const idHi = /** @type {any} */ (KINDS)[kind] << 24 | Number(reuse ?? 0);
    runtime.program.command(seen.reader, { request: 1, idLo: Number(slot), idHi, version: 0, text: "", ...more });
    return replies.at(-1);
}

test("a subscriber that is passed to two sources counts for both until it ends", t => {
    const seen = attach(t), $ = moduleWith([["k", "merge", 1, "", "f", []], ["k", "of", 2, "", "f", []],
        ["n", "Observable", 3, "", "f", []], ["s", "both", 4, "", "f", []]]);
    // Neither of the first two completes before the third ends them all.
    const open = new Subject(), a = $.k(0, merge, of(1, 2), open), b = $.k(1, of, 3);
    const both = $.n(2, Observable, subscriber => {
        a.subscribe(subscriber);
        b.subscribe(subscriber);
    });
    const values = [];
    $.s(3, both, value => values.push(value));
    flush();
    assert.equal(seen.ended.find(({ name }) => name === "both").next, values.length);
    assert.deepEqual(seen.all("subscription"), []);
});

test("a subscription whose subscriber is passed on can be paused", t => {
    const seen = attach(t), $ = moduleWith([["n", "Subject", 1, "", "f", []], ["o", "finalize", 1, "", "f", []],
        ["p", "", 1, "", "f", []], ["s", "print", 1, "", "f", []]]);
    const source = $.n(0, Subject), values = [];
    const subscription = $.s(3, $.p(2, source, $.o(1, finalize, () => {})), value => values.push(value));
    flush();
    const { id } = seen.one("subscription", "print");
    assert.equal(ask(seen, id, { kind: COMMAND.PAUSE }).text, "paused");
    source.next(1);
    assert.deepEqual(values, []);
    ask(seen, id, { kind: COMMAND.RESUME });
    assert.deepEqual(values, [1]);
    subscription.unsubscribe();
});

test("what was subscribed and sent while nobody looked on is as old as it is", async t => {
    const begun = performance.now();
    await until(() => performance.now() > begun + 100);
    const before = performance.now(), source = new Subject(), subscription = source.subscribe();
    source.next(1);
    const seen = attach(t), { id } = seen.all("subscription").at(-1);
    for (const record of seen.records.filter(({ id: about }) => about === id)) {
        assert.ok(Number(record.time) >= before * 1e6, `${record.kind} is told to be older`);
    }
    subscription.unsubscribe();
});

test("a tag goes with its subscription, whoever looks on", t => {
    const first = attach(t), source = new Subject(), tagged = source.subscribe();
    flush();
    const { id } = first.all("subscription").at(-1);
    ask(first, id, { kind: COMMAND.TAG, version: 1, text: "mine" });
    detach(first);
    tagged.unsubscribe();
    const next = source.subscribe(), second = attach(t);
    assert.deepEqual(second.all("subscription").map(({ tags }) => [...tags]), [[]]);
    next.unsubscribe();
});

test("a track that is gone and comes back is one again", t => {
    const seen = attach(t), name = "back.js", rows = [["n", "Subject", 1, "a$", "", []]];
    const evaluate = declares => {
        const $ = moduleWith(rows, name);
        declares && $.n(0, Subject);
        $.e();
        flush();
    };
    evaluate(true);
    evaluate(false);
    assert.equal(seen.one("track", "a$").orphan, true);
    evaluate(true);
    assert.deepEqual([seen.one("track", "a$").orphan, seen.one("track", "a$").version], [false, 2]);
});

test("a track that is gone before it was told is not told", t => {
    const seen = attach(t), rows = [["n", "Subject", 1, "short$", "", []]];
    const first = moduleWith(rows, "short.js");
    first.n(0, Subject);
    first.e();
    moduleWith([], "short.js").e();
    flush();
    assert.equal(seen.all("track").some(({ name }) => name === "short$"), false);
    assert.deepEqual(seen.records.filter(({ kind, about }) => kind === "track-orphan" && about === 0n), []);
});

test("the names of many modules are said once", async t => {
    attach(t);
    said.length = 0;
    for (let i = 0; i < 100; i++) {
        moduleWith([], `many${i}.js`);
    }
    await until(() => said.some(text => text.includes("many99.js gen 1")));
    assert.equal(said.length, 1);
});

test("a reader that goes while it is told of the beginning does not stay", t => {
    losing.reader = true;
    attach({ after() {} });
    losing.reader = false;
    const seen = attach(t), source = new Subject(), subscription = source.subscribe();
    source.next(1);
    flush();
    assert.equal(seen.all("subscription").at(-1)?.next, 1);
    subscription.unsubscribe();
});

test("an operator of the app's own, made of others, ends with what uses it", t => {
    const seen = attach(t), $ = moduleWith([["o", "map", 1, "", "f", []], ["p", "", 2, "", "f", []],
        ["p", "", 3, "", "f", []]]);
    const own = from => $.p(2, from, $.o(0, map, x => x + 1)), source = new Subject();
    const result = $.p(1, source, $.o(0, map, x => x * 2), own, $.o(0, map, x => x));
    const values = [], subscription = result.subscribe(x => values.push(x));
    flush();
    assert.equal(seen.all("pipe").every(pipe => pipe.source !== "" && pipe.result !== ""), true);
    assert.equal(seen.all("pipe").length > 1, true);
    source.next(1);
    subscription.unsubscribe();
    flush();
    assert.deepEqual(values, [3]);
    assert.deepEqual(seen.all("pipe"), []);
});

test("a chain of what functions make does not keep its beginnings", () => {
    const script = fileURLToPath(new URL("support/makers.js", import.meta.url));
    assert.equal(execFileSync(process.execPath, ["--expose-gc", script], { encoding: "utf8" }), "free\n");
});

test("the connection of a shared source goes on for who is left, also when nobody looked on", t => {
    const source = new Subject(), shared = source.pipe(share());
    const first = shared.subscribe(), second = shared.subscribe();
    first.unsubscribe();
    const living = attach(t).all("subscription"), own = living.find(({ parent }) => parent === "");
    assert.deepEqual(living.map(({ parent }) => parent).sort(), ["", own.id]);
    second.unsubscribe();
});
