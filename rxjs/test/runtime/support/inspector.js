/**
 * inspector.js - an inspector for tests: folds what a program tells into plain maps, and holds it against what has to be
 * true of every stream: ids are told before they are named, begins and ends are nested, nothing is told of what has ended.
 */
import assert from "node:assert/strict";
import { ENTITY_NAMES, OBSERVABLE } from "../../../src/protocol/kinds.js";
import { readRecords } from "../../../src/protocol/record.js";
import { runtime } from "../../../src/runtime/index.js";

const decoder = new TextDecoder();

/** @param {bigint} id */
export function idText(id) {
    const reuse = Number(id >> 32n & 0xffffffn), slot = Number(id & 0xffffffffn);
    return id === 0n ? "" : `${ENTITY_NAMES[Number(id >> 56n)]}#${slot}${reuse === 0 ? "" : `~${reuse}`}`;
}

const NEEDED = new Set(["module", "track", "observable", "pipe", "operator_fun", "operator", "subscription", "arg"]);
const BEGINS = {
    "subscribe-call": "subscribe", "unsubscribe-call": "unsubscribe", "send-call": "send", "arg-call": "arg",
    "module-start": "module", "track-scope-start": "scope", "pipe-call": "pipe", "operator-call": "operator",
};
const ENDS = {
    "subscribe-return": "subscribe", "unsubscribe-return": "unsubscribe", "send-return": "send", "arg-return": "arg",
    "module-end": "module", "track-scope-end": "scope", "pipe-return": "pipe", "operator-return": "operator",
};

export class Inspector {
    strings = new Map();
    /** Everything living, by id. */
    entities = new Map();
    ended = [];
    totals = { next: 0, error: 0, complete: 0, calls: 0 };
    /** Of all records: kind and what it is about. */
    records = [];
    logs = [];
    info = [];
    snapshots = 0;
    #open = [];
    #syncing = false;
    #replaced = null;

    /** @param {Uint8Array} bytes */
    read(bytes) {
        readRecords(bytes, record => this.#take({ ...record, text: record.text && decoder.decode(record.text) }));
    }

    #name(record) {
        return record.named ? this.strings.get(record.named.name) ?? "" : "";
    }

