/* What the page makes of Vite's updates: which the runtime hears of, which load the page anew, and what is said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf, nameOf } from "../../src/page/addresses.js";
import { Updates } from "../../src/page/updates.js";

const PLACE = { root: "/app", base: "/" };

/** @param {{ broken?: string[], requested?: (file: string) => boolean, worker?: boolean }} [state] */
function page({ broken = [], requested = () => true, worker = false } = {}) {
    /** @type {any[][]} */
    const calls = [];
    /** @type {string[]} */
    const reasons = [];
    const say = (/** @type {string} */ verb) => (/** @type {any[]} */ ...args) => { calls.push([verb, ...args]); };
    const hmr = { failed: say("failed"), settled: say("settled"), note: say("note"), explains() {}, renews: (/** @type {any} */ update) => (calls.push(["renews", update]), { applied: say("applied") }), isWhole: (/** @type {string} */ file) => !broken.includes(file) };
    const updates = new Updates(hmr, {
        place: PLACE, requested: { has: requested }, anew: "the page is loaded anew", tell: say("tell"),
        reload: worker ? null : say("reload"), leaveReason: (text) => reasons.push(text),
    });
    /** @type {Map<string, (payload?: any) => void>} */
    const listeners = new Map();
    updates.listen({ on: (event, listener) => listeners.set(event, listener), send() {} });
    /** @param {string} event @param {any} [payload] of Vite's */
    const emit = (event, payload) => listeners.get(event)?.(payload);
    /** @param {string} file @param {{ stamp?: number, files?: string[], importers?: string[], framework?: unknown, components?: unknown }} [more] */
    const saved = (file, { stamp = 1, files = [file], importers = [], ...more } = {}) => updates.receive({ type: "update", stamp, file, files, importers, ...more });
    const left = () => {
        updates.leaving();
        return reasons;
    };
    return { calls, updates, emit, saved, left };
}

const update = (/** @type {string} */ path, timestamp = 1, more = {}) => ({ updates: [{ type: "js-update", path, acceptedPath: path, timestamp, ...more }] });

test("when an update was applied, the runtime hears of all files that ran anew, also of those between", () => {
    const { saved, emit, calls } = page();
    saved("/app/src/deep.ts", { files: ["/app/src/deep.ts", "/app/src/b.ts"] });
    emit("vite:beforeUpdate", update("/src/b.ts"));
    emit("vite:afterUpdate", update("/src/b.ts"));
    assert.deepEqual(calls, [["settled", ["/app/src/b.ts", "/app/src/deep.ts"]]]);
});

test("of two updates of a file the older one is applied: what was read for the newer one is not the older one's", () => {
    const { saved, emit, calls } = page();
    saved("/app/src/a.ts", { stamp: 5, files: ["/app/src/a.ts", "/app/src/b.ts"] });
    saved("/app/src/a.ts", { stamp: 8 });
    emit("vite:afterUpdate", update("/src/b.ts", 5));
    assert.deepEqual(calls, [["settled", ["/app/src/a.ts"], 8], ["settled", ["/app/src/b.ts"]]]);
    emit("vite:afterUpdate", update("/src/a.ts", 8));
    assert.deepEqual(calls.slice(2), [["settled", ["/app/src/a.ts"]]]);
});

test("an update of which only Vite knows is told by its address", () => {
    const { emit, calls } = page();
    emit("vite:afterUpdate", { updates: [{ type: "css-update", path: "/a.css" }, { type: "js-update", path: "/@fs/lib/c.ts", acceptedPath: "/src/d.ts?x", timestamp: 5 }] });
    assert.deepEqual(calls, [["settled", ["/lib/c.ts", "/app/src/d.ts"]]]);
});

test("what cannot be made is told with its place, and without colours", () => {
    const { emit, calls } = page();
    emit("vite:error", { err: { id: "/app/src/a.ts?t=1", loc: { line: 3, column: 7 }, message: "\x1b[31mUnexpected token\x1b[0m\n  3 | x" } });
    emit("vite:error", { err: { message: "no idea" } });
    assert.deepEqual(calls, [["failed", "/app/src/a.ts", "src/a.ts:3:7 Unexpected token"], ["note", "error", "no idea"]]);
});

