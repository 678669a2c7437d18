/** Places of errors in what a page says: numbers between marks give way to what the user wrote, whatever stands around them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PLACE_MARK as M } from "../../src/page/messages.js";
import { EV, VALUE } from "../../src/protocol/kinds.js";
import { readRecords, RecordWriter } from "../../src/protocol/record.js";
import { checkMessage } from "../../src/vite/check.js";
import { KnownPlaces, placesIn } from "../../src/vite/places.js";

/** @param {(writer: RecordWriter) => void} write */
function records(write) {
    const writer = new RecordWriter();
    write(writer);
    return writer.bytes().slice();
}

/** @param {Uint8Array} bytes */
function texts(bytes) {
    /** @type {string[]} */
    const found = [];
    readRecords(bytes, ({ text, value }) => found.push([text, value?.text].map((part) => part === undefined ? "" : Buffer.from(part).toString()).join("|")));
    return found;
}

const KNOWN = new KnownPlaces((url, line, column) => `${url}:${line}:${column}`);
KNOWN.add({ type: "place", number: 1, url: "a.ts", line: 12, column: 3 });
KNOWN.add({ type: "place", number: 1000, url: "long.ts", line: 1234, column: 56 });

test("in records of all shapes", () => {
    const bytes = records((writer) => {
        writer.start(EV.LOG, 0, 31, 31, 31, 31);
        writer.text(`one (at f ${M}1${M}), ${M}1000${M}`);
        writer.end();
        writer.start(EV.LOG, 0, 31, 31, 31, 31);
        writer.text("none, and a \x1f alone");
        writer.end();
        writer.start(EV.SEND_CALL, 1, 31, 31, 31, 31);
        writer.ref(31, 31);
        writer.value({ type: VALUE.ERROR, text: `TypeError: ä (at ${M}1${M})`, full: 0, number: 31 });
        writer.end();
    });
    const made = KNOWN.inRecords(bytes);
    assert.deepEqual(texts(made), ["one (at f a.ts:12:3), long.ts:1234:56|", "none, and a \x1f alone|", "|TypeError: ä (at a.ts:12:3)"]);
    const times = /** @type {bigint[]} */ ([]);
    readRecords(made, ({ time }) => times.push(time));
    assert.deepEqual(new Set(times), new Set([31n | 31n << 32n]));
});

test("what was told of no place, or grows too long, is a text all the same", () => {
    assert.equal(KNOWN.inText(`at ${M}7${M} and ${M}1${M}`), "at ? and a.ts:12:3");
    const [text] = texts(KNOWN.inRecords(records((writer) => {
        writer.start(EV.SEND_CALL, 1, 0, 0, 0, 0);
        writer.ref(0, 0);
        writer.value({ type: VALUE.ERROR, text: `${"ä".repeat(56)}${M}1000${M}`, full: 0, number: 0 });
        writer.end();
    })));
    assert.equal(text, `|${"ä".repeat(56)}long.ts:`);
    const bytes = records((writer) => {
        writer.start(EV.LOG, 0, 0, 0, 0, 0);
        writer.text("plain");
        writer.end();
    });
    assert.equal(KNOWN.inRecords(bytes), bytes, "most are handed on as they are");
});

test("a place is looked up in the map of what was served; without one it is told as it is", () => {
    // line 2 of what is served is line 4 of what was written
    const map = { version: 3, sources: ["/app/src/a.ts"], names: [], mappings: ";AAGA" };
    const graph = { urlToModuleMap: new Map([["/src/a.ts", { transformResult: { map } }], ["/src/b.ts", { transformResult: { map: null } }], ["/src/c.vue?vue&type=script", { transformResult: { map } }]]) };
    const server = (/** @type {object} */ more) => /** @type {any} */ ({ config: { base: "/" }, ...more });
    for (const placeOf of [placesIn(server({ environments: { client: { moduleGraph: graph } } })), placesIn(server({ moduleGraph: graph }))]) {
        assert.equal(placeOf("/src/a.ts?t=17", 2, 5), "a.ts:4");
        assert.equal(placeOf("/src/c.vue?t=17&vue&type=script", 2, 5), "a.ts:4");
        assert.equal(placeOf("/src/c.vue?vue&type=script&t=17", 2, 5), "a.ts:4");
        assert.equal(placeOf("/src/a.ts", 1, 1), "a.ts:1", "ours, which stands for nothing");
        assert.equal(placeOf("/src/b.ts?t=1", 9, 1), "b.ts:9");
        assert.equal(placeOf("/gone.js", 3, 1), "gone.js:3");
    }
    const below = placesIn(/** @type {any} */ ({ config: { base: "/base/" }, moduleGraph: graph }));
    assert.equal(below("/base/src/a.ts", 2, 5), "a.ts:4");
});

test("a page may tell of so many, within their sizes", () => {
    const place = { type: "place", number: 1, url: "/a.ts", line: 1, column: 1 };
    assert.notEqual(checkMessage(place), null);
    for (const wrong of [{ number: 1001 }, { number: -1 }, { url: "a".repeat(1001) }, { url: 1 }, { line: 1.5 }, { column: "1" }]) {
        assert.equal(checkMessage({ ...place, ...wrong }), null, JSON.stringify(wrong));
    }
});
