/**
 * renewal.js - subscriptions that components make, in hooks and in their scripts. When a file of theirs is saved, React, Vue or
 * Svelte ends these and makes them anew; nothing here does it, or could keep them. So that nobody takes that for a loss, it
 * is told, but only what has happened: what lived when the file was saved is compared with what lives a little later.
 *
 *   the file is saved ──► what lives is noted ──► Vite has applied it ──► looked at again, until two looks are alike
 */
import { LOG } from "../../protocol/kinds.js";
import { after } from "../clock.js";
import { ownSource } from "../externals.js";
import { LIVES, find, flags, high, parents, sites, top } from "../slots.js";
import { note } from "./report.js";

/** When it is looked again, in ms: frameworks renew in a turn of their own, and effects come after the next picture. */
const LOOKS = [60, 120, 250, 500, 1000];

/**
 * A subscription of a component.
 * @typedef {object} Kept
 * @property {number} slot
 * @property {number} hi of its id
 * @property {unknown} place where it is subscribed, through all evaluations; or, where a library's hook does it, to what
 * @property {boolean} isUsed whether the components that are renewed use the file of that place
 * @property {string} text the place, for people
 */
/** @typedef {{ text: string, isUsed: boolean, ended: number, stays: number, made: number }} At what became of those of one place */
/** @typedef {{ framework: string, name: string, files: string[] }} Update name: of the saved file; files: which its components use */

const NOTHING = { level: LOG.INFO, text: "" };

export class Renewal {
    /** The one that is not over: a newer update ends it. @type {Renewal | null} */
    static #current = null;
    #isApplied = false;
    #cancel = () => {};

    /** An update is about to be applied. @param {Update} update */
    constructor(update) {
        const last = Renewal.#current;
        last !== null && last.#end();
        Renewal.#current = this;
        this.update = update;
        this.before = candidates(update.files);
        /** Also those below others, which may come to stand alone. */
        this.known = living();
    }

    /** Vite has applied it. */
    applied() {
        if (Renewal.#current === this && this.before.length > 0) {
            this.#isApplied = true;
            this.#lookLater(0, "");
        }
    }

    /** @param {number} index of LOOKS @param {string} last what the look before has found */
    #lookLater(index, last) {
        this.#cancel = after(() => {
            const { text } = this.#look();
            if (index === LOOKS.length - 1 || text !== "" && text === last) {
                this.#end();
            } else {
                this.#lookLater(index + 1, text);
            }
        }, LOOKS[index]);
    }

    #end() {
        this.#cancel();
        Renewal.#current = null;
        const { level, text } = this.#isApplied ? this.#look() : NOTHING;
        text !== "" && note(level, text);
    }

    /** @returns {{ level: number, text: string }} text "": nothing was made anew */
    #look() {
        const { framework, name, files } = this.update;
        /** @type {Map<unknown, At>} */
        const places = new Map(this.before.map(({ place, text, isUsed }) => [place, { text, isUsed, ended: 0, stays: 0, made: 0 }]));
        for (const { slot, hi, place } of this.before) {
            const at = places.get(place);
            at !== undefined && (find(slot, hi) === 0 ? at.ended++ : at.stays++);
        }
        for (const { slot, hi, place, text, isUsed } of candidates(files)) {
            if (this.known.get(slot) !== hi) {
                const at = places.get(place) ?? { text, isUsed, ended: 0, stays: 0, made: 0 };
                at.made++;
                places.set(place, at);
            }
        }
        const all = [...places.values()].filter(({ isUsed, ended, made }) => isUsed || ended > 0 && made > 0);
        const ended = sum(all, ({ ended }) => ended), made = sum(all, ({ made }) => made);
        const left = all.filter(({ isUsed, ended, stays, made }) => isUsed && made > ended && stays > 0), stays = sum(left, ({ stays }) => stays);
        if (made === 0 || ended + stays === 0) {
            return NOTHING;
        }
        if (stays > 0) {
            const where = left.map(({ text }) => text).join(", "), goes = stays === 1 ? "goes" : "go";
            const text = `${where}: ${count(stays)} from before ${goes} on beside ${made} made anew by ${framework}, since the component does not unsubscribe`;
            return { level: LOG.WARN, text };
        }
        const what = ended === made ? `${count(made)} made anew` : `${count(ended)} ended, ${made} made anew`;
        return { level: LOG.INFO, text: `${name}: ${what} by ${framework}: those of components are renewed by it, not by the swap` };
    }
}

/** The ids of all that lives. @returns {Map<number, number>} */
function living() {
    const ids = new Map();
    for (let slot = 1; slot < top; slot++) {
        flags[slot] & LIVES && ids.set(slot, high(slot));
    }
    return ids;
}

/** @param {At[]} places @param {(place: At) => number} of */
function sum(places, of) {
    return places.reduce((total, place) => total + of(place), 0);
}

/** @param {number} number */
function count(number) {
    return `${number} subscription${number === 1 ? "" : "s"}`;
}

/**
 * Subscriptions that nobody else's caused, made in functions, or by code that has no sites: a library's hook.
 * @param {string[]} files that components use
 * @returns {Kept[]}
 */
function candidates(files) {
    const wanted = new Set(files), found = [];
    for (let slot = 1; slot < top; slot++) {
        if (flags[slot] & LIVES && parents[slot] === 0) {
            const at = placeOf(slot);
            at !== null && found.push({ slot, hi: high(slot), place: at.place, text: at.text, isUsed: wanted.has(at.file) });
        }
    }
    return found;
}

/** @param {number} slot @returns {{ file: string, place: unknown, text: string } | null} null: of the module's top level, which swaps keep */
function placeOf(slot) {
    const site = sites[slot] ?? madeAt(ownSource(slot));
    if (site !== null) {
        const { module, scope, line, hot } = site;
        return scope === "" && sites[slot] !== null ? null
            : scope === "" ? { file: "", place: ownSource(slot), text: site.variable }
            : { file: module.file, place: `${module.file} ${hot?.[0] ?? line}`, text: `${module.name}:${line}` };
    }
    const source = ownSource(slot);
    return source === null ? null : { file: "", place: source, text: "a stream of a library" };
}

/** Where the observable was made that a library has subscribed to. @param {import("../definitions.js").Source | null} source */
function madeAt(source) {
    const unit = /** @type {any} */ (source?.unit);
    return /** @type {import("../sites.js").Site | null} */ (unit?.site ?? null);
}
