/** Cases of what a person asks for: versions that are forced, pinned and released, approval, differences, resets, sweeps. */
import assert from "node:assert/strict";
import test from "node:test";
import { COMMAND, ENTITY } from "../../src/protocol/kinds.js";
import { runtime } from "../../src/runtime/index.js";
import { attach, flush, replies, until as untilTold } from "../runtime/support/inspector.js";
import { App, until } from "./support/app.js";

/** What a person asks for in the terminal. */
class Hand {
    #request = 100;

    /** @param {import("node:test").TestContext} t */
    constructor(t) {
        this.inspector = attach(t);
        flush();
    }

    /** @param {string} kind @param {number | string} id `track#3`, or 0 @param {number} [version] @param {string} [text] */
    async ask(kind, id, version = 0, text = "") {
        const [lo, hi] = id === 0 ? [0, 0] : halvesOf(/** @type {string} */ (id)), request = ++this.#request;
        runtime.program.command(this.inspector.reader, { request, kind: COMMAND[/** @type {keyof typeof COMMAND} */ (kind)], idLo: lo, idHi: hi, version, text });
        await untilTold(() => replies.some(reply => reply.request === request && reply.reader === this.inspector.reader));
        flush();
        return replies.find(reply => reply.request === request && reply.reader === this.inspector.reader);
    }

    /** @param {string} name */
    track(name) {
        flush();
        return this.inspector.one("track", name);
    }

    /** The operator of a track that has a function of this name. @param {string} name @param {string} track */
    operator(name, track) {
        flush();
        const funs = this.inspector.all("operator_fun").filter(fun => fun.name === name).map(({ id }) => id);
        const found = this.inspector.all("operator").filter(({ fun, pipe }) => funs.includes(fun) && this.inspector.entities.get(pipe)?.name === track);
        assert.equal(found.length, 1, `${found.length} operators of ${track} are called ${name}`);
        return found[0].id;
    }
}

