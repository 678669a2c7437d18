/**
 * Random values with hostile members: no preview throws, runs anything, exceeds a limit, or shows a secret; all of
 * them fit into a record and come out of it again. RXSCOPE_FUZZ: how many; RXSCOPE_SEED: where to begin.
 */
import assert from "node:assert/strict";
import test from "node:test";
import vm from "node:vm";
import { Subject, of } from "rxjs";
import { EV, VALUE } from "../../src/protocol/kinds.js";
import { RecordWriter, readRecords } from "../../src/protocol/record.js";
import { preview, useProxyTest } from "../../src/values/index.js";

const ROUNDS = Number(process.env.RXSCOPE_FUZZ ?? 1000);
const SEED = Number(process.env.RXSCOPE_SEED ?? 1);
const SECRET = "hunter2hunter2";

/** @type {string[]} */
const ran = [];

/** @param {number} seed */
function random(seed) {
    let state = seed >>> 0;
    /** 0 … n - 1 @param {number} n */
    return n => {
        state = state + 0x6d2b79f5 >>> 0;
        let t = Math.imul(state ^ state >>> 15, state | 1);
        t ^= t + Math.imul(t ^ t >>> 7, t | 61);
        return ((t ^ t >>> 14) >>> 0) % n;
    };
}

/** @param {string} what @returns {() => any} */
function hostile(what) {
    return () => {
        ran.push(what);
        throw new Error(SECRET);
    };
}

const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map(name => [name, hostile(name)]));
const SCALARS = [
    0, -0, -1, NaN, Infinity, 2 ** 53, 1e-300, true, false, null, undefined, 1n, -(2n ** 400n), Symbol("s"),
    Symbol.iterator, "", "a", "é", "😀", "\ud800", "\u0000\u001b[31m", "x".repeat(5000), "😀".repeat(300), '"\\',
    "a".repeat(119) + "é",
];
const NAMES = [
    "a", "id", "a-b", "__proto__", "constructor", "length", "then", "0", "", "toString", "ü", "k".repeat(300),
    "\u202e", "name", "message",
];
const SYMBOLS = [
    Symbol.toStringTag, Symbol.iterator, Symbol.toPrimitive, Symbol.for("nodejs.util.inspect.custom"),
];
const SECRETS = ["password", "apiToken", "set-cookie"];

/** Makes values; those that were made before may come again, inside what they hold. */
class Maker {
    /** @param {number} seed */
    constructor(seed) {
        this.rand = random(seed);
        /** @type {any[]} */
        this.made = [];
    }

    /** @template T @param {T[]} list */
    pick(list) {
        return list[this.rand(list.length)];
    }

    /** @param {number} depth @returns {any} */
    value(depth) {
        if (depth <= 0 || this.rand(4) === 0) {
            return this.rand(12) === 0 && this.made.length > 0 ? this.pick(this.made) : this.pick(SCALARS);
        }
        const made = this.pick(this.makers).call(this, depth - 1);
        if (this.rand(6) === 0 && typeof made === "object" && made !== null) {
            this.spoil(made);
        }
        this.made.push(made);
        return made;
    }

    /** Puts something nasty onto an object. @param {any} object */
    spoil(object) {
        const key = this.pick([...NAMES, ...SYMBOLS]), enumerable = this.rand(2) === 0;
        try {
            Object.defineProperty(object, key, { get: hostile("getter"), enumerable, configurable: true });
            [Object.freeze, Object.seal, Object.preventExtensions, Object][this.rand(4)](object);
        } catch {
            // it is frozen, an array's length, a typed array's element
        }
    }

    makers = [
        this.object, this.object, this.array, this.map, this.set, this.instance, this.proxy, this.error, this.other,
        this.bytes, this.far,
    ];

    /** @param {number} depth */
    object(depth) {
        const object = this.rand(5) === 0 ? Object.create(null) : {};
        for (let i = this.rand(12); i > 0; i--) {
            const value = this.value(depth);
            Object.defineProperty(object, this.pick(NAMES), { value, enumerable: true, configurable: true, writable: true });
        }
        if (this.rand(3) === 0) {
            object[this.pick(SECRETS)] = this.rand(2) === 0 ? SECRET : { deep: SECRET };
        }
        if (this.rand(5) === 0) {
            object.self = object;
        }
        return object;
    }

    /** @param {number} depth */
    array(depth) {
        const array = this.rand(4) === 0 ? new Array(this.rand(100000)) : [];
        for (let i = this.rand(20); i > 0; i--) {
            array[this.rand(3) === 0 ? this.rand(1000) : array.length] = this.value(depth);
        }
        return array;
    }

