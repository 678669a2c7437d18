/** Whatever an app hands through its streams: looking at it runs none of its code. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { types } from "node:util";
import { preview, previewOptions, rememberProxies, useProxyTest } from "../../src/values/index.js";
import { shown } from "./support.js";

/** @type {string[]} */
const ran = [];

/** @param {string} what @returns {any} */
function run(what) {
    ran.push(what);
    throw new Error(`${what} was run`);
}

/** All traps, each of which is noted; they do what would have been done without them. @returns {ProxyHandler<any>} */
function noting() {
    return /** @type {any} */ (Object.fromEntries(Object.getOwnPropertyNames(Reflect).map(trap => [
        trap, (/** @type {any[]} */ ...args) => {
            ran.push(trap);
            return /** @type {any} */ (Reflect)[trap](...args);
        },
    ])));
}

afterEach(() => {
    ran.length = 0;
    useProxyTest(undefined);
});

/** Its text is made already: defining properties would do it. */
function withStack() {
    const error = new Error("x");
    assert.ok(error.stack);
    return error;
}

/** @type {[string, () => unknown, string | RegExp][]} */
const HOSTILE = [
    ["methods by which objects become text", () => ({
        toString: () => run("toString"), toJSON: () => run("toJSON"), valueOf: () => run("valueOf"),
        [Symbol.toPrimitive]: () => run("toPrimitive"), [Symbol.for("nodejs.util.inspect.custom")]: () => run("inspect"),
    }), "{toString: ƒ toString, toJSON: ƒ toJSON, valueOf: ƒ valueOf}"],
    ["getters", () => ({ get a() { return run("a"); }, b: { get c() { return run("c"); } } }), "{a: (…), b: {c: (…)}}"],
    ["a getter in place of a tag", () => ({ get [Symbol.toStringTag]() { return run("tag"); } }), "{}"],
    ["a getter in place of the constructor",
        () => Object.create({ get constructor() { return run("constructor"); } }), "{}"],
    ["a getter in place of the constructor's name",
        () => new (class { static get name() { return run("name"); } })(), "{}"],
    ["a constructor that is a proxy", () => Object.create({ constructor: new Proxy(class A {}, noting()) }), "{}"],
    ["a prototype that is a proxy", () => Object.create(new Proxy({}, noting())), "{}"],
    ["a far prototype that is a proxy", () => Object.create(Object.create(new Proxy({}, noting()))), "{}"],
    ["an array with getters", () => Object.defineProperty([1, 2], 0, { get: () => run("0") }), "[(…), 2]"],
    ["holes, with a getter in the prototype", () => {
        class Holes extends Array {}
        Object.defineProperty(Holes.prototype, 0, { get: () => run("0") });
        return new Holes(1);
    }, "[<empty>]"],
    ["a map with methods of its own", () => new (class Store extends Map {
        /** @returns {any} */ get size() { return run("size"); }
        /** @returns {any} */ entries() { return run("entries"); }
        /** @returns {any} */ [Symbol.iterator]() { return run("iterator"); }
    })().set(1, 2), "Store(1) {1 => 2}"],
    ["a set with methods of its own", () => Object.assign(new Set([1]), { values: () => run("values") }), "Set(1) {1}"],
    ["a date with methods of its own",
        () => Object.assign(new Date(0), { toISOString: () => run("iso"), getTime: () => run("time") }),
        "1970-01-01T00:00:00.000Z"],
    ["a regular expression with methods of its own",
        () => Object.defineProperty(/x/g, "flags", { get: () => run("flags") }), "/x/g"],
    ["bytes with methods of their own", () => Object.defineProperties(new Uint8Array([7]), {
        length: { get: () => run("length") }, buffer: { get: () => run("buffer") }, slice: { get: () => run("slice") },
    }), "bytes 1 7"],
    ["a function with getters",
        () => Object.defineProperty(() => {}, "name", { get: () => run("name") }), "ƒ (anonymous)"],
    ["an error with getters", () => ["code", "stack", "name", "message"].reduce(
        (error, key) => Object.defineProperty(error, key, { get: () => run(key) }), withStack()), "error 0 Error"],
    ["an error whose stack would read a getter",
        () => new (class Odd extends Error { get message() { return run("message"); } })(),
        "error 0 Odd"],
    ["an error whose stack would call a method",
        () => Object.assign(new Error(), { message: { toString: () => run("toString") } }), "error 0 Error"],
    ["a class with its own idea of instances",
        () => new (class A { static [Symbol.hasInstance]() { return run("instance"); } })(), "A {}"],
    ["a proxy", () => new Proxy({ a: 1 }, noting()), "Proxy(Object)"],
    ["proxies in things",
        () => [new Proxy([], noting()), new Map([[new Proxy({}, noting()), new Proxy(() => {}, noting())]])],
        "[Proxy(Array), Map(1) {Proxy(Object) => Proxy(ƒ)}]"],
    ["a proxy of a proxy", () => new Proxy(new Proxy({}, noting()), noting()), "Proxy(Object)"],
    ["a revoked proxy", () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return { proxy };
    }, "{proxy: Proxy(revoked)}"],
    ["what claims to be a built-in", () => Object.assign(Object.create(Date.prototype), { a: 1 }), "Date {a: 1}"],
    ["what claims to be an error",
        () => Object.create(Error.prototype, { message: { get: () => run("message") } }), "error 0 Error"],
    ["a constructor that is called as it likes", () => new (class { static name = 7; })(), "{}"],
    ["a name without end", () => new ({ ["N".repeat(1e6)]: class {} }["N".repeat(1e6)])(), `${"N".repeat(60)} {}`],
    ["arguments", () => (function f() { return arguments; })(...[1, 2]), "{0: 1, 1: 2}"],
    ["a module", () => import("./support.js"), /^\{shown: ƒ shown\}$/],
    ["the global object", () => globalThis, /^\{.*…$/],
];

