/**
 * A pipe of random operators behind a subject is edited again and again, in random ways; a model in plain JavaScript says what has
 * to be seen. Operators have names in their text, so that the model knows which are the same ones; the runtime has to find that
 * out.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { App, collect } from "./support/app.js";

const EDITS = 220;
const SEEDS = [2, 16, 21, 36];

/** Numbers from 0 to n - 1, the same ones for the same seed. @param {number} seed @returns {(n: number) => number} */
function randomOf(seed) {
    let state = seed * 2654435769 >>> 0;
    return n => {
        state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
        return ((state ^ state >>> 13) >>> 0) % n;
    };
}

/** @typedef {{ kind: string, a: number, id: number }} Op a: what an edit changes in it */

/**
 * Kinds of operators: their text, and a model of one that runs. `next` returns what goes on.
 * @type {Record<string, { isFunction: boolean, text: (op: Op) => string, model: () => { next: (x: number, op: Op) => number[] } }>}
 */
const KINDS = {
    map: { isFunction: true, text: ({ a }) => `map(x => x + ${a})`, model: () => ({ next: (x, { a }) => [x + a] }) },
    filter: { isFunction: true, text: ({ a }) => `filter(x => x % 7 !== ${a % 7})`, model: () => ({ next: (x, { a }) => x % 7 !== a % 7 ? [x] : [] }) },
    tap: { isFunction: true, text: ({ a }) => `tap(() => ${a})`, model: () => ({ next: x => [x] }) },
    scan: { isFunction: true, text: ({ a }) => `scan((sum, x) => (sum + x + ${a}) % 10007, 0)`, model: sum },
    index: { isFunction: true, text: ({ a }) => `rx.map((x, i) => x + i * ${a})`, model: counting },
    skip: { isFunction: false, text: ({ a }) => `rx.skip(${a % 3})`, model: skipping },
    pairs: { isFunction: true, text: ({ a }) => `rx.pairwise(), map(([p, q]) => p - q + ${a})`, model: pairs },
    until: { isFunction: true, text: ({ a }) => `rx.takeUntil(stop${a % 2}$)`, model: () => ({ next: x => [x] }) },
    final: { isFunction: true, text: ({ a }) => `rx.finalize(() => ${a})`, model: () => ({ next: x => [x] }) },
    merge: { isFunction: true, text: ({ a }) => `rx.mergeMap(x => of(x, x + ${a}))`, model: () => ({ next: (x, { a }) => [x, x + a] }) },
};

function sum() {
    let sum = 0;
    return { next: (/** @type {number} */ x, /** @type {Op} */ { a }) => [sum = (sum + x + a) % 10007] };
}

function counting() {
    let i = 0;
    return { next: (/** @type {number} */ x, /** @type {Op} */ { a }) => [x + i++ * a] };
}

function skipping() {
    let seen = 0;
    return { next: (/** @type {number} */ x, /** @type {Op} */ { a }) => ++seen > a % 3 ? [x] : [] };
}

function pairs() {
    let last = /** @type {number | null} */ (null);
    return {
        next(/** @type {number} */ x, /** @type {Op} */ { a }) {
            const before = last;
            last = x;
            return before === null ? [] : [before - x + a];
        },
    };
}

// ---- The model -----------------------------------------------------------------------------------------

/** One subscription: what runs of each operator, by its id. */
class Model {
    /** @type {Map<number, { next: (x: number, op: Op) => number[], a: number }>} */
    #running = new Map();