    /** @param {number} depth */
    map(depth) {
        const map = new Map();
        for (let i = this.rand(8); i > 0; i--) {
            map.set(this.value(depth), this.value(depth));
        }
        return map.set("password", SECRET);
    }

    /** @param {number} depth */
    set(depth) {
        return new Set([this.value(depth), this.value(depth)]);
    }

    /** @param {number} depth */
    instance(depth) {
        const C = this.pick([
            class Point {}, class Map {}, class Node {}, class Event {}, class extends Array {},
            class Error2 extends Error {}, class Observable {},
        ]);
        const instance = new C();
        if (this.rand(3) === 0) {
            Object.defineProperty(C.prototype, "constructor", { get: hostile("constructor") });
        }
        return Object.assign(instance, { held: this.value(depth) });
    }

    /** @param {number} depth */
    proxy(depth) {
        const target = this.pick([{}, [], () => {}, new Map(), new Error("p"), this.value(depth)]);
        const object = Object(target) === target ? target : {};
        const { proxy, revoke } = Proxy.revocable(object, traps);
        if (this.rand(3) === 0) {
            revoke();
        }
        return this.rand(3) === 0 ? Object.create(proxy) : proxy;
    }

    /** @param {number} depth */
    error(depth) {
        const message = this.pick(["", "x", "😀".repeat(100), "y".repeat(3000), `token=${SECRET}`]);
        return Object.defineProperties(new (this.pick([Error, TypeError, DOMException]))(message), {
            code: { value: this.value(depth) },
            status: { value: this.pick([1, -5, 1e20]) },
        });
    }

    other() {
        return this.pick([
            new Date(), new Date(NaN), /x/giu, new Subject(), of(1), Promise.resolve(), new WeakMap(), Math.max,
            function named() {}, class A {}, new Event("e"), Object.create(Map.prototype), Object(1n), Object("s"),
            globalThis, process, new AbortController(),
        ]);
    }

    bytes() {
        return this.pick([
            new Uint8Array(this.rand(300)), new Float64Array([NaN, -0, 1e99]), new BigInt64Array(2), new ArrayBuffer(9),
            new DataView(new ArrayBuffer(3)), Buffer.from("abc"), new SharedArrayBuffer(4),
        ]);
    }

    far() {
        return vm.runInContext(this.pick([
            "[1,{a:2}]", "new Map([[1,2]])", "new Error('far')", "/x/g", "new Date(0)", "(class P { x = 1 })",
            "new Uint8Array(3)",
        ]), realm);
    }
}

const realm = vm.createContext();
const writer = new RecordWriter();

/** @param {any} p */
function roundTrip(p) {
    writer.clear();
    writer.start(EV.SEND_CALL, 0, 0, 0, 1, 0);
    writer.ref(1, 0);
    writer.value(p);
    writer.end();
    /** @type {any} */
    let got;
    readRecords(writer.bytes(), record => got = record.value);
    return got;
}

/** @param {number} seed @param {string[]} allowed traps that may run */
function tryOne(seed, allowed) {
    ran.length = 0;
    const maker = new Maker(seed), value = maker.value(5);
    ran.length = 0;
    const p = preview(value);
    assert.deepEqual(ran.filter(what => !allowed.includes(what)), [], "something was run");
    assert.ok(p.type > VALUE.NONE && p.type <= VALUE.OBSERVABLE);
    const bytes = typeof p.text === "string" ? Buffer.from(p.text) : p.text;
    assert.ok(bytes.length <= 120, `${bytes.length} bytes`);
    assert.ok(p.type === VALUE.BYTES || !String(p.text).includes("hunter2"), String(p.text));
    const got = roundTrip(p);
    assert.deepEqual([got.type, Buffer.from(got.text)], [p.type, Buffer.from(bytes)]);
}

/** @param {string[]} allowed */
function tryAll(allowed) {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
        try {
            tryOne(seed, allowed);
        } catch (error) {
            throw new Error(`RXSCOPE_SEED=${seed}: ${/** @type {Error} */ (error).message}`, { cause: error });
        }
    }
}

test("random values are previewed within the limits, and run nothing", () => tryAll([]));

test("in a page, where proxies cannot be told, only traps run that do not count as reading", t => {
    useProxyTest(() => false);
    t.after(() => useProxyTest(undefined));
    tryAll(["getPrototypeOf", "ownKeys", "getOwnPropertyDescriptor"]);
});