test("where Vue and Svelte say what cannot be made, the file is named once", () => {
    const { emit, calls } = page();
    emit("vite:error", { err: { message: '[vue/compiler-sfc] Unexpected token, expected "," (4:2)\n\n/app/src/A.vue\n4  |  x\n' } });
    emit("vite:error", { err: { id: "/app/src/A.svelte", loc: { line: 3, column: 7 }, message: "/app/src/A.svelte:3:7 Unexpected token\nhttps://svelte.dev/e/js_parse_error" } });
    assert.deepEqual(calls, [
        ["failed", "/app/src/A.vue", 'src/A.vue [vue/compiler-sfc] Unexpected token, expected "," (4:2)'],
        ["failed", "/app/src/A.svelte", "src/A.svelte:3:7 Unexpected token"],
    ]);
});

for (const [compiler, err] of /** @type {const} */ ([
    ["oxc", { message: "Transform failed with 1 error:\n\n[PARSE_ERROR] Expected `,` or `)` but found `;`\n    ╭─[ src/a.ts:4:9 ]\n    │\n 4 │ of(1;\n" }],
    ["swc", { message: "  x Expected `,` or `)` but found `;`\n   ,-[/app/src/a.ts:4:9]\n 4 | of(1;\n   :     ^\n" }],
    ["esbuild", { message: "Transform failed with 1 error:\n/app/src/a.ts:4:9: ERROR: Expected `,` or `)` but found `;`", loc: { line: 4, column: 9 } }],
])) {
    test(`what ${compiler} says of TypeScript that does not parse is told with its place`, () => {
        const { emit, calls } = page();
        emit("vite:error", { err: { id: "/app/src/a.ts", ...err } });
        assert.deepEqual(calls, [["failed", "/app/src/a.ts", "src/a.ts:4:9 Expected `,` or `)` but found `;`"]]);
    });
}

test("a saved module whose first evaluation never ended loads the page anew, and leaves the reason", () => {
    const { saved, calls, left } = page({ broken: ["/app/src/a.ts"] });
    saved("/app/src/a.ts");
    const why = "src/a.ts changed, and it had failed when it was loaded first";
    assert.deepEqual(calls, [["note", "info", `the page is loaded anew: ${why}`], ["tell", `the page is loaded anew: ${why}`], ["reload"]]);
    assert.deepEqual(left(), [why]);
});

test("so does one of whose importers that is true, once something has failed in this page", () => {
    const { saved, updates, calls, left } = page({ broken: ["/app/src/main.ts"] });
    saved("/app/src/a.ts", { importers: ["/app/src/b.ts", "/app/src/main.ts"] });
    assert.deepEqual(calls, [], "it may still be waiting at its top level");
    updates.somethingFailed();
    saved("/app/src/a.ts", { importers: ["/app/src/b.ts", "/app/src/main.ts"] });
    assert.deepEqual(calls.at(-1), ["reload"]);
    assert.deepEqual(left(), ["src/a.ts changed, and src/main.ts had failed when it was loaded first"]);
});

test("a module that this page has never asked for is another page's", () => {
    const { saved, updates, calls } = page({ broken: ["/app/src/a.ts", "/app/src/lazy.ts"], requested: () => false });
    updates.somethingFailed();
    saved("/app/src/a.ts", { importers: ["/app/src/lazy.ts"] });
    assert.deepEqual(calls, []);
});

test("a module of which the runtime does not hear is judged by its importers alone", () => {
    const { saved, calls } = page({ broken: ["/app/src/plain.ts"] });
    saved("/app/src/plain.ts", { files: [] });
    assert.deepEqual(calls, []);
});

test("a worker cannot load itself anew, and says so", () => {
    const { saved, calls } = page({ broken: ["/app/src/a.ts"], worker: true });
    saved("/app/src/a.ts");
    assert.deepEqual(calls, [["note", "warn", "src/a.ts changed, and it had failed when it was loaded first; a worker has to be started anew for it"]]);
});

test("a reload of Vite's is explained by what was said of the file", () => {
    const { updates, emit, calls, left } = page();
    const text = "src/c.ts changed: its export C is no stream, and nothing takes it";
    updates.receive({ type: "note", level: "info", text, file: "/app/src/c.ts" });
    assert.deepEqual(calls, [["note", "info", text]]);
    emit("vite:beforeFullReload", { type: "full-reload", triggeredBy: "/app/src/c.ts" });
    assert.deepEqual(left(), [text]);
});

test("or by the module that has refused the update", () => {
    const { emit, left } = page();
    emit("vite:invalidate", { path: "/src/c.ts", message: "WAIT is another one" });
    emit("vite:beforeFullReload", { triggeredBy: "/app/src/c.ts" });
    assert.deepEqual(left(), ["WAIT is another one"]);
});

