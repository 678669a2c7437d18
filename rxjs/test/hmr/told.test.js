/**
 * told.test.js - a reader that is there all the time knows after each save what one that comes later is told, and nothing is told
 * of what has ended.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND, ENTITY } from "../../src/protocol/kinds.js";
import { runtime } from "../../src/runtime/index.js";
import { attach, detach, flush, replies, until } from "../runtime/support/inspector.js";
import { App } from "./support/app.js";
import { Knowledge } from "./support/knowledge.js";
import { Program, dice } from "./support/programs.js";

const SEEDS = 16;
const SAVES = 8;
/** Longer than what a save took away waits for a newer one. */
const GONE_MS = 170;
const HEAD = "export const in$ = new Subject(); const plus = n => s => s.pipe(map(x => x + n)); globalThis.told$ = in$;\n";

/** @param {import("node:test").TestContext} t @returns {Promise<any>} */
async function reader(t) {
    const knows = /** @type {any} */ (attach(t, Knowledge));
    await until(() => knows.records.some((/** @type {any} */ { kind, flags }) => kind === "snapshot" && flags !== 0));
    return knows;
}

/** @param {import("node:test").TestContext} t @param {any} always @param {() => string} story */
async function compare(t, always, story) {
    flush();
    const later = await reader(t);
    flush();
    assert.deepEqual([...always.wrong, ...later.wrong], [], story());
    assert.deepEqual(later.whole(), always.whole(), story());
    detach(later);
}

/** @param {number} value */
function send(value) {
    /** @type {any} */ (globalThis).told$.next(value);
}

/** An app whose errors that nobody handles are not the test's. @param {import("node:test").TestContext} t */
function quietApp(t) {
    const app = new App(t);
    app.rxjs.config.onUnhandledError = () => {};
    t.after(() => (app.rxjs.config.onUnhandledError = null));
    return app;
}

/** @param {import("node:test").TestContext} t @param {string[]} texts */
async function hold(t, texts) {
    const app = quietApp(t), always = await reader(t);
    for (const text of texts) {
        await app.save("a.js", HEAD + text);
        flush();
        send(1);
        await compare(t, always, () => text);
    }
}