    #known(id) {
        const text = idText(id);
        assert.ok(!NEEDED.has(text.split("#")[0]) || this.entities.has(text), `${text} is named and was not told`);
        return text;
    }

    #nest(record, id) {
        const begins = BEGINS[record.kind], ends = ENDS[record.kind];
        if (begins) {
            this.#open.push(`${begins} ${id}`);
        } else if (ends) {
            assert.equal(this.#open.pop(), `${ends} ${id}`, `${record.kind} ${id} closes something else`);
        }
    }

    #take(record) {
        const id = idText(record.id);
        this.records.push({ ...record, id, about: record.id });
        this.#nest(record, id);
        const take = this[record.kind];
        if (take) {
            take.call(this, record, id);
        }
    }

    /** @returns {any} */
    #define(id, record, more) {
        const entity = this.entities.get(id) ?? { id, tags: new Set() };
        this.entities.set(id, Object.assign(entity, more));
        if (this.#name(record)) {
            entity.name = this.#name(record);
            entity.line = record.named.line;
        }
        return entity;
    }

    "string"(record) {
        this.strings.set(Number(record.id), record.text);
    }

    "source-info"(record) {
        this.info.push([record.flags, record.text]);
    }

    "snapshot"(record) {
        this.snapshots += record.flags === 0 ? 1 : 0;
        if (record.flags === 0) {
            this.#replaced = this.entities;
            this.entities = new Map();
            this.totals = { next: 0, error: 0, complete: 0, calls: 0 };
        }
    }

    "total"(record) {
        const name = ["next", "error", "complete", null, "calls"][record.flags];
        assert.ok(Number(record.num) >= this.totals[name], `the total of ${name} is less than its parts`);
        this.totals[name] = Number(record.num);
    }

    "log"(record) {
        this.logs.push(record.text);
    }

    "tag"(record, id) {
        const tags = this.entities.get(this.#known(record.id)).tags;
        record.flags ? tags.add(this.#name(record)) : tags.delete(this.#name(record));
    }

    "module-start"(record, id) {
        this.#define(id, record, { generation: Number(record.num) });
    }

    "track-scope-start"(record, id) {
        this.#define(id, record, { parent: this.#known(record.parent), orphan: false });
    }

    "track-register"(record, id) {
        this.#define(id, record, { entity: this.#known(record.ref), key: record.text, version: Number(record.num) });
    }

    "track-update"(record, id) {
        this.#define(id, record, { entity: this.#known(record.ref), version: Number(record.num) });
    }

    "track-orphan"(record) {
        this.entities.get(this.#known(record.id)).orphan = true;
    }

    "observable-create"(record, id) {
        const subject = (Number(record.num) & OBSERVABLE.SUBJECT) !== 0;
        this.#define(id, record, { maker: this.#known(record.parent), subject });
    }

    "factory-call"(record) {
        Object.assign(this.entities.get(this.#known(record.id)), { args: record.text, variable: this.#name(record) });
    }

    "pipe-call"(record, id) {
        this.#define(id, record, { maker: this.#known(record.parent), source: this.#known(record.ref) });
    }

    "pipe-return"(record) {
        this.entities.get(this.#known(record.id)).result = this.#known(record.ref);
    }

    "operator-fun"(record, id) {
        this.#define(id, record, { args: record.text });
    }

    "operator-call"(record, id) {
        this.#define(id, record, {
            pipe: this.#known(record.parent), fun: this.#known(record.ref), position: Number(record.num),
        });
    }

    "operator-return"(record) {
        const operator = this.entities.get(this.#known(record.id));
        operator.source = this.#known(record.parent);
        operator.target = this.#known(record.ref);
    }

    "arg"(record, id) {
        this.#define(id, record, {
            parent: this.#known(record.parent), path: record.text, type: record.flags, calls: 0,
            observable: this.#known(record.ref), value: record.value,
        });
    }

    "arg-call"(record) {
        this.#known(record.parent);
        this.entities.get(this.#known(record.ref)).calls++;
        this.totals.calls++;
    }

    "arg-return"(record) {
        this.#known(record.ref);
    }

    "subscribe-call"(record, id) {
        assert.ok(!this.entities.has(id), `${id} is subscribed twice`);
        this.#define(id, record, {
            parent: this.#known(record.parent), observable: this.#known(record.ref), owner: this.#known(record.num),
            next: 0, error: 0, complete: 0, values: [],
        });
    }

    "subscription-rebind"(record) {
        this.entities.get(this.#known(record.id)).parent = this.#known(record.parent);
    }

    "unsubscribe-call"(record) {
        const id = this.#known(record.id), sub = this.entities.get(id);
        sub.end = ["unsubscribed", "completed", "failed"][record.flags];
        this.ended.push(sub);
    }

    "unsubscribe-return"(record, id) {
        for (const sub of this.entities.values()) {
            assert.notEqual(sub.parent, id, `${sub.id} outlives its parent ${id}, and nobody said so`);
        }
        this.entities.delete(id);
    }

    "send-call"(record) {
        const sub = this.entities.get(this.#known(record.ref)), kind = ["next", "error", "complete"][record.flags];
        sub[kind]++;
        this.totals[kind]++;
        if (kind === "next") {
            sub.values.push(record.value);
        }
    }

    "send-merged"(record) {
        const sub = this.entities.get(this.#known(record.id)), arg = this.entities.get(this.#known(record.ref));
        if (sub) {
            sub.next += Number(record.num);
        }
        if (arg) {
            arg.calls += Number(record.parent);
        }
        this.totals.next += Number(record.num);
        this.totals.calls += Number(record.parent);
    }

    "entity-end"(record) {
        this.entities.delete(this.#known(record.id));
    }

    // ---- Questions ------------------------------------------------------------------------------------

    /** @param {string} kind */
    all(kind) {
        return [...this.entities.values()].filter(({ id }) => id.startsWith(`${kind}#`));
    }

    /** The only one of a kind with that name. @param {string} kind @param {string} name */
    one(kind, name) {
        const found = this.all(kind).filter(entity => entity.name === name);
        assert.equal(found.length, 1, `${found.length} ${kind}s are called ${name}, not one`);
        return found[0];
    }

    /** What a reader sees: without ids of what is counted up, sorted. */
    picture() {
        const rows = [...this.entities.values()].map(({ values, tags, ...row }) => ({ ...row, tags: [...tags].sort() }));
        rows.forEach(row => {
            delete row.value;
        });
        return { rows: rows.sort((a, b) => a.id < b.id ? -1 : 1), totals: this.totals };
    }
}

/** @type {Map<number, Inspector>} */
const readers = new Map();
export const replies = [];
let number = 0;
let started = false;

/** Whether batches are acknowledged. */
export const transport = { acks: true };

/** What was said of the modules. @type {string[]} */
export const said = [];

/** Whether a reader is lost while it is told of the beginning. */
export const losing = { reader: false };

function start() {
    started = true;
    const link = {
        batch(batch, bytes) {
            for (const reader of readers.values()) {
                reader.snapshots > 0 && reader.read(bytes);
            }
            transport.acks && runtime.program.ack(batch);
        },
        snapshot(reader, bytes) {
            readers.get(reader)?.read(bytes);
            losing.reader && runtime.program.detach(reader);
        },
        reply(reader, request, status, text) {
            replies.push({ reader, request, status, text });
        },
        info({ modules }) {
            said.push(modules);
        },
    };
    runtime.program.start(link, { pid: 7, name: "test" });
}

/** A reader that attaches now. Ends with the test. @param {import("node:test").TestContext} t @param {typeof Inspector} [Kind] */
export function attach(t, Kind = Inspector) {
    started || start();
    const inspector = new Kind(), reader = ++number;
    readers.set(reader, inspector);
    inspector.reader = reader;
    runtime.program.attach(reader);
    t.after(() => detach(inspector));
    return inspector;
}

/** @param {any} inspector */
export function detach(inspector) {
    readers.delete(inspector.reader);
    runtime.program.detach(inspector.reader);
}

/** Hands out what happened until now. */
export function flush() {
    runtime.program.flush();
}

/** @param {() => boolean} condition */
export async function until(condition, what = "it did not happen") {
    for (const end = Date.now() + 30_000; !condition();) {
        assert.ok(Date.now() < end, what);
        await new Promise(done => setTimeout(done, 5));
    }
}
