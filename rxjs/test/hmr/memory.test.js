/**
 * memory.test.js - browsers keep each module that they have evaluated, and so what its `$rxs()` returns: that keeps nothing of its
 * own, and yet a function of an evaluation long over makes streams with the names that they have in its source.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { of } from "rxjs";
import { runtime } from "../../src/runtime/index.js";
import { hotModules } from "../../src/runtime/hmr/module.js";
import { Rows } from "../../src/runtime/rows.js";
import { definitionOf } from "../../src/runtime/sites.js";
import { App, collect } from "./support/app.js";

const SITES = 200, EVALUATIONS = 60, LATER = 8;
/** Versions of a track are kept to this number, beside the one that runs. */
const VERSIONS = 32;
/** A module of many streams, whose last site stands in a function. @param {number} version */
function description(version) {
    const rows = Array.from({ length: SITES }, (_, i) => ["k", "of", i + 1, `a${i}$`, "", [["0", 1, `a text of version ${version}`, `a${i}`]], "", `h${i}`]);
    const later = ["k", "of", 1000 + version, "", "make", [["0", 1, "x", "h"]], "make/of", "m", [], LATER];
    return { name: "many.js", file: "/memory/many.js", sites: JSON.stringify([...rows, later]), hot: { imports: [], exports: [], hash: `v${version}` } };
}

/** One evaluation, and its sites. @param {number} version */
async function evaluate(version) {
    const $ = runtime.module(/** @type {any} */ (description(version)));
    for (let i = 0; i < SITES; i++) {
        $.k(i, of, version);
    }
    $.e();
    await null;
    return $;
}

/** Bytes of the heap, after a collection. */
async function heap() {
    await collect();
    return process.memoryUsage().heapUsed;
}

test("evaluations of before keep nothing of their own; what is called of them yet has its sites", async t => {
    t.after(() => hotModules.delete("/memory/many.js"));
    /** @type {any[]} */
    const kept = [];
    for (let version = 1; version < VERSIONS + 5; version++) {
        kept.push(await evaluate(version));
    }
    const before = await heap();
    for (let version = VERSIONS + 5; version < VERSIONS + 5 + EVALUATIONS; version++) {
        kept.push(await evaluate(version));
    }
    const grown = await heap() - before;
    assert.ok(grown / EVALUATIONS < description(1).sites.length / 2, `${grown / EVALUATIONS} bytes an evaluation`);

    const swap = /** @type {import("../../src/runtime/hmr/module.js").HotModule} */ (hotModules.get("/memory/many.js"));
    for (const index of [0, 30, kept.length - 1]) {
        const { site } = definitionOf(kept[index].k(SITES, of, 1));
        assert.deepEqual([site.name, site.line, site.scope, site.text], ["of", 1001 + index, "make", "x"]);
    }
    assert.equal(swap.open.size, 3, "they were read again");
    await evaluate(1000);
    assert.equal(swap.open.size, 0, "and let go of with the next commit");
});

test("what is evaluated and given up lets go of what it made", async t => {
    const app = new App(t);
    await app.save("app.js", "export const a$ = new Subject().pipe(map(x => x));");
    await assert.rejects(app.save("other.js", "throw new Error(\"the first one\");"));
    const stage = new Promise(done => {
        app.seen.push = (/** @type {any[]} */ ...what) => (done(app.swap("app.js").stage), what.length);
    });
    await app.save("app.js", "export const a$ = new Subject().pipe(map(x => x + 1)); seen(\"here\"); throw new Error(\"no\");");
    const { declared, todo, isDropped } = /** @type {import("../../src/runtime/hmr/stage.js").Stage} */ (await stage);
    assert.deepEqual([isDropped, declared.size, todo.length], [true, 0, 0]);
});

test("a save that is held, and in whose place another one comes, keeps nothing", async t => {
    const app = new App(t), { approval } = await import("../../src/runtime/hmr/commit.js");
    await app.save("app.js", "export const a$ = of(1).pipe(map(x => x));");
    approval.on = true;
    await app.save("app.js", "export const a$ = of(1).pipe(map(x => x + 1));");
    const first = /** @type {import("../../src/runtime/hmr/stage.js").Stage} */ (app.swap("app.js").stage);
    assert.equal(first.declared.size, 1);
    await app.save("app.js", "export const a$ = of(1).pipe(map(x => x + 2));");
    assert.notEqual(app.swap("app.js").stage, first);
    assert.deepEqual([first.declared.size, first.rows.length], [0, 0]);
});

test("a function of an evaluation before goes on with the newest of its callbacks", async t => {
    const app = new App(t);
    const text = (/** @type {number} */ n) => `function make() { return of(1).pipe(map(x => x + ${n})); }\nseen(make);\nexport const a$ = of(${n});`;
    await app.save("app.js", text(10));
    for (let n = 11; n < 20; n++) {
        await app.save("app.js", text(n));
    }
    const [first] = app.take(), stream = first();
    assert.equal(definitionOf(stream).pipe.site.scope, "make");
    stream.subscribe((/** @type {number} */ value) => app.seen.push(value));
    assert.deepEqual(app.take(), [20], "what it closes over is nothing of its own");
});

test("rows are read as they were written, and what is empty at their end need not be", () => {
    const rows = new Rows('[["o","map",3,"","f",[["0",0,"g","H",[1],2],["1.a",1,"2"]],"f/map","R",[0],8],["p","pipe",4,"a$","",["S",["T",[2]]],"","Q"],["k","of",5]]', ["b", "c", "a"]);
    assert.deepEqual(rows.site(0).slice(0, 5), ["o", "map", 3, "", "f"]);
    assert.deepEqual(rows.hot(0), ["f/map", "R b", [0], 8, [["H c", [1], 2], ["", [], 0]]]);
    assert.deepEqual([rows.site(1), rows.hot(1)], [["p", "pipe", 4, "a$", "", []], ["a$", "Q", [], 0, []]]);
    assert.deepEqual([0, 1, 2].map(position => rows.step(1, position)), [{ hash: "S", deps: [] }, { hash: "T a", deps: [2] }, { hash: "", deps: [] }]);
    assert.deepEqual([rows.site(2), rows.hot(2)], [["k", "of", 5, "", "", []], ["", "", [], 0, []]]);
    rows.end();
    assert.deepEqual([rows.key(0), rows.key(1), rows.hot(1)], ["f/map", "", null]);
    assert.deepEqual([rows.site(1), rows.site(99)], [["x", "", 0, "", "", []], ["x", "", 0, "", "", []]]);
    assert.equal(new Rows("").known().length, 0);
});