for (const [what, make, text] of HOSTILE) {
    test(`${what}: nothing is run`, async () => {
        const made = make(), value = made instanceof Promise ? await made : made;
        ran.length = 0;
        const got = shown(value);
        assert.deepEqual(ran, []);
        if (typeof text === "string") {
            assert.equal(got, text);
        } else {
            assert.match(got, text);
        }
    });
}

test("a module whose variables are not set yet is shown as far as it goes", async () => {
    const [module] = await Promise.all([import("./fixtures/early.js")]);
    assert.match(module.seen, /\(throws when looked at\)|early/);
});

// As in a page, where no proxy can be told.

/** @param {unknown} value */
function inPage(value) {
    useProxyTest(() => false);
    return shown(value);
}

const SILENT = ["getPrototypeOf", "ownKeys", "getOwnPropertyDescriptor"];

for (const [what, target, text] of /** @type {[string, any, string][]} */ ([
    ["an object", { a: 1, b: { c: 2 } }, "{a: 1, b: {c: 2}}"],
    ["an array", [1, [2], 3], "[1, [2], 3]"],
    ["an instance", new (class Point { x = 1; })(), "Point {x: 1}"],
    ["a function", function f() {}, "ƒ f"],
    // Its place follows only where the engine keeps a stack as a value of the error itself: newer ones have an accessor.
    ["an error", new RangeError("far"), "error 0 RangeError: far"],
    ["a map", new Map([[1, 2]]), "Proxy(Map)"],
    ["a date", new Date(), "Proxy(Date)"],
])) {
    test(`in a page a proxy of ${what} is never asked with get or has`, () => {
        const got = inPage(new Proxy(target, noting()));
        assert.ok(got.startsWith(text), got);
        assert.deepEqual(ran.filter(trap => !SILENT.includes(trap)), []);
    });
}

test("in a page a proxy that throws, or was revoked, is shown as such", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(inPage(proxy), "(throws when looked at)");
    assert.equal(inPage(new Proxy({}, { getPrototypeOf: () => run("getPrototypeOf") })), "(throws when looked at)");
    assert.equal(inPage(new Proxy({}, { ownKeys: () => { throw new Proxy({}, noting()); } })), "(throws when looked at)");
    assert.deepEqual(ran, ["getPrototypeOf"]);
});

test("in a page a huge array behind a proxy is asked for a few elements only", () => {
    const text = inPage(new Proxy(new Array(1e6).fill(7), noting()));
    assert.match(text, /^Array\(1,000,000\) \[7, 7/);
    assert.ok(ran.length < 50, `${ran.length} traps`);
});

test("a page that remembers its proxies runs no trap", t => {
    const scope = { Proxy };
    t.after(rememberProxies(/** @type {any} */ (scope)));
    const made = new scope.Proxy({ a: 1 }, noting());
    const { proxy } = scope.Proxy.revocable({ a: 1 }, noting());
    assert.equal(shown([made, proxy]), "[Proxy(Object), Proxy(Object)]");
    assert.deepEqual(ran, []);
    assert.equal(types.isProxy(made) && made.a, 1);
    assert.deepEqual([scope.Proxy.name, scope.Proxy.length, scope.Proxy.revocable.name], [Proxy.name, Proxy.length, Proxy.revocable.name]);
    assert.throws(() => /** @type {any} */ (scope.Proxy)({}, {}), TypeError);
});

test("an id that cannot be had does no harm", () => {
    const options = previewOptions({ idOf: () => run("idOf") });
    assert.equal(preview({}, options).text, "{}");
});
