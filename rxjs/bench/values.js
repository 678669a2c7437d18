/**
 * values.js - what a preview costs, by type, beside util.inspect and JSON.stringify of the same value. Nanoseconds,
 * medians of runs that are interleaved. `node bench/values.js`
 */
import { inspect } from "node:util";
import { BehaviorSubject } from "rxjs";
import { preview } from "../src/values/index.js";

const RUNS = 7;
const RUN_MS = 30;

class Point {
    x = 1;
    y = 2;
}

/** @param {number} n */
function objectOf(n) {
    return Object.fromEntries(Array.from({ length: n }, (_, i) => ["key" + i, i]));
}

const state = objectOf(1e5);

/** @type {[string, unknown][]} */
const VALUES = [
    ["42", 42],
    ["a string of 20", "a string of 20 bytes"],
    ["a string of 1,000", "x".repeat(1000)],
    ["a string of 100 MB", "x".repeat(1e8)],
    ["{id, name, tags}", { id: 3, name: "Ada", tags: [2] }],
    ["Point", new Point()],
    ["an object of 20 keys", objectOf(20)],
    ["an object of 1,000 keys", objectOf(1000)],
    ["an object of 100,000 keys", state],
    ["a copy of it", { ...state }],
    ["four levels of objects", { a: { b: { c: { d: [1, 2, 3] } } } }],
    ["an array of 10", Array.from({ length: 10 }, (_, i) => i)],
    ["an array of 1,000,000", Array.from({ length: 1e6 }, (_, i) => i)],
    ["a Map of 1,000", new Map(Array.from({ length: 1000 }, (_, i) => ["k" + i, i]))],
    ["a Uint8Array of 1 MB", new Uint8Array(1 << 20)],
    ["an Error", new Error("something broke")],
    ["a Date", new Date()],
    ["a function", function onClick() {}],
    ["a Proxy", new Proxy({ a: 1 }, {})],
    ["a BehaviorSubject", new BehaviorSubject(1)],
];

/** ns a call, over one run. @param {() => unknown} f */
function run(f) {
    const start = performance.now();
    let calls = 0, took = 0;
    for (let n = 1; took < RUN_MS; n *= 2) {
        for (let i = 0; i < n; i++) {
            f();
        }
        calls += n;
        took = performance.now() - start;
    }
    return took / calls * 1e6;
}

/** @param {number[]} times */
function median(times) {
    return times.sort((a, b) => a - b)[times.length >> 1];
}

/** @param {(() => unknown)[]} functions */
function compare(functions) {
    const times = functions.map(() => /** @type {number[]} */ ([]));
    for (let r = 0; r < RUNS; r++) {
        functions.forEach((f, i) => times[i].push(run(f)));
    }
    return times.map(median);
}

/** @param {unknown} value */
function json(value) {
    try {
        return JSON.stringify(value);
    } catch {
        return "";
    }
}

console.log(`${"ns".padEnd(28)}${"preview".padStart(12)}${"inspect".padStart(14)}${"JSON".padStart(14)}`);
for (const [name, value] of VALUES) {
    const large = name === "a string of 100 MB";
    const times = compare([() => preview(value), ...(large ? [] : [() => inspect(value), () => json(value)])]);
    const columns = times.map((t, i) => Math.round(t).toLocaleString("en").padStart(i === 0 ? 12 : 14));
    console.log(name.padEnd(28) + columns.join(""));
}
