/** What an action asks for is the very object that the inspector's row stands for, young or not. */
import assert from "node:assert/strict";
import test from "node:test";
import * as rxjs from "rxjs";
import { COMMAND, ENTITY } from "../../src/protocol/kinds.js";
import { runtime } from "../../src/runtime/index.js";
import { sweep } from "../../src/runtime/young.js";
import { attach, flush, replies } from "./support/inspector.js";

runtime.adopt(rxjs);

/** @param {any} seen @param {string} id @param {number} kind @param {string} [text] */
function ask(seen, id, kind, text = "") {
    const [, name, slot, reuse] = /** @type {any} */ (/^(\w+)#(\d+)(?:~(\d+))?$/.exec(id));
    const entity = name === "observable" ? ENTITY.OBSERVABLE : ENTITY.SUBSCRIPTION;
    const idHi = entity << 24 | Number(reuse ?? 0);
    runtime.program.command(seen.reader, { request: 1, kind, version: 0, text, idLo: Number(slot), idHi });
    return replies.at(-1).text;
}

/** A subject in a class, which shows only its asObservable(). @param {import("node:test").TestContext} t */
function service(t) {
    const seen = attach(t), sites = [["n", "BehaviorSubject", 1, "config$", "Service", []]];
    const $ = runtime.module({ name: "service.js", file: `/src/${t.name}.js`, sites: JSON.stringify(sites) });
    const values = [], value$ = $.n(0, rxjs.BehaviorSubject, 1).asObservable();
    const subscription = value$.subscribe(value => values.push(value));
    t.after(() => subscription.unsubscribe());
    return { seen, values, value$, subscription };
}

for (const age of ["young", "grown up"]) {
    test(`a subject behind asObservable() takes values, ${age}`, t => {
        const { seen, values, value$ } = service(t);
        age === "young" || sweep();
        flush();
        const { id } = seen.one("observable", "BehaviorSubject"), hidden = seen.one("observable", "Observable");
        assert.equal(ask(seen, id, COMMAND.SEND, "2"), "sent");
        assert.deepEqual(values, [1, 2]);
        assert.match(ask(seen, hidden.id, COMMAND.SEND, "3"), /is no subject/);
        t.mock.method(console, "log", () => {});
        assert.match(ask(seen, hidden.id, COMMAND.LOG, "hidden$"), /in the console/);
        assert.equal(globalThis.hidden$, value$);
    });

    test(`both subscriptions of one subscriber are reached, ${age}`, t => {
        const { seen, subscription } = service(t);
        age === "young" || sweep();
        flush();
        const [outer, inner] = seen.all("subscription").slice(-2);
        assert.equal(inner.parent, outer.id);
        assert.equal(ask(seen, outer.id, COMMAND.UNSUBSCRIBE), "unsubscribed");
        assert.equal(subscription.closed, true);
    });
}
