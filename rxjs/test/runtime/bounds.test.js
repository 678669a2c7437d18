/** What being watched may cost is bounded; what is told stays exact. */
import assert from "node:assert/strict";
import test from "node:test";
import * as rxjs from "rxjs";
import { map, of, Subject } from "rxjs";
import { COMMAND } from "../../src/protocol/kinds.js";
import { runtime } from "../../src/runtime/index.js";
import { SIZE } from "../../src/runtime/log.js";
import { BUDGET } from "../../src/runtime/record.js";
import { attach, flush, replies, transport, until } from "./support/inspector.js";

runtime.adopt(rxjs);

/** @param {any} seen @param {string} kind */
function count(seen, kind) {
    return seen.records.filter(record => record.kind === kind).length;
}

function subject() {
    const source = new Subject(), subscription = source.subscribe();
    return { source, subscription };
}

/** @param {string} id as text */
function halves(id) {
    const [, kind, slot, reuse] = /** @type {any} */ (/^(\w+)#(\d+)(?:~(\d+))?$/.exec(id));
    const number = { subscription: 7, observable: 3 }[kind] ?? 0;
    return { idLo: Number(slot), idHi: number << 24 | Number(reuse ?? 0) };
}

test("beyond the budget sends are counted, and nothing is lost in the count", t => {
    const seen = attach(t), { source, subscription } = subject();
    for (let i = 0; i < 100_000; i++) {
        source.next(i);
    }
    flush();
    assert.equal(count(seen, "send-call"), BUDGET);
    assert.equal(seen.all("subscription").at(-1).next, 100_000);
    source.next(1);
    flush();
    assert.equal(count(seen, "send-call"), BUDGET + 1, "there is a new budget after the flush");
    subscription.unsubscribe();
});

test("what is watched is recorded beyond the budget", t => {
    const seen = attach(t), { source, subscription } = subject(), other = subject();
    flush();
    const [watched] = seen.all("subscription");
    const ask = version => runtime.program.command(seen.reader,
        { request: 1, kind: COMMAND.WATCH, version, text: "", ...halves(watched.id) });
    ask(1);
    assert.equal(replies.at(-1).status, 0);
    for (let i = 0; i < 2 * BUDGET; i++) {
        source.next(i);
        other.source.next(i);
    }
    flush();
    assert.ok(watched.values.length > BUDGET, "more than its share");
    assert.equal(watched.values.length, 2 * BUDGET);
    ask(0);
    for (let i = 0; i < 2 * BUDGET; i++) {
        source.next(i);
    }
    flush();
    assert.equal(watched.values.length, 3 * BUDGET);
    subscription.unsubscribe();
    other.subscription.unsubscribe();
});

test("when the log runs full, readers are told so, and then how things are", async t => {
    const seen = attach(t), { source, subscription } = subject();
    for (let i = 0; i < SIZE; i++) {
        of(i).subscribe();
    }
    source.next(1);
    flush();
    await until(() => seen.snapshots === 2, "no second snapshot");
    assert.equal(count(seen, "stale"), 1);
    assert.deepEqual(seen.all("subscription").map(({ next }) => next), [1]);
    assert.equal(seen.totals.complete >= SIZE, true);
    source.next(2);
    flush();
    assert.deepEqual(seen.all("subscription").map(({ next }) => next), [2]);
    subscription.unsubscribe();
});

test("while the transport is behind, detail is only counted", t => {
    const seen = attach(t), { source, subscription } = subject();
    transport.acks = false;
    t.after(() => {
        transport.acks = true;
    });
    for (let i = 0; i < 30; i++) {
        source.next(i);
        flush();
    }
    assert.ok(count(seen, "send-call") < 15);
    assert.equal(seen.all("subscription").at(-1).next, 30);
    subscription.unsubscribe();
});

test("a chain of any length, and any number of subscriptions, can be told", async t => {
    let long = new Subject().asObservable();
    const $ = runtime.module({ name: "long.js", file: "/long.js", sites: JSON.stringify([
        ["o", "map", 1, "", "f", []], ["p", "pipe", 1, "", "f", []],
    ]) });
    for (let i = 0; i < 20_000; i++) {
        long = $.p(1, long, $.o(0, map, x => x));
    }
    const source = new Subject(), subscriptions = Array.from({ length: 5000 }, () => source.subscribe());
    $.x(0, long);
    const seen = attach(t);
    await until(() => seen.records.some(({ kind, flags }) => kind === "snapshot" && flags === 1));
    assert.equal(seen.all("subscription").length, 5000);
    subscriptions.forEach(subscription => subscription.unsubscribe());
});

test("ids are not used again soon", t => {
    const seen = attach(t), { source } = subject();
    flush();
    const first = seen.all("subscription").at(-1).id;
    source.complete();
    flush();
    for (let i = 0; i < 500; i++) {
        new Subject().subscribe().unsubscribe();
    }
    flush();
    const used = seen.records.filter(({ kind }) => kind === "subscribe-call").map(({ id }) => id.split("~")[0]);
    assert.equal(used.filter(id => id === first.split("~")[0]).length, 1);
});
