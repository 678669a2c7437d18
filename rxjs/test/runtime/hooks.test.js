/** The hooks themselves: copies of rxjs, functions that are arguments, faults, collection. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import * as newest from "rxjs";
import * as oldest from "rxjs-7.0";
import * as oldestOperators from "rxjs-7.0/operators";
import * as middleCopy from "rxjs-7.4";
import * as middleOperators from "rxjs-7.4/operators";
import * as five from "rxjs-7.5";
import { runtime } from "../../src/runtime/index.js";
import { attach, flush } from "./support/inspector.js";

const copies = { newest, oldest: { ...oldest, ...oldestOperators }, middle: { ...middleCopy, ...middleOperators }, five };

test("every copy of rxjs is hooked once, in parts and in any order", t => {
    for (const { Observable, Subject, Subscriber, Subscription } of Object.values(copies)) {
        runtime.adopt({ Subject });
        runtime.adopt({ Observable, Subscriber, Subscription });
        const { next } = Subscriber.prototype;
        assert.equal(runtime.adopt({ Observable, Subscriber, Subscription, Subject }), true);
        assert.equal(Subscriber.prototype.next, next);
    }
    const seen = attach(t);
    for (const rxjs of Object.values(copies)) {
        const source = new rxjs.Subject();
        const subscription = source.pipe(rxjs.map(x => x), rxjs.filter(x => x > 0)).subscribe();
        source.next(1);
        source.next(0);
        flush();
        assert.deepEqual(seen.all("subscription").map(({ next }) => next).sort(), [1, 2, 2]);
        subscription.unsubscribe();
        flush();
        assert.deepEqual(seen.all("subscription"), []);
    }
});

test("a chain through two copies is one tree", t => {
    runtime.adopt(newest);
    runtime.adopt(oldest);
    const seen = attach(t), source = new oldest.Subject();
    const subscription = newest.from(source).pipe(newest.map(x => x)).subscribe();
    source.next(1);
    flush();
    const roots = seen.all("subscription").filter(({ parent }) => parent === "");
    assert.equal(roots.length, 1);
    assert.deepEqual(seen.all("subscription").map(({ next }) => next), [1, 1]);
    subscription.unsubscribe();
    flush();
    assert.deepEqual(seen.all("subscription"), []);
});

test("what cannot be hooked is left alone", () => {
    class Observable {
        subscribe() {}
    }
    class Subscriber {}
    assert.equal(runtime.adopt({ Observable: Object.freeze(Observable), Subscriber }), false);
    assert.equal(runtime.adopt({ Observable: 5, Subscriber: null }), false);
    assert.equal(runtime.adopt({}), false);
});

test("a function that is an argument is called as before", () => {
    const $ = runtime.module({ name: "a.js", file: "/a.js", sites: JSON.stringify([
        ["o", "map", 1, "", "", [["0", 0, "f"]]],
        ["o", "share", 2, "", "", [["0", 1, "{}"], ["0.connector", 0, "c"]]],
    ]) });
    let given;
    const take = f => (given = f, () => {});
    function f(a, b = 2) {
        return [this, a, b, arguments.length, new.target];
    }
    $.o(0, take, f);
    const self = {};
    assert.deepEqual(given.call(self, 1), f.call(self, 1));
    assert.deepEqual(given(), f());
    const thrown = new Error("mine");
    $.o(0, take, () => {
        throw thrown;
    });
    assert.throws(() => given(), error => error === thrown);

    const connector = () => 1, config = Object.freeze({ connector, resetOnComplete: false });
    $.o(1, take, config);
    assert.notEqual(given, config);
    assert.deepEqual([given.connector(), given.resetOnComplete], [1, false]);
    assert.equal(config.connector, connector);
    const withGetter = { get connector() {
        throw new Error("nobody may look");
    } };
    $.o(1, take, withGetter);
    assert.equal(given, withGetter);
});

test("values go through a module's sites untouched when they are no observables", () => {
    const $ = runtime.module({ name: "b.js", file: "/b.js", sites: JSON.stringify([
        ["k", "of", 1, "", "", []], ["n", "X", 1, "", "", []], ["p", "pipe", 1, "", "", []],
        ["s", "", 1, "", "", []], ["x", "", 1, "y", "", []],
    ]) });
    const list = [1], odd = { pipe: (...args) => args, subscribe: (...args) => args };
    assert.equal($.k(0, () => list), list);
    assert.equal($.n(1, Map).constructor, Map);
    assert.deepEqual($.p(2, odd, 1, 2), [1, 2]);
    assert.deepEqual($.s(3, odd, 1), [1]);
    assert.equal($.x(4, null), null);
    assert.throws(() => $.p(2, undefined, 1), TypeError);
    assert.throws(() => $.s(3, undefined), TypeError);
});

test("the app's mistakes are the app's, and inspection goes on", t => {
    runtime.adopt(newest);
    const seen = attach(t), { subscribe } = newest.Observable.prototype;
    assert.throws(() => subscribe());
    assert.throws(() => subscribe.call(5));
    const subscription = new newest.Subject().subscribe();
    flush();
    assert.equal(seen.all("subscription").length, 1);
    subscription.unsubscribe();
});

/** @param {string} name */
function run(name) {
    const file = fileURLToPath(new URL(`support/${name}.js`, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", file], { encoding: "utf8", timeout: 120_000 });
    assert.equal(status, 0, stderr);
    return stdout.trim();
}

test("nothing of the app is kept alive, and what was collected is told as ended", () => {
    assert.equal(run("collected"), "collected, and told");
});

test("memory does not grow with values sent or subscriptions made", () => {
    assert.match(run("memory"), /^flat/);
});

test("an error of the inspector's own reaches nobody, is told once, and ends inspection", () => {
    assert.equal(run("faulty"), "1 2 3 told off\nand to who comes later");
});