const WRITTEN = {
    "what hands its subscriber on goes, with an operator before it that stays": [
        "const a$ = merge(in$, rx.NEVER);\nconst b$ = a$.pipe(rx.takeUntil(rx.NEVER), plus(1)); b$.subscribe(x => 1);",
        "const a$ = merge(in$, rx.NEVER).pipe(plus(1), map(x => x + 0));\nconst b$ = a$.pipe(map(x => x + 1)); b$.subscribe(x => 1);",
    ],
    "functions among the args of a source, and in streams among args": [
        "const a$ = merge(in$.pipe(map(x => 1)), rx.NEVER); a$.pipe(rx.mergeWith(in$.pipe(map(x => 1)))).subscribe(x => 1);",
        "const a$ = merge(in$.pipe(map(x => 2)), rx.NEVER); a$.pipe(rx.mergeWith(in$.pipe(map(x => 2)))).subscribe(x => 1);",
        "const a$ = merge(in$.pipe(map(x => 2), filter(x => 1)), rx.NEVER); a$.pipe(rx.mergeWith(in$.pipe(filter(x => 1)))).subscribe(x => 1);",
    ],
    "a stream has two names": [
        "const a$ = in$.pipe(map(x => 1)); const c$ = a$; c$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 1), filter(x => 1)); const c$ = a$; c$.subscribe(x => 1);",
        "const a$ = in$.pipe(filter(x => 1)); const c$ = a$.pipe(map(x => 2)); c$.subscribe(x => 1);",
    ],
    "two names change places": [
        "const a$ = in$.pipe(map(x => 1)); const b$ = in$.pipe(filter(x => 2)); a$.subscribe(x => 1);",
        "const b$ = in$.pipe(map(x => 1)); const a$ = in$.pipe(filter(x => 2)); b$.subscribe(x => 1);",
        "const b$ = in$.pipe(map(x => 3)); const a$ = in$.pipe(filter(x => 3)); a$.subscribe(x => 1);",
    ],
    "a subject is called otherwise, and stands elsewhere": [
        "const s$ = new Subject(); s$.subscribe(x => 1);",
        "\n\nconst t$ = new Subject(); t$.subscribe(x => 1);",
        "\nconst t$ = new Subject(); t$.subscribe(x => 1);",
    ],
    "a stream becomes a subject, and a stream again": [
        "const a$ = in$.pipe(map(x => 1)); a$.subscribe(x => 1);",
        "const a$ = new BehaviorSubject(1); a$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 2)); a$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 3)); a$.subscribe(x => 1);",
    ],
    "a stream is left to itself for a while": [
        "const a$ = in$.pipe(map(x => 1)); a$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 1)); // rx:ignore\na$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 2)); // rx:ignore\na$.subscribe(x => 1);",
        "const a$ = in$.pipe(map(x => 2)); a$.subscribe(x => 1);",
    ],
    "the first operator is put behind a source": [
        "const a$ = rx.defer(() => in$); a$.subscribe(x => 1);",
        "const a$ = rx.defer(() => in$).pipe(map(x => 1)); a$.subscribe(x => 1);",
        "const a$ = rx.defer(() => in$).pipe(map(x => 1), filter(x => 1)); a$.subscribe(x => 1);",
    ],
    "a name goes from one stream to another": [
        "const a$ = in$; a$.subscribe(x => 3);",
        "const a$ = rx.defer(() => in$); a$.subscribe(x => 3);",
        "const a$ = in$; a$.subscribe(x => 3);",
    ],
    "an error that nobody handles": ["in$.pipe(map(x => x.no.such)).subscribe(x => 1);", "in$.pipe(map(x => x.no.other)).subscribe(x => 1);"],
    "values are sent while levels of a subscriber move": [
        "const a$ = rx.defer(() => in$); const c$ = a$.pipe(map(x => x + 2), rx.takeUntil(rx.NEVER), rx.mergeWith(in$)); c$.subscribe(x => 2);",
        "const a$ = rx.defer(() => in$).pipe(rx.switchMap(x => of(x, 2)), rx.startWith(1), plus(2));\n" +
            "const c$ = a$.pipe(rx.shareReplay(1), rx.finalize(() => 0)); c$.subscribe(x => 2);",
    ],
};

for (const [name, texts] of Object.entries(WRITTEN)) {
    test(`told alike: ${name}`, t => hold(t, texts));
}

// ---- Random saves, and what a person asks for between them -------------------------------------------------