    /** The pipe is what `ops` says now: those that are new, or have another value, start over. @param {Op[]} ops */
    follow(ops) {
        const before = this.#running;
        this.#running = new Map(ops.map(op => {
            const known = before.get(op.id), isKept = known !== undefined && (KINDS[op.kind].isFunction || known.a === op.a);
            return [op.id, isKept ? known : { ...KINDS[op.kind].model(), a: op.a }];
        }));
    }

    /** @param {Op[]} ops @param {number} value @returns {number[]} */
    send(ops, value) {
        return ops.reduce((values, op) => values.flatMap(x => /** @type {any} */ (this.#running.get(op.id)).next(x, op)), [value]);
    }
}

// ---- Edits ---------------------------------------------------------------------------------------------

/** Edits whose outcome the text decides: one operator is touched, and of a kind there is one. */
class Editor {
    #ids = 0;
    #turn = 0;

    /** @param {(n: number) => number} random */
    constructor(random) {
        this.random = random;
        /** @type {Op[]} */
        this.ops = [this.#make("scan")];
    }

    /** @param {string} kind @returns {Op} */
    #make(kind) {
        return { kind, a: 1 + this.random(90), id: ++this.#ids };
    }

    /** @returns {string} what was done */
    edit() {
        const edits = [() => this.#change(), () => this.#change(), () => this.#insert(), () => this.#remove(), () => this.#reorder()];
        return edits[this.random(edits.length)]();
    }

    /** Another function or value. */
    #change() {
        const at = this.random(this.ops.length), op = this.ops[at];
        this.ops = this.ops.with(at, { ...op, a: op.a + 1 + ++this.#turn % 2 });
        return `${op.kind} is changed`;
    }

    #insert() {
        const kinds = Object.keys(KINDS).filter(kind => this.ops.every(op => op.kind !== kind));
        if (kinds.length === 0) {
            return this.#remove();
        }
        const kind = kinds[this.random(kinds.length)], at = this.random(this.ops.length + 1);
        this.ops = this.ops.toSpliced(at, 0, this.#make(kind));
        return `${kind} is inserted at ${at}`;
    }

    #remove() {
        const at = this.random(this.ops.length), { kind } = this.ops[at];
        if (kind === "scan") {
            return this.#change();
        }
        this.ops = this.ops.toSpliced(at, 1);
        return `${kind} is removed`;
    }

    /** One is moved past one neighbour: which of the two stays is the runtime's choice, so neither has a state. */
    #reorder() {
        const stateless = ["map", "filter", "tap", "merge"];
        const places = this.ops.flatMap((op, i) => i > 0 && stateless.includes(op.kind) && stateless.includes(this.ops[i - 1].kind) ? [i] : []);
        if (places.length === 0) {
            return this.#insert();
        }
        const at = places[this.random(places.length)], [a, b] = [this.ops[at - 1], this.ops[at]];
        this.ops = this.ops.with(at - 1, b).with(at, a);
        return `${a.kind} and ${b.kind} change places`;
    }

    get text() {
        return this.ops.map(op => KINDS[op.kind].text(op)).join(", ");
    }
}

/** @param {Editor} editor */
function textOf({ text }) {
    return `
        export const in$ = new Subject(), stop0$ = new Subject(), stop1$ = new Subject();
        export const out$ = rx.defer(() => counted("in", in$)).pipe(${text});
        out$.subscribe(watch("1"));
        out$.subscribe(watch("2"));
        export const open = name => out$.subscribe(watch(name));
    `;
}

/** @param {import("node:test").TestContext} t @param {number} seed */
async function play(t, seed) {
    const app = new App(t), random = randomOf(seed), editor = new Editor(random), done = /** @type {string[]} */ ([]);
    const models = new Map([["1", new Model()], ["2", new Model()]]);
    const follow = () => models.forEach(model => model.follow(editor.ops));
    const send = (/** @type {number} */ value) => [...models].flatMap(([name, model]) => model.send(editor.ops, value).map(x => [name, x]));
    follow();
    await app.save("a.js", textOf(editor));
    const { in$, stop0$, stop1$, open } = app.module("a.js");
    for (let i = 0; i < EDITS; i++) {
        const before = editor.text;
        done.push(editor.edit());
        await app.save("a.js", textOf(editor));
        follow();
        const story = () => `edit ${i}: ${done.slice(-3).join("; ")}\n${before}\n${editor.text}\n${JSON.stringify(app.results().slice(-3))}`;
        assert.deepEqual(app.take(), [], `an edit sends nothing. ${story()}`);
        for (let n = 1 + random(3); n > 0; n--) {
            const value = random(100), wanted = send(value);
            in$.next(value);
            assert.deepEqual(app.take(), wanted, story());
        }
        assert.deepEqual(app.counts.in, { subscribed: models.size, unsubscribed: 0, living: models.size }, story());
        assert.equal(in$.observers.length, models.size);
        assert.deepEqual([stop0$, stop1$].map(({ observers }) => observers.length), stopsOf(editor.ops).map(n => n * models.size), story());
        i === 99 && await collect();
        if (i % 50 === 25) {
            const name = `late ${i}`;
            models.set(name, new Model());
            follow();
            open(name);
        }
    }
    in$.complete();
    assert.deepEqual(app.take(), [...models.keys()].map(name => [name, "complete"]));
    assert.equal(app.counts.in.living, 0);
}

/** How often each stop is listened to. @param {Op[]} ops */
function stopsOf(ops) {
    return [0, 1].map(n => ops.filter(({ kind, a }) => kind === "until" && a % 2 === n).length);
}

for (const seed of SEEDS) {
    test(`${EDITS} random edits of a pipe: each subscriber sees what a model says, once, and never an end (seed ${seed})`, t => play(t, seed));
}
