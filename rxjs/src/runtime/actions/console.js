/**
 * console.js - the living object in the console of the page or process, and under a name there: `$rx1`, `$rx2` … or
 * one that was asked for. Nothing of the app's is overwritten. The last KEPT are held, since a person asked for them;
 * older ones are let go of.
 */
import { STATUS } from "../../protocol/kinds.js";
import { done, refused } from "./result.js";

/**
 * @typedef {import("../actions.js").Entity} Entity
 * @typedef {import("./result.js").Result} Result
 */

const KEPT = 8;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const NAME_LENGTH = 60;
const { defineProperty, getOwnPropertyDescriptor } = Object;

export class Console {
    /** Our names, oldest first, and what they stand for. @type {Map<string, object>} */
    #names = new Map();
    #last = 0;

    /** @param {any} scope where names are put; the global object */
    constructor(scope = globalThis) {
        this.scope = scope;
    }

    /** Is `name` ours, and does it still stand for what we put there? @param {string} name */
    #owns(name) {
        const ours = this.#names.get(name);
        return ours !== undefined && getOwnPropertyDescriptor(this.scope, name)?.value === ours;
    }

    /** @param {string} name */
    #isFree(name) {
        return this.#owns(name) || !(name in this.scope);
    }

    /** The next `$rx…` that is free: eight of them in turn, and beyond where the app has one. */
    #nextName() {
        for (let i = 1; i <= KEPT; i++) {
            const name = `$rx${(this.#last + i - 1) % KEPT + 1}`;
            if (this.#isFree(name)) {
                this.#last = (this.#last + i - 1) % KEPT + 1;
                return name;
            }
        }
        return "";
    }

    /** @param {string} name @param {object} object */
    #put(name, object) {
        this.#names.delete(name);
        defineProperty(this.scope, name, { value: object, writable: true, enumerable: false, configurable: true });
        this.#names.set(name, object);
        for (const oldest of this.#names.keys()) {
            if (this.#names.size <= KEPT) {
                break;
            }
            this.#remove(oldest);
        }
    }

    /** @param {string} name */
    #remove(name) {
        if (this.#owns(name)) {
            delete this.scope[name];
        }
        this.#names.delete(name);
    }

    /** @param {string} wanted @returns {Result} the name in `text`, or why it cannot be had */
    #choose(wanted) {
        if (wanted === "") {
            const name = this.#nextName();
            return name !== "" ? done(name)
                : refused(STATUS.EXISTS, "the app has $rx1 to $rx8 itself: give a name");
        }
        if (!NAME.test(wanted) || wanted.length > NAME_LENGTH) {
            return refused(STATUS.USAGE, `${JSON.stringify(wanted.slice(0, NAME_LENGTH))} is no name of a variable`);
        }
        return this.#isFree(wanted) ? done(wanted)
            : refused(STATUS.EXISTS, `${wanted} exists in the program already: choose another name`);
    }

    /**
     * @param {Entity} entity
     * @param {string} wanted a name, or ""
     * @returns {Result}
     */
    log({ object, text, name }, wanted) {
        const { console } = this.scope;
        if (typeof console?.log !== "function") {
            return refused(STATUS.UNSUPPORTED, "the program has no console");
        }
        const chosen = this.#choose(wanted);
        if (chosen.status !== STATUS.OK) {
            return chosen;
        }
        try {
            this.#put(chosen.text, object);
            console.log(`rxscope: ${chosen.text} = ${text}${name === "" ? "" : ` ${name}`}`, object);
        } catch (error) {
            return refused(STATUS.STATE, `${text} could not be logged: the console or the global object refused it`);
        }
        return done(`${chosen.text} in the console`);
    }
}
