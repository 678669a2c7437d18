/**
 * told.test.js - a reader that is there all the time knows after each save what one that comes later is told, and nothing is told
 * of what has ended.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attach, detach, flush, until } from "../runtime/support/inspector.js";
import { App } from "./support/app.js";

const SAVES = 6;
const HEAD = "export const in$ = new Subject(); const plus = n => s => s.pipe(map(x => x + n)); globalThis.told$ = in$;\n";
const SOURCES = ["in$", "merge(in$, rx.NEVER)", "rx.defer(() => in$)", "merge(in$.pipe(map(x => x + $)), rx.NEVER)"];
const OPERATORS = [
    "map(x => x + $)", "filter(x => x !== $)", "rx.share()", "rx.takeUntil(rx.NEVER)", "rx.startWith($)", "plus($)", "rx.shareReplay(1)",
    "rx.switchMap(x => of(x, $))", "rx.mergeWith(in$.pipe(map(x => x * $), filter(x => x > $)))", "rx.finalize(() => $)",
];

/** Numbers below n, the same ones for a seed. @param {number} seed */
function dice(seed) {
    let state = seed * 7919 + 1;
    return (/** @type {number} */ n) => (state = state * 48271 % 0x7fffffff) % n;
}

/** @param {(n: number) => number} pick @param {string[]} list */
function one(pick, list) {
    return list[pick(list.length)].replaceAll(/(?<!in)\$/g, () => String(pick(3)));
}

/** @param {(n: number) => number} pick */
function piped(pick) {
    const operators = Array.from({ length: pick(4) }, () => one(pick, OPERATORS));
    return operators.length === 0 ? "" : `.pipe(${operators.join(", ")})`;
}

/** @param {(n: number) => number} pick */
function program(pick) {
    return [
        `const a$ = ${one(pick, SOURCES)}${piped(pick)};`,
        pick(5) > 0 ? `const b$ = a$${piped(pick)}; b$.subscribe(x => ${pick(2)});` : "",
        pick(3) > 0 ? `const c$ = a$${piped(pick)}; c$.subscribe(x => ${pick(2)});` : "",
        pick(2) > 0 ? `a$${piped(pick)}.subscribe(x => ${pick(2)});` : "",
    ].join("\n");
}

/** A reader; what it is told is held against what must be true of it. @param {import("node:test").TestContext} t @param {string[]} wrong */
async function reader(t, wrong) {
    const inspector = attach(t), read = inspector.read.bind(inspector);
    inspector.read = bytes => {
        try {
            read(bytes);
        } catch (error) {
            wrong.push(/** @type {Error} */ (error).message);
        }
    };
    await until(() => inspector.records.some(({ kind, flags }) => kind === "snapshot" && flags !== 0));
    return inspector;
}

/** How all hangs together, without what was counted. @param {any} inspector */
function pictureOf(inspector) {
    return inspector.picture().rows.map((/** @type {any} */ { id, name, args, parent, pipe, fun, position, source, target, entity, version, result, orphan }) =>
        ({ id, name, args, parent, pipe, fun, position, source, target, entity, version, result, orphan }));
}

/** @param {import("node:test").TestContext} t @param {string[]} texts */
async function hold(t, texts) {
    const app = new App(t), wrong = /** @type {string[]} */ ([]), always = await reader(t, wrong);
    for (const text of texts) {
        await app.save("a.js", HEAD + text);
        flush();
        /** @type {any} */ (globalThis).told$.next(1);
        flush();
        const later = await reader(t, wrong);
        flush();
        assert.deepEqual(wrong, [], text);
        assert.deepEqual(pictureOf(always), pictureOf(later), text);
        detach(later);
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
    "values are sent while levels of a subscriber move": [
        "const a$ = rx.defer(() => in$); const c$ = a$.pipe(map(x => x + 2), rx.takeUntil(rx.NEVER), rx.mergeWith(in$)); c$.subscribe(x => 2);",
        "const a$ = rx.defer(() => in$).pipe(rx.switchMap(x => of(x, 2)), rx.startWith(1), plus(2));\n" +
            "const c$ = a$.pipe(rx.shareReplay(1), rx.finalize(() => 0)); c$.subscribe(x => 2);",
    ],
};

for (const [name, texts] of Object.entries(WRITTEN)) {
    test(`told alike: ${name}`, t => hold(t, texts));
}

for (let seed = 1; seed <= 4; seed++) {
    test(`told alike: random saves ${seed}`, t => {
        const pick = dice(seed);
        return hold(t, Array.from({ length: SAVES }, () => program(pick)));
    });
}