/** @type {[string, any, string][]} */
const RELOADS = [
    ["vite:beforeFullReload", { triggeredBy: "/app/src/c.ts" }, "src/c.ts changed, and nothing that imports it takes the update"],
    ["vite:beforeFullReload", { path: "*" }, "Vite asked for it"],
    ["vite:ws:disconnect", undefined, "Vite's server was started anew"],
    ["vite:beforeUpdate", update("/src/c.ts", 1, { isWithinCircularImport: true }), "src/c.ts changed, which imports itself through others, and that failed"],
];
for (const [event, payload, reason] of RELOADS) {
    test(`after ${event} ${JSON.stringify(payload) ?? ""} the reason is: ${reason}`, () => {
        const { emit, left } = page();
        emit(event, payload);
        assert.deepEqual(left(), [reason]);
    });
}

test("a page that the user leaves has no reason, nor one that got over it", () => {
    const { emit, left } = page();
    assert.deepEqual(left(), []);
    emit("vite:ws:disconnect");
    emit("vite:ws:connect");
    emit("vite:beforeUpdate", update("/src/c.ts", 1, { isWithinCircularImport: true }));
    emit("vite:afterUpdate", update("/src/c.ts"));
    assert.deepEqual(left(), []);
});

test("a reload long after it was announced is another one", (t) => {
    t.mock.timers.enable({ apis: ["Date"] });
    const { emit, left } = page();
    emit("vite:beforeFullReload", {});
    t.mock.timers.tick(60_000);
    assert.deepEqual(left(), []);
});

test("messages of another shape are not taken", () => {
    const { updates, calls } = page({ broken: ["/app/a.ts"] });
    updates.somethingFailed();
    for (const message of [{ type: "update" }, { type: "update", file: "/app/a.ts", files: "x", importers: [] }, { type: "update", files: [1], importers: [] },
        { type: "note", level: "loud", text: "x" }, { type: "note", level: "info", text: 1 }]) {
        updates.receive(message);
    }
    assert.deepEqual(calls, []);
});

/** @type {[string, string, { root: string, base: string }?][]} */
const ADDRESSES = [
    ["/src/a.ts?t=17&import", "/app/src/a.ts"],
    ["/@fs/lib/b%20c.ts", "/lib/b c.ts"],
    ["/app/src/a.ts", "/app/src/a.ts"],
    ["/base/src/a.ts", "/app/src/a.ts", { root: "/app", base: "/base/" }],
    ["/@fs/C:/x/a.ts", "C:/x/a.ts", { root: "C:/app", base: "/" }],
    ["/100%.ts", "/app/100%.ts"],
];
for (const [address, file, place = PLACE] of ADDRESSES) {
    test(`${address} is the file ${file}`, () => assert.equal(fileOf(address, place), file));
}

test("a file has its path from the root as its name, one elsewhere all of it", () => {
    assert.deepEqual([nameOf("/app/src/a.ts", PLACE), nameOf("/lib/a.ts", PLACE)], ["src/a.ts", "/lib/a.ts"]);
});

test("an update of components is compared with what lives when Vite has applied it, and no other one", () => {
    const { saved, emit, calls } = page(), components = ["/app/src/A.tsx", "/app/src/use.ts"];
    saved("/app/src/A.tsx", { stamp: 7, framework: "React", components });
    assert.deepEqual(calls, [["renews", { framework: "React", name: "src/A.tsx", files: components }]]);
    emit("vite:afterUpdate", update("/src/b.ts", 6));
    emit("vite:afterUpdate", { updates: [...update("/src/A.tsx", 7).updates, ...update("/src/B.tsx", 7).updates] });
    assert.deepEqual(calls.slice(1).map(([verb]) => verb), ["settled", "applied", "settled"]);
});

test("of components nothing is told where the page is loaded anew, or where what came has another shape", () => {
    const { saved, calls } = page({ broken: ["/app/src/A.tsx"] });
    saved("/app/src/A.tsx", { framework: "React", components: ["/app/src/A.tsx"] });
    assert.equal(calls.at(-1)?.[0], "reload");
    const other = page();
    other.saved("/app/src/A.tsx", { framework: 1, components: [] });
    other.saved("/app/src/A.tsx", { framework: "React", components: "all" });
    other.saved("/app/src/A.tsx", { framework: "React" });
    assert.deepEqual(other.calls, []);
});