/** @param {string} id `track#3~1` @returns {[number, number]} */
function halvesOf(id) {
    const [, kind, slot, reuse] = /** @type {RegExpExecArray} */ (/^(\w+)#(\d+)(?:~(\d+))?$/.exec(id));
    return [Number(slot), (/** @type {any} */ (ENTITY)[kind.toUpperCase()] << 24 | Number(reuse ?? 0)) >>> 0];
}

/** @param {App} app @param {string} name of the track */
function saveThree(app, name) {
    const text = (/** @type {number} */ version) => `
        export const in$ = new Subject();
        export const ${name} = counted("in", in$).pipe(scan((a, b) => a + b, 0), map(x => x + "v${version}")${version === 3 ? ", filter(() => true)" : ""});
        ${name}.subscribe(x => seen(x));
    `;
    return [1, 2, 3].reduce((before, version) => before.then(() => app.save("a.js", text(version))), Promise.resolve());
}

test("a track is forced back to version 1, forward to 3, and released: each is a swap that keeps the state", async t => {
    const app = new App(t), hand = new Hand(t);
    await saveThree(app, "forced$");
    const { in$ } = app.module("a.js"), { id } = hand.track("forced$");
    in$.next(1);
    assert.equal((await hand.ask("SWAP", id, 1)).status, 0);
    in$.next(1);
    assert.deepEqual([hand.track("forced$").version, app.track("a.js", "forced$").pinned], [1, true]);
    await hand.ask("SWAP", id, 3);
    in$.next(1);
    await hand.ask("RELEASE", id);
    in$.next(1);
    assert.deepEqual(app.take(), ["1v3", "2v1", "3v3", "4v3"]);
    assert.equal(app.track("a.js", "forced$").pinned, false);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
});

test("a save meanwhile is held behind the pin and shown as waiting; released, the newest runs", async t => {
    const app = new App(t), hand = new Hand(t);
    await saveThree(app, "pinned$");
    const { in$ } = app.module("a.js"), { id } = hand.track("pinned$");
    await hand.ask("SWAP", id, 1);
    app.results();
    await app.edit("a.js", '"v3"', '"v4"');
    await app.edit("a.js", '"v4"', '"v5"');
    in$.next(1);
    assert.deepEqual(app.take(), ["1v1"]);
    assert.deepEqual(app.resultsOf("pinned$").map(([code]) => code), ["HELD", "HELD"]);
    assert.equal(app.track("a.js", "pinned$").waiting, 5);
    await hand.ask("RELEASE", id);
    in$.next(1);
    assert.deepEqual(app.take(), ["2v5"]);
    assert.deepEqual([app.track("a.js", "pinned$").waiting, hand.track("pinned$").version], [0, 5]);
});

test("a track is pinned where it is: other tracks of the module are swapped", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const stays$ = in$.pipe(map(x => "a" + x)), goes$ = in$.pipe(map(x => "a" + x));
        stays$.subscribe(watch("stays"));
        goes$.subscribe(watch("goes"));
    `);
    const { in$ } = app.module("a.js");
    await hand.ask("PIN", hand.track("stays$").id);
    await app.save("a.js", app.text("a.js").replaceAll('"a"', '"b"'));
    in$.next(1);
    assert.deepEqual(app.take(), [["stays", "a1"], ["goes", "b1"]]);
});

test("a save while one of its tracks is pinned reverts what was pinned: nothing waits any more", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `export const in$ = new Subject(); export const back$ = in$.pipe(map(x => "a" + x)); back$.subscribe(x => seen(x));`);
    await hand.ask("PIN", hand.track("back$").id);
    await app.edit("a.js", '"a"', '"b"');
    await app.edit("a.js", '"b"', '"a"');
    assert.equal(app.track("a.js", "back$").waiting, 0);
    await hand.ask("RELEASE", hand.track("back$").id);
    app.module("a.js").in$.next(1);
    assert.deepEqual(app.take(), ["a1"]);
});

test("a version that is not there is refused, and so is a subject", async t => {
    const app = new App(t), hand = new Hand(t);
    await saveThree(app, "refuses$");
    const reply = await hand.ask("SWAP", hand.track("refuses$").id, 9);
    assert.notEqual(reply.status, 0);
    assert.match(reply.text, /no version 9; there are 1, 2, 3/);
    await app.save("c.js", "export const subject$ = new BehaviorSubject(1);");
    assert.notEqual((await hand.ask("SWAP", hand.track("subject$").id, 1)).status, 0);
});

test("approval: a save shows its difference and waits; approved, it lands, with the state kept", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const asked$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), map(x => "a" + x));
        asked$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    assert.equal((await hand.ask("APPROVE", 0, 1)).status, 0);
    in$.next(1);
    app.results();
    await app.edit("a.js", '"a" + x', '"b" + x');
    in$.next(1);
    assert.deepEqual(app.take(), ["a1", "a2"]);
    const { id } = hand.track("asked$"), results = app.results();
    assert.ok(results.some(([code, text]) => code === "HELD" && text.startsWith("asked$")), `${results}`);
    const diff = await hand.ask("DIFF", id);
    assert.match(diff.text, /-.*"a" \+ x[^]*\+.*"b" \+ x/);
    assert.equal((await hand.ask("APPROVE", id)).status, 0);
    in$.next(1);
    assert.deepEqual(app.take(), ["b3"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.notEqual((await hand.ask("APPROVE", id)).status, 0, "nothing waits any more");
});

test("approval: of three saves the newest is what is approved, and turning it off approves what waits", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `export const in$ = new Subject(); export const late$ = in$.pipe(map(x => "0" + x)); late$.subscribe(x => seen(x)); export const more$ = of(1);`);
    const { in$ } = app.module("a.js");
    await hand.ask("APPROVE", 0, 1);
    for (const i of [1, 2, 3]) {
        await app.edit("a.js", `"${i - 1}" + x`, `"${i}" + x`);
    }
    await app.edit("a.js", "export const more$ = of(1);", "");
    in$.next(1);
    assert.equal(app.track("a.js", "more$").orphan, false);
    await hand.ask("APPROVE", 0, 0);
    in$.next(1);
    assert.deepEqual(app.take(), ["01", "31"]);
    await until(() => app.track("a.js", "more$").orphan);
});

test("approval: a save that changes nothing does not wait", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `export const in$ = new Subject(); export const same$ = in$.pipe(map(x => x)); same$.subscribe(x => seen(x));`);
    await hand.ask("APPROVE", 0, 1);
    await app.edit("a.js", "map(x => x)", "map(x => x) /* here */");
    assert.ok(!app.results().some(([code]) => code === "HELD"));
});

test("the difference of two versions has the operators that changed, and only those", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `export const in$ = new Subject(); export const diff$ = in$.pipe(rx.skip(0), map(x => x + 1), filter(() => true));`);
    await app.edit("a.js", "x + 1", "x + 2");
    const { text } = await hand.ask("DIFF", hand.track("diff$").id);
    assert.match(text, /-.*x \+ 1/);
    assert.match(text, /\+.*x \+ 2/);
    assert.doesNotMatch(text, /skip|filter/);
});

test("any two versions are compared, also what waits, and backwards", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", "export const in$ = new Subject(); export const two$ = in$.pipe(map(x => x + 1));");
    await app.edit("a.js", "x + 1", "x + 2");
    await hand.ask("APPROVE", 0, 1);
    await app.edit("a.js", "x + 2", "x + 3");
    const { id } = hand.track("two$");
    const waits = await hand.ask("DIFF", id, 3, "1");
    assert.match(waits.text, /^--- \S+ \S+ v1\n\+\+\+ \S+ \S+ v3\n-.*x \+ 1\n\+.*x \+ 3$/);
    assert.match((await hand.ask("DIFF", id, 1, "2")).text, /-.*x \+ 2\n\+.*x \+ 1$/);
    assert.match((await hand.ask("DIFF", id, 2, "0")).text, /-.*x \+ 1\n\+.*x \+ 2$/, "the one before it");
    const same = await hand.ask("DIFF", id, 2, "2");
    assert.deepEqual([same.status, same.text], [0, ""]);
    for (const [version, than, why] of [[2, "9", /has no version 9/], [9, "2", /has no version 9/], [2, "x", /is a number/], [1, "", /first that is known/]]) {
        const { status, text } = await hand.ask("DIFF", id, version, than);
        assert.notEqual(status, 0);
        assert.match(text, why);
    }
});

test("a function is shown as it was written, and as the newest save has it", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", "export const in$ = new Subject(); export const written$ = in$.pipe(map(x => x + 1), rx.skip(0));");
    const argOf = (/** @type {string} */ name) => {
        const { fun } = hand.inspector.entities.get(hand.operator(name, "written$"));
        return hand.inspector.all("arg").find(({ parent }) => parent === fun).id;
    };
    assert.equal((await hand.ask("SOURCE", argOf("map"))).text, "x => x + 1");
    await app.edit("a.js", "x + 1", "/* two */ x + 2");
    assert.equal((await hand.ask("SOURCE", argOf("map"))).text, "x => /* two */ x + 2");
    assert.match((await hand.ask("SOURCE", argOf("skip"))).text, /is no function/);
    const gone = await hand.ask("SOURCE", "arg#900");
    assert.notEqual(gone.status, 0);
    assert.match(gone.text, /there is no arg#900/);
});

test("one operator is reset: its state starts over, its neighbours keep theirs", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const reset$ = counted("in", in$).pipe(map((x, i) => [i, x]), scan((sum, [i, x]) => [i, sum[1] + x], [0, 0]), rx.pairwise(), map(([a, b]) => a.join(":") + " " + b.join(":")));
        reset$.subscribe(x => seen(x));
    `);
    const { in$ } = app.module("a.js");
    [1, 1].forEach(x => in$.next(x));
    app.take();
    assert.equal((await hand.ask("RESET", hand.operator("scan", "reset$"))).status, 0);
    in$.next(1);
    assert.deepEqual(app.take(), ["1:2 2:1"]);
    assert.deepEqual(app.counts.in, { subscribed: 1, unsubscribed: 0, living: 1 });
    assert.deepEqual(app.resultsOf("reset$").map(([code]) => code), ["RESET"]);
    await app.edit("a.js", "sum[1] + x", "sum[1] * x");
    in$.next(5);
    assert.deepEqual(app.take(), ["2:1 3:5"]);
});

