/**
 * out.js - where records go. Live: one stream for all readers, in which things get their ids and are told once. Snapshot: to
 * one reader, with what is told by others already; what it was told of is in `known`.
 */
import { EV } from "../protocol/kinds.js";
import { RecordWriter } from "../protocol/record.js";
import { isTold } from "./definitions.js";

/** @typedef {import("./definitions.js").Unit} Unit */

/** Names and files, told once each. @type {Map<string, number>} */
const ids = new Map();
/** @type {string[]} */
const texts = [""];

export class Out {
    /** @param {Set<unknown> | null} known null: live */
    constructor(known) {
        this.writer = new RecordWriter();
        this.known = known;
        /** The time of what is told. */
        this.lo = 0;
        this.hi = 0;
        /** Strings that were told here: those with ids below. */
        this.strings = 1;
    }

    get live() {
        return this.known === null;
    }

    /** @param {number} ns */
    at(ns) {
        this.lo = ns >>> 0;
        this.hi = Math.floor(ns / 4294967296);
    }

    /** The id of a string, told before the record that needs it. @param {string} text */
    string(text) {
        if (text === "") {
            return 0;
        }
        let id = ids.get(text);
        if (id === undefined) {
            id = texts.push(text) - 1;
            ids.set(text, id);
        }
        if (id >= this.strings) {
            this.tellStrings();
        }
        return id;
    }

    tellStrings() {
        for (; this.strings < texts.length; this.strings++) {
            const { writer } = this;
            writer.start(EV.STRING, 0, this.lo, this.hi, this.strings, 0);
            writer.text(texts[this.strings]);
            writer.end();
        }
    }

    /** @param {number} kind @param {number} flags @param {number} lo @param {number} hi */
    start(kind, flags, lo, hi) {
        this.writer.start(kind, flags, this.lo, this.hi, lo, hi);
        return this.writer;
    }

    /** A record without fields. @param {number} kind @param {number} flags @param {number} lo @param {number} hi */
    bare(kind, flags, lo, hi) {
        this.start(kind, flags, lo, hi).end();
    }

    /** Whether something is told here for the first time. @param {Unit} unit */
    isNew(unit) {
        return this.known === null ? !isTold(unit) : !this.known.has(unit);
    }
}
