/** The keys of huge objects are made once in a while only. */
import assert from "node:assert/strict";
import test from "node:test";
import { KeyReader } from "../../src/values/keys.js";
import { shown } from "./support.js";

/** @param {number} size @param {string} [name] */
function objectOf(size, name = "k") {
    return Object.fromEntries(Array.from({ length: size }, (_, i) => [name + i, i]));
}

/** A reader, its clock in ms, and a way to count how often keys were made. */
function bench() {
    let now = 0, made = 0;
    const reader = new KeyReader(() => now);
    /** @param {object} object */
    const counted = object => new Proxy(object, {
        ownKeys(target) {
            made++;
            return Reflect.ownKeys(target);
        },
    });
    return { reader, counted, wait: (/** @type {number} */ ms) => now += ms, made: () => made };
}

test("a small object is asked each time", () => {
    const { reader, counted, made } = bench(), object = counted({ a: 1 });
    assert.deepEqual(reader.read(object), { size: 1, exact: true, first: ["a"] });
    reader.read(object);
    assert.equal(made(), 2);
});

test("a huge object is asked again when 2 % of the time have paid for it", () => {
    const { reader, counted, wait, made } = bench(), object = counted(objectOf(10_000));
    for (let ms = 0; ms < 1000; ms++) {
        const { size, first } = reader.read(object);
        assert.deepEqual([size, first.length, first[0]], [10_000, 16, "k0"]);
        wait(1);
    }
    assert.equal(made(), 5);
});

test("a copy of a huge object counts as that one", () => {
    const { reader, counted, made } = bench(), state = objectOf(10_000);
    for (let i = 0; i < 10; i++) {
        reader.read(counted({ ...state, ["new" + i]: i }));
    }
    assert.equal(made(), 1);
});

test("small objects are shown meanwhile, and other huge ones too", () => {
    const { reader, counted, made } = bench();
    reader.read(counted(objectOf(10_000)));
    assert.deepEqual(reader.read(counted({ k0: 1 })), { size: 1, exact: true, first: ["k0"] });
    assert.equal(reader.read(counted(objectOf(2000, "other"))).size, 2000);
    assert.equal(made(), 3);
});

test("a huge object is shown with its size and its first properties", () => {
    const state = objectOf(2000);
    assert.match(shown(state), /^Object\(2,000\) \{k0: 0, k1: 1, .*…\}?$/);
    assert.match(shown(Object.setPrototypeOf(objectOf(1001, "s"), class Store {}.prototype)), /^Store\(1,001\) \{s0: 0/);
});

test("a size that was not counted again says so, and values are those of now", () => {
    const state = objectOf(1e5, "now");
    shown(state);
    assert.match(shown({ ...state, now0: 7, more: 1 }), /^Object\(~100,000\) \{now0: 7, now1: 1/);
});
