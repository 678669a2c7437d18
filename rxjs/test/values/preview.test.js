/** Previews say in a few words what a value is. */
import assert from "node:assert/strict";
import test from "node:test";
import vm from "node:vm";
import { BehaviorSubject, EmptyError, Observable, Subject, Subscription, of } from "rxjs";
import { previewOptions, preview } from "../../src/values/index.js";
import { shown } from "./support.js";

class Point {
    x = 1;
    get y() {
        throw new Error("a getter was run");
    }
}
class Node {
    next = null;
}
class Broken extends Error {}

/** @param {any} self */
function circular(self) {
    self.self = self;
    return self;
}

/** @type {[string, unknown, string][]} */
const SHOWN = [
    ["a whole number", 42, "i64 42"],
    ["a negative number", -1, "i64 -1"],
    ["the largest safe integer", Number.MAX_SAFE_INTEGER, "i64 9007199254740991"],
    ["one that is not safe any more", 2 ** 60, "f64 1152921504606847000"],
    ["a fraction", 1.5, "f64 1.5"],
    ["minus zero", -0, "f64 -0"],
    ["no number", NaN, "f64 NaN"],
    ["true", true, "true"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a string", "Ada", "string 3 Ada"],
    ["a string with control characters, which the terminal cleans", "a\n\u001b[0m", "string 6 a\n\u001b[0m"],
    ["half a character", "\ud800x", "string 4 \ud800x"],
    ["a big integer", 12n, "12n"],
    ["a huge integer", 10n ** 500n, "bigint of more than 384 bits"],
    ["a symbol", Symbol("x"), "Symbol(x)"],
    ["a function", function onClick() {}, "ƒ onClick"],
    ["a function without a name", (() => () => 1)(), "ƒ (anonymous)"],
    ["a class", Point, "class Point"],
    ["an object", { id: 3, name: "Ada", tags: [2] }, '{id: 3, name: "Ada", tags: [2]}'],
    ["a name that is no identifier", { "a-b": 1 }, '{"a-b": 1}'],
    ["names that are numbers", { 1: "a", 20: "b" }, '{1: "a", 20: "b"}'],
    ["an empty object", {}, "{}"],
    ["an object without prototype", Object.assign(Object.create(null), { a: 1 }), "{a: 1}"],
    ["objects in objects, to a depth", { a: { b: { c: { d: 1 } } } }, "{a: {b: {c: {…}}}}"],
    ["an object in itself", circular({ a: 1 }), "{a: 1, self: [circular]}"],
    ["an array in itself", (a => (a.push(a), a))(/** @type {any[]} */ ([1])), "[1, [circular]]"],
    ["an instance by its class, no getter run", new Point(), "Point {x: 1}"],
    ["a getter of its own", { get a() { throw new Error("run"); }, b: 2 }, "{a: (…), b: 2}"],
    ["a class called as a built-in one", new Node(), "Node {next: null}"],
    ["what has the prototype of a map and is none", Object.create(Map.prototype), "Map {}"],
    ["an array", [1, "a"], '[1, "a"]'],
    ["a long array",
        Array.from({ length: 1200 }, (_, i) => i), "Array(1,200) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, …]"],
    ["holes", [, , 1, , 2], "[<2 empty>, 1, <empty>, 2]"],
    ["nothing but holes",
        new Array(4e9), "Array(4,000,000,000) [<16 empty>, <16 empty>, <16 empty>, <16 empty>, <16 empty>, <16 empty>, <16 empty>, <16 empty>,…"],
    ["a map", new Map(/** @type {any} */ ([["a", 1], [{ x: 1 }, "z"]])), 'Map(2) {"a" => 1, {x: 1} => "z"}'],
    ["a set", new Set([1, 2]), "Set(2) {1, 2}"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an invalid date", new Date(NaN), "Date(invalid)"],
    ["a regular expression", /re\/x/giy, "/re\\/x/giy"],
    ["a promise", Promise.resolve(1), "Promise"],
    ["bytes", new Uint8Array([1, 2, 255]), "bytes 3 1 2 255"],
    ["a Buffer, which is a part of a larger one", Buffer.from("hi"), "bytes 2 104 105"],
    ["an ArrayBuffer", new ArrayBuffer(2), "bytes 2 0 0"],
    ["a DataView", new DataView(new Uint8Array([1, 2, 3]).buffer, 1), "bytes 2 2 3"],
    ["wider numbers as numbers", new Float64Array([1.5, 2]), "Float64Array(2) [1.5, 2]"],
    ["a boxed number", new Number(3), "Number {3}"],
    ["a proxy", new Proxy({}, {}), "Proxy(Object)"],
    ["a proxy of an array in an object", { p: new Proxy([], {}) }, "{p: Proxy(Array)}"],
    ["a proxy of a function", new Proxy(() => 1, {}), "Proxy(ƒ)"],
    ["an event", new Event("load"), "Event load"],
    ["a subject", new BehaviorSubject(1), "BehaviorSubject"],
    ["a subject in an object", { s: new Subject() }, "{s: Subject}"],
    ["a subscription", new Subscription(), "Subscription"],
    ["an app's own class of that name", new (class Subscription { plan = "pro"; })(), 'Subscription {plan: "pro"}'],
    ["an object of another realm", vm.runInNewContext("({ a: [1] })"), "{a: [1]}"],
    ["a map of another realm", vm.runInNewContext("new Map([[1, 2]])"), "Map(1) {1 => 2}"],
    ["a date of another realm", vm.runInNewContext("new Date(0)"), "1970-01-01T00:00:00.000Z"],
];

for (const [what, value, text] of SHOWN) {
    test(`${what}: ${text.slice(0, 60)}`, () => assert.equal(shown(value), text));
}

test("an error says its class, its message and where it was made", () => {
    assert.match(shown(new Broken("no bread")), /^error 0 Broken: no bread \(at preview\.test\.js:\d+\)$/);
    assert.match(shown(new EmptyError()), /^error 0 EmptyError: no elements in sequence/);
    assert.match(shown(new DOMException("stopped", "AbortError")), /^error \d+ AbortError: stopped/);
    assert.match(shown(vm.runInNewContext("new RangeError('far')")), /^error 0 RangeError: far/);
});

test("an error brings its number along", () => {
    assert.match(shown(Object.assign(new Error("enoent"), { code: "ENOENT", errno: -2 })), /^error -2 Error: enoent/);
    assert.match(shown(Object.assign(new Error("not found"), { status: 404 })), /^error 404 /);
});

test("of an error with a long message the place is kept", () => {
    const { text } = preview(new Broken("x".repeat(5000)));
    assert.match(String(text), /^Broken: x+… \(at preview\.test\.js:\d+\)$/);
    assert.ok(Buffer.byteLength(String(text)) <= 120);
});

test("an error whose stack is formatted by the app has none read", t => {
    const before = Error.prepareStackTrace;
    let calls = 0;
    t.after(() => Error.prepareStackTrace = before);
    Error.prepareStackTrace = () => {
        calls++;
        return "app";
    };
    const error = new Broken("no bread");
    assert.equal(shown(error), "error 0 Broken: no bread");
    assert.equal(calls, 0);
});

test("an observable that is known is told by its id", () => {
    const source = of(1);
    const options = previewOptions({ idOf: o => o === source ? { lo: 7, hi: 3 << 24 } : null });
    assert.equal(shown(source, options), `observable 7 ${3 << 24}`);
    assert.equal(shown([source, new Observable()], options), "[Observable#7, Observable]");
});

test("a preview takes 120 bytes at most, cut between characters, and says when it is cut", () => {
    const { text, full } = preview("é".repeat(100));
    assert.deepEqual([text, full], ["é".repeat(60), 200]);
    const names = String(preview(Object.fromEntries(Array.from({ length: 99 }, (_, i) => ["ключ" + i, i]))).text);
    assert.ok(Buffer.byteLength(names) <= 120 && names.endsWith("…"), names);
    assert.equal(String(preview("😀".repeat(50)).text), "😀".repeat(30));
});

test("a string of 100 MB is not looked into", () => {
    const rope = "x".repeat(1 << 26) + "y".repeat(1 << 25);
    assert.equal(shown(rope), "string of 100,663,296 characters");
    assert.equal(shown({ rope }), "{rope: string of 100,663,296 characters}");
});

test("a preview holds nothing of the value, and nothing that changes when the value does", () => {
    const bytes = new Uint8Array([1, 2, 3]), p = preview(bytes);
    bytes[0] = 9;
    assert.deepEqual(p.text, new Uint8Array([1, 2, 3]));
    assert.notEqual(/** @type {Uint8Array} */ (p.text).buffer, bytes.buffer);
});

test("a string says how many bytes it has; beyond 4,096 characters at least so many", () => {
    for (const text of ["x", "é".repeat(63), "😀x".repeat(40), "\ud800".repeat(70), "é".repeat(4096)]) {
        assert.equal(preview(text).full, Buffer.byteLength(text));
    }
    assert.equal(preview("é".repeat(5000)).full, 2 * 4096 + 904);
});