test("a whole track is reset: all of it starts over, and its subscriber goes on", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", `
        export const in$ = new Subject();
        export const whole$ = counted("in", in$).pipe(scan((a, b) => a + b, 0), scan((a, b) => a + b, 0));
        whole$.subscribe(watch("out"));
    `);
    const { in$ } = app.module("a.js");
    [1, 1].forEach(x => in$.next(x));
    await hand.ask("RESET", hand.track("whole$").id);
    in$.next(1);
    assert.deepEqual(app.take(), [["out", 1], ["out", 3], ["out", 1]]);
    assert.equal(app.counts.in.living, 1);
});

test("fifty swaps and a sweep: what nothing uses is freed, and the sweep says how much", async t => {
    const app = new App(t), hand = new Hand(t);
    const text = (/** @type {number} */ i) => `export const in$ = new Subject(); export const kept$ = in$.pipe(map(x => x + ${i}));${i < 50 ? ` export const swept${i % 5}$ = in$.pipe(map(x => x));` : ""}`;
    await app.save("a.js", text(0));
    for (let i = 1; i <= 50; i++) {
        await app.save("a.js", text(i));
    }
    await until(() => [...app.swap("a.js").tracks.values()].some(({ orphan }) => orphan));
    assert.ok(app.track("a.js", "kept$").versions.length <= 33);
    const dry = await hand.ask("SWEEP_DRY", 0);
    assert.match(dry.text, /would be freed/);
    assert.equal((await hand.ask("SWEEP", 0)).status, 0);
    assert.deepEqual([...app.swap("a.js").tracks.values()].filter(({ orphan }) => orphan), []);
    assert.match((await hand.ask("SWEEP", 0)).text, /^0 /);
});

test("a sweep while a subscription uses an orphan keeps it and names the subscription; unsubscribed, the next sweep frees it", async t => {
    const app = new App(t), hand = new Hand(t);
    await app.save("a.js", "export const in$ = new Subject(); export const held$ = in$.pipe(map(x => x));");
    await app.save("b.js", `import { held$ } from "./a.js"; export const sub = held$.subscribe(watch("b"));`);
    await app.save("a.js", "export const in$ = new Subject();");
    await until(() => app.track("a.js", "held$").orphan);
    const { text } = await hand.ask("SWEEP", 0), [, by] = /held\$ kept by (subscription#\d+(?:~\d+)?)/.exec(text) ?? [];
    assert.ok(by !== undefined && hand.inspector.entities.has(by), text);
    app.module("b.js").sub.unsubscribe();
    await hand.ask("SWEEP", 0);
    assert.equal(app.swap("a.js").tracks.has("held$"), false);
});
