/**
 * knowledge.js - all that a reader knows of a program, as the terminal keeps it: what one that was there all the time knows and what
 * one that comes later is told has to be the same.
 */
import { idText, Inspector } from "../../runtime/support/inspector.js";
import { EV, SWAP, SWEPT, TRACK_FLAG } from "../../../src/protocol/kinds.js";

/** Lines of the log that are kept for who comes later. */
const LOGGED = [EV.SWAP_RESULT, EV.FAULT, EV.LOG];
const UNCHANGED = `${EV.SWAP_RESULT} ${SWAP.UNCHANGED}`;

export class Knowledge extends Inspector {
    /** What must not have been told. @type {string[]} */
    wrong = [];
    /** Lines of the log: kind, code, what about, text. @type {string[]} */
    lines = [];
    /** When the snapshot was made that is being told; 0: none is. */
    #since = 0n;
    /** Track, and the generation of its evaluation. @type {[string, number][]} */
    #scopes = [];
    /** What pipes come to, also of those that have ended. @type {Map<string, string>} */
    #results = new Map();

    /** @param {Uint8Array} bytes */
    read(bytes) {
        try {
            super.read(bytes);
        } catch (error) {
            this.wrong.push(/** @type {Error} */ (error).message);
        }
    }

    /** @param {any} record @returns {any} what it is about, as far as that is known */
    #at(record) {
        return this.entities.get(idText(record.id));
    }

    /** @param {any} record @returns {string} */
    #file(record) {
        return record.named ? this.strings.get(record.named.file) ?? "" : "";
    }

    /** @param {number} kind @param {any} record */
    #line(kind, record) {
        const line = `${kind} ${record.flags}`;
        line === UNCHANGED || this.lines.push(`${line} ${idText(record.id)} ${record.text}`);
    }

    /** @param {any} record */
    "snapshot"(record) {
        super.snapshot(record);
        this.#since = record.flags === 0 ? record.time : 0n;
    }

    // ---- Tracks ----------------------------------------------------------------------------------------

    /** @param {any} record @param {string} id */
    "track-scope-start"(record, id) {
        super["track-scope-start"](record, id);
        const track = this.#at(record);
        Object.assign(track, { flags: track.flags ?? 0, waiting: track.waiting ?? 0, versions: track.versions ?? [], code: track.code ?? 0, reason: track.reason ?? "" });
        track.file = this.#file(record);
        this.#scopes.push([id, Number(record.num)]);
    }

    "track-scope-end"() {
        this.#scopes.pop();
    }

    /** @param {any} track @param {any} record @param {number} generation @param {string} what */
    #runs(track, record, generation, what) {
        const number = Number(record.num), entity = idText(record.ref), known = track.versions.find((/** @type {any} */ version) => version.number === number);
        if (number > (track.versions.at(-1)?.number ?? 0)) {
            track.versions.push({ number, generation, what, entity });
        } else if (known !== undefined) {
            known.entity = entity;
        }
        track.flags &= ~TRACK_FLAG.ORPHAN;
    }

    /** @param {any} record @param {string} id */
    "track-register"(record, id) {
        super["track-register"](record, id);
        const [, generation] = this.#scopes.find(([track]) => track === id) ?? ["", 0];
        this.#runs(this.#at(record), record, generation, "");
    }

    /** @param {any} record @param {string} id */
    "track-update"(record, id) {
        super["track-update"](record, id);
        this.#runs(this.#at(record), record, Number(record.parent), record.text);
    }

    /** @param {any} record */
    "track-orphan"(record) {
        super["track-orphan"](record);
        this.#at(record).flags |= TRACK_FLAG.ORPHAN;
    }

    /** @param {any} record */
    "track-state"(record) {
        Object.assign(this.#at(record), { flags: record.flags, waiting: Number(record.num), orphan: (record.flags & TRACK_FLAG.ORPHAN) !== 0 });
    }

    /** @param {any} record @param {string} id */
    "swap-result"(record, id) {
        const about = this.#at(record);
        id.startsWith("track") && about !== undefined && Object.assign(about, { code: record.flags, reason: record.text });
        record.time >= this.#since && this.#line(EV.SWAP_RESULT, record); // one from before stands among the lines of the log
    }

    /** @param {any} record */
    "fault"(record) {
        this.#line(EV.FAULT, record);
    }

    /** @param {any} record */
    "log"(record) {
        super["log"](record);
        this.#line(EV.LOG, record);
    }

    /** @param {any} record */
    "logged"(record) {
        LOGGED.includes(Number(record.num)) && this.#line(Number(record.num), record);
    }

    /** @param {any} record @param {string} id */
    "swept"(record, id) {
        record.flags === SWEPT.FREED && id.startsWith("track") && this.entities.delete(id);
    }

    // ---- What else tells more than an inspector of tests needs ---------------------------------------------

    /** @param {any} record @param {string} id */
    "arg"(record, id) {
        const calls = this.entities.get(id)?.calls ?? 0;
        super["arg"](record, id);
        const { type, text } = record.value ?? {};
        Object.assign(this.#at(record), { calls, generation: Number(record.num), file: this.#file(record), shown: `${type} ${text && new TextDecoder().decode(text)}` });
    }

    /** @param {any} record @param {string} id */
    "operator-fun"(record, id) {
        super["operator-fun"](record, id);
        this.#at(record).file = this.#file(record);
    }

    /** @param {any} record @param {string} id */
    "pipe-call"(record, id) {
        super["pipe-call"](record, id);
        Object.assign(this.#at(record), { count: Number(record.num), file: this.#file(record) });
    }

    /** @param {any} record @param {string} id */
    "pipe-return"(record, id) {
        super["pipe-return"](record);
        this.#results.set(id, idText(record.ref));
    }

    /** @param {any} record */
    "subscription-rebind"(record) {
        super["subscription-rebind"](record);
        const name = this.strings.get(record.named.name) ?? "";
        Object.assign(this.#at(record), { observable: idText(record.ref) }, name === "" ? {} : { name, line: record.named.line });
    }

    // ---- Questions -------------------------------------------------------------------------------------------

    /** Whether an earlier version of a track still has subscriptions of its own. @param {any} track */
    #hasOld(track) {
        const resultOf = (/** @type {string} */ id) => id.startsWith("pipe") ? this.#results.get(id) : id, now = resultOf(track.entity);
        const subscribed = new Set(this.all("subscription").map(({ observable }) => observable));
        return track.versions.some((/** @type {any} */ { entity }) => entity !== track.entity && resultOf(entity) !== now && subscribed.has(resultOf(entity)));
    }

    /** All that is known, but for how often something ended that has gone. */
    whole() {
        const { rows, totals } = this.picture();
        return {
            rows: rows.map((/** @type {any} */ row) => row.versions === undefined ? row
                : { ...row, old: this.#hasOld(row), versions: row.versions.map((/** @type {any} */ { number, generation, what }) => ({ number, generation, what })) }),
            totals,
            lines: this.lines.slice(-20),
        };
    }
}
