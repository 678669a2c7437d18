/**
 * Everything that rxjs has, in one page, edited again and again by chance: of each save only what was edited changes.
 * RXSCOPE_SEED is another beginning, RXSCOPE_EDITS another number of edits.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as rxjs from "rxjs";
import * as operators from "rxjs/operators";
import { hotLab, noHotPages } from "../../support/hot.js";
import { FILES, GIVEN, STREAMS, fileOf, kitchenPrelude, random } from "../../support/kitchen.js";

const SEED = Number(process.env.RXSCOPE_SEED ?? 20250607), EDITS = Number(process.env.RXSCOPE_EDITS ?? 200);
const lab = hotLab();
const exported = new Set([...Object.keys(rxjs), ...Object.keys(operators)]);

/** @typedef {import("../../support/kitchen.js").Edition} Edition */
/** @typedef {import("../../support/kitchen.js").Stream} Stream */

/** @param {Stream} stream @param {Edition} edition */
const perRound = ({ per }, { n }) => typeof per === "function" ? per(n) : per === "free" ? 1 : per;

class Kitchen {
    /** @type {Map<string, Edition>} */
    editions = new Map(STREAMS.map(({ name, numbers }) => [name, { head: 0, tail: 0, n: numbers[0] ?? 0, tap: false, front: false }]));
    /** Subscribes of a source so far. @type {Map<string, number>} */
    subscribed = new Map();
    /** The last value of those that go up by one. @type {Map<string, number>} */
    last = new Map();
    tag = 0;

    /** @param {number} seed */
    constructor(seed) {
        this.random = random(seed);
    }

    /** @template T @param {T[]} all @returns {T} */
    pick(all) {
        return all[Math.floor(this.random() * all.length)];
    }

    /** A save of one file. @returns {{ file: string, edits: { stream: Stream, what: string }[] }} */
    save() {
        const { file } = this.pick(STREAMS), all = STREAMS.filter((stream) => stream.file === file);
        const edits = Array.from({ length: this.pick([1, 1, 1, 2, 3]) }, () => this.edit(this.pick(all)));
        return { file, edits };
    }

    /** @param {Stream} stream */
    edit(stream) {
        const edition = /** @type {Edition} */ (this.editions.get(stream.name)), { numbers } = stream;
        const probe = stream.text({ source: "", fn: () => "FN", n: 0, front: "" });
        const what = this.pick(["tail", "tap", ...probe.includes("FN") ? ["head", "head"] : [], ...numbers.length > 0 ? ["n", "n"] : [],
            ...stream.front ? ["front"] : []]);
        if (what === "tap" || what === "front") {
            edition[what] = !edition[what];
        } else if (what === "n") {
            edition.n = this.pick(numbers.filter((n) => n !== edition.n));
        } else {
            edition[/** @type {"head" | "tail"} */ (what)] = ++this.tag;
        }
        return { stream, what };
    }

    /** How many values each stream has to send in a round. @returns {Record<string, number>} */
    get due() {
        return Object.fromEntries(STREAMS.map((stream) => [stream.name, perRound(stream, /** @type {Edition} */ (this.editions.get(stream.name)))]));
    }

    /** What is wrong with a round. @param {any} round @param {Set<string>} [edited] streams that may send because of it @returns {string[]} */
    faults({ left, values, marks, subscribed, ended }, edited = new Set()) {
        /** @type {string[]} */
        const faults = ended.map((/** @type {unknown} */ end) => `ended: ${end}`);
        for (const stream of STREAMS) {
            const { name, per, calls, resubscribes } = stream, edition = /** @type {Edition} */ (this.editions.get(name));
            const say = (/** @type {string} */ text) => faults.push(`${name}: ${text}`);
            const sent = values[name] ?? [], due = perRound(stream, edition), heads = new Set(marks[name] ?? []);
            per !== "free" && sent.length !== due && say(`sent ${sent.length} values instead of ${due}`);
            per === "free" && sent.length === 0 && say("sends nothing any more");
            sent.some(([tail]) => tail !== edition.tail) && say(`sent ${JSON.stringify(sent)} instead of the tag ${edition.tail}`);
            calls && (heads.size !== 1 || !heads.has(edition.head)) && say(`ran the code ${[...heads]} instead of ${edition.head}`);
            for (const tap of /** @type {const} */ (["tap", "front"])) {
                const calls = (marks[`${name} ${tap}`] ?? []).length;
                const expected = !edition[tap] ? 0 : per === "free" ? sent.length : tap === "tap" ? due : 4;
                calls !== expected && say(`its ${tap} was called ${calls} times`);
            }
            if (stream.sums) {
                const last = this.last.get(name) ?? sent[0]?.[1] - 1;
                sent.some(([, x], i) => x !== last + 1 + i) && say(`counted on with ${JSON.stringify(sent)} after ${last}`);
                this.last.set(name, last + sent.length);
            }
            const [begun, over] = subscribed[name] ?? [1, 0], before = this.subscribed.get(name) ?? 1;
            begun - over !== 1 && say(`its source has ${begun - over} subscriptions`);
            !resubscribes && begun !== before && say(`its source was subscribed to ${begun - before} times more`);
            this.subscribed.set(name, begun);
            !edited.has(name) && per !== "free" && left[name]?.length > 0 && say(`sent ${JSON.stringify(left[name])} after its round`);
        }
        return faults;
    }
}

test(`${STREAMS.length} streams with all that rxjs has, edited ${EDITS} times`, { skip: noHotPages() }, async (t) => {
    const kitchen = new Kitchen(SEED);
    const files = Object.fromEntries(FILES.map((file) => [file, fileOf(file, kitchen.editions, exported)]));
    const app = await lab.open(t, { ...GIVEN, ...files }, { before: kitchenPrelude });
    const play = () => app.page.evaluate((due) => window.play(due), kitchen.due);
    await play();
    assert.deepEqual(kitchen.faults(await play()), [], "before any edit");
    /** @type {string[]} */
    const history = [];
    for (let i = 1; i <= EDITS; i++) {
        const { file, edits } = kitchen.save();
        const text = fileOf(file, kitchen.editions, exported), what = edits.map(({ stream, what }) => `${stream.name} ${what}`).join(", ");
        history.push(what);
        await app.save(file, text);
        const again = edits.filter(({ stream, what }) => what === "n" || stream.resubscribes).map(({ stream }) => stream.name);
        const faults = kitchen.faults(await play(), new Set(again));
        const lines = () => edits.map(({ stream }) => new RegExp(`.* ${stream.name}\\$ =.*`).exec(text)?.[0]).join("\n");
        const where = () => `seed ${SEED}, save ${i} of ${file}: ${what}; before: ${history.slice(-6, -1).join("; ")}\n${lines()}`;
        assert.deepEqual(faults, [], where());
        assert.deepEqual(app.complaints, [], where());
    }
    await app.isWell();
});
