/** An error that reaches an observer without a function for it is told where that was subscribed, and thrown as before. */
import assert from "node:assert/strict";
import test from "node:test";
import * as rxjs from "rxjs";
import { map, Subject, throwError } from "rxjs";
import { runtime } from "../../src/runtime/index.js";
import { attach, flush, until } from "./support/inspector.js";

runtime.adopt(rxjs);

/** What rxjs throws out of everybody's hands. @param {import("node:test").TestContext} t */
function thrown(t) {
    const errors = [], { onUnhandledError } = rxjs.config;
    rxjs.config.onUnhandledError = error => errors.push(error);
    t.after(() => {
        rxjs.config.onUnhandledError = onUnhandledError;
    });
    return errors;
}

/** @param {any} seen */
function faults(seen) {
    return seen.records.filter(({ kind }) => kind === "fault");
}

test("it is told at the subscription, with its place", async t => {
    const seen = attach(t), errors = thrown(t), source = new Subject();
    const $ = runtime.module({ name: "app.js", file: "/src/app.js", sites: '[["s","show",7]]' });
    $.s(0, source.pipe(map(x => x)), () => {});
    flush();
    const { id } = seen.one("subscription", "show");
    source.error(new RangeError("no network"));
    flush();
    const [fault, ...more] = faults(seen);
    assert.deepEqual([more, fault.id, fault.named.line], [[], id, 7]);
    assert.match(fault.text, /^unhandled error RangeError: no network/);
    await until(() => errors.length === 1, "it is not thrown any more");
});

test("observers of every form that have none are told, others are not", async t => {
    const seen = attach(t), errors = thrown(t), failed = throwError(() => "x");
    const without = [[], [() => {}], [{ next() {} }], [{ error: undefined }]];
    const asked = [];
    const others = [[{ error() {} }], [null, () => {}], [new (class { error() {} })()], [{
        get error() {
            asked.push("error");
            return () => {};
        },
    }], [new Subject()]];
    without.forEach(args => failed.subscribe(...args));
    flush();
    assert.equal(faults(seen).length, without.length);
    others.forEach(args => failed.subscribe(...args));
    flush();
    assert.equal(faults(seen).length, without.length);
    assert.equal(asked.length, 2, "rxjs asks whether it is there, and for it");
    await until(() => errors.length === without.length, "not all are thrown");
});