/** @param {string} id `track#3~1` @returns {[number, number]} */
function halvesOf(id) {
    const [, kind, slot, reuse] = /** @type {RegExpExecArray} */ (/^(\w+)#(\d+)(?:~(\d+))?$/.exec(id));
    return [Number(slot), (/** @type {any} */ (ENTITY)[kind.toUpperCase()] << 24 | Number(reuse ?? 0)) >>> 0];
}

/** @param {any} knows @param {keyof typeof COMMAND} kind @param {string} id "" for none @param {number} [version] @param {string} [text] @returns {string} what was done */
function ask(knows, kind, id, version = 0, text = "") {
    const [idLo, idHi] = id === "" ? [0, 0] : halvesOf(id);
    runtime.program.command(knows.reader, { request: 1, kind: COMMAND[kind], idLo, idHi, version, text });
    return `${kind} ${id} ${version}: ${replies.at(-1)?.text}`;
}

/** What a person may ask for. @param {any} knows @param {(n: number) => number} pick @returns {string} */
function askAny(knows, pick) {
    const any = (/** @type {RegExp} */ kind) => {
        const ids = [...knows.entities.keys()].filter(id => kind.test(id));
        return ids[pick(ids.length)];
    };
    const track = any(/^track/), operator = any(/^operator#/) ?? track, subscription = any(/^subscription/) ?? track;
    const all = [
        () => ask(knows, "PIN", track), () => ask(knows, "PIN", track), () => ask(knows, "RELEASE", track), () => ask(knows, "SWAP", track, pick(3)),
        () => ask(knows, "RESET", track), () => ask(knows, "RESET", operator), () => ask(knows, "SWEEP", ""), () => ask(knows, "APPROVE", "", pick(2)),
        () => ask(knows, "UNSUBSCRIBE", subscription), () => ask(knows, "TAG", any(/^(track|observable|pipe|operator|subscription)#/), 1, `t${pick(2)}`),
    ];
    return all[pick(all.length)]();
}

/** @param {import("node:test").TestContext} t @param {number} seed */
async function play(t, seed) {
    const app = quietApp(t), pick = dice(seed), program = new Program(pick), always = await reader(t), done = /** @type {string[]} */ ([]);
    for (let i = 0; i < SAVES; i++) {
        i > 0 && done.push(program.edit());
        await app.save("a.js", program.text);
        if (pick(5) === 0) {
            done.push(program.edit());
            await app.save("a.js", program.text); // before anything is told of the one before
        }
        pick(3) > 0 && flush();
        send(pick(4));
        flush();
        pick(5) === 0 && await new Promise(done => setTimeout(done, GONE_MS));
        pick(2) === 0 && done.push(askAny(always, pick));
        pick(2) === 0 && send(pick(4));
        await compare(t, always, () => `save ${i}: ${done.slice(-4).join("; ")}\n${program.text}`);
    }
}

for (let seed = 1; seed <= SEEDS; seed++) {
    test(`told alike: random saves ${seed}`, t => play(t, seed));
}

test("versions that came between two flushes are told, too, and so is one that waits behind a pin", async t => {
    const app = new App(t), knows = await reader(t), text = (/** @type {number} */ n) => `const v1$ = of(1).pipe(map(x => x + ${n}));`;
    await app.save("a.js", text(1));
    flush();
    await app.save("a.js", text(2));
    await app.save("a.js", text(3));
    flush();
    const { id } = knows.one("track", "v1$");
    assert.deepEqual(knows.entities.get(id).versions.map((/** @type {any} */ { number, generation }) => [number, generation]), [[1, 1], [2, 2], [3, 3]]);
    ask(knows, "PIN", id);
    await app.save("a.js", text(4));
    flush();
    assert.equal(knows.entities.get(id).versions.at(-1).number, 4);
    assert.deepEqual([knows.entities.get(id).version, knows.entities.get(id).waiting], [3, 4]);
});

test("an arg is of the generation whose function runs: not of one that waits, and not of one that failed", async t => {
    const app = new App(t), knows = await reader(t), text = (/** @type {number} */ n) => `const g1$ = of(1).pipe(map(x => x * ${n}));`;
    await app.save("a.js", text(1));
    flush();
    ask(knows, "PIN", knows.one("track", "g1$").id);
    await app.save("a.js", text(2));
    flush();
    const later = await reader(t);
    assert.deepEqual([knows, later].map(one => one.one("arg", "x => x * 1").generation), [1, 1]);
    await app.save("a.js", "throw new Error();");
    const last = await reader(t);
    assert.equal(last.one("arg", "x => x * 1").generation, 1);
});

test("an operator and the observable that it makes have tags of their own", async t => {
    const app = new App(t), knows = await reader(t);
    await app.save("a.js", "const a$ = of(1).pipe(map(x => x));");
    flush();
    const { id, target } = knows.all("operator").at(-1);
    ask(knows, "TAG", id, 1, "mine");
    ask(knows, "TAG", target, 1, "its");
    const later = await reader(t);
    for (const one of [knows, later]) {
        assert.deepEqual([id, target].map(id => [...one.entities.get(id).tags]), [["mine"], ["its"]]);
    }
});
