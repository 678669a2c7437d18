// The numbers of the protocol are those of the C side: read from its sources, so that neither can drift.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as kinds from "../../src/protocol/kinds.js";

const source = (/** @type {string} */ path) => readFileSync(new URL(`../../../src/${path}`, import.meta.url), "utf8");
const eventH = source("event/event.h");

/** The lines `NAME(SYMBOL, number, ...)` of an X-macro list. */
function list(text, macro) {
    const found = text.matchAll(new RegExp(`\\b${macro}\\(([A-Z_0-9]+), (\\d+), "([^"]+)"`, "g"));
    return [...found].map(([, symbol, number, name]) => ({ symbol, number: Number(number), name }));
}

function numbers(items) {
    return Object.fromEntries(items.map(({ symbol, number }) => [symbol, number]));
}

/** `enum { PREFIX_A, PREFIX_B = 2 }` of event.h, without the prefix and what is named in `but`. */
function codes(prefix, but = []) {
    const found = {};
    const body = eventH.match(new RegExp(`enum \\{([^}]*\\b${prefix}_[^}]*)\\}`))[1];
    let next = 0;
    for (const member of body.split(",")) {
        const [, symbol, number] = member.match(/(\w+)\s*(?:=\s*(\d+))?\s*$/);
        next = number === undefined ? next : Number(number);
        found[symbol.slice(prefix.length + 1)] = next++;
    }
    for (const symbol of but) {
        delete found[symbol];
    }
    return found;
}

test("every kind of event has the number, name, lane and fields of kinds.def", () => {
    const text = source("event/kinds.def");
    const lines = [...text.matchAll(/^KIND\((\w+), (\d+), "([^"]+)", (\w+), ([^)]+)\)/gm)];
    assert.ok(lines.length > 40, "kinds.def was understood");
    const expected = [undefined], symbols = {};
    for (const [, symbol, number, name, lane, fields] of lines) {
        symbols[symbol] = Number(number);
        expected[Number(number)] = {
            name,
            detail: lane === "DETAIL",
            fields: fields === "0" ? 0 : fields.split(" | ").reduce((bits, f) => bits | kinds.FIELD[f.slice(2)], 0),
        };
    }
    assert.deepEqual([...kinds.KINDS], expected);
    assert.deepEqual({ ...kinds.EV }, symbols);
    assert.equal(kinds.KIND_LIMIT, Number(eventH.match(/EV_LIMIT = (\d+)/)[1]));
});

test("entities, types of values and outcomes of swaps are numbered and named as in event.h", () => {
    const entities = list(eventH, "ENTITY"), values = list(eventH, "VALUE");
    assert.deepEqual({ ...kinds.ENTITY }, numbers(entities));
    assert.deepEqual(kinds.ENTITY_NAMES.slice(1), entities.map((e) => e.name));
    assert.deepEqual({ ...kinds.VALUE }, numbers(values));
    assert.deepEqual([...kinds.VALUE_NAMES], values.map((v) => v.name));
    assert.deepEqual({ ...kinds.SWAP }, numbers(list(eventH, "SWAP")));
});

test("codes in flags are those of event.h", () => {
    assert.deepEqual({ ...kinds.FIELD }, codes("F"));
    assert.deepEqual({ ...kinds.MODULE_END }, codes("MODULE_END"));
    assert.deepEqual({ ...kinds.BUILD }, codes("BUILD", ["LIMIT"]));
    assert.deepEqual({ ...kinds.TRACK_FLAG }, codes("TRACK_FLAG"));
    assert.deepEqual({ ...kinds.OBSERVABLE }, codes("OBSERVABLE"));
    assert.deepEqual({ ...kinds.ARG }, codes("ARG"));
    assert.deepEqual({ ...kinds.SEND }, codes("SEND"));
    assert.deepEqual({ ...kinds.LOG }, codes("LOG"));
    assert.deepEqual({ ...kinds.SWEPT }, codes("SWEPT"));
    assert.deepEqual({ ...kinds.SNAPSHOT }, codes("SNAPSHOT"));
    assert.deepEqual({ ...kinds.TOTAL }, codes("TOTAL", ["LIMIT"]));
    assert.deepEqual({ ...kinds.UNDER }, codes("UNDER", ["LIMIT"]));
    assert.deepEqual({ ...kinds.END }, codes("END"));
});

test("commands are those of command.h, statuses those of status.h", () => {
    assert.deepEqual({ ...kinds.COMMAND }, numbers(list(source("event/command.h"), "COMMAND")));
    assert.deepEqual({ ...kinds.STATUS }, numbers(list(source("base/status.h"), "STATUS")));
});
