/**
 * actions.js - what a person asks of the program from a terminal: one command in, one status and a text out.
 *
 * A transport calls perform() in a turn of its own, with nothing of the app on the stack, and writes the reply behind
 * what the command caused. Nothing here keeps an object of the app alive, but for those that somebody had logged
 * (console.js). The text of an error says what is wrong and what can be done.
 */
import { COMMAND, ENTITY, STATUS } from "../protocol/kinds.js";
import { Console } from "./actions/console.js";
import { entityText } from "./actions/entity.js";
import { PAUSED, Pauses } from "./actions/pauses.js";
import { done, refused } from "./actions/result.js";
import { reload } from "./actions/reload.js";
import { send } from "./actions/send.js";
import { previewText } from "./actions/show.js";

/**
 * @typedef {import("./actions/result.js").Result} Result
 * @typedef {{ kind: number, idLo: number, idHi: number, version: number, text: string }} Command
 *
 * @typedef {object} Target what an id stands for
 * @property {object | null} object the living object, null when nothing holds it any more or it never had one
 * @property {boolean} ended a subscription that has ended
 * @property {string} name by which the terminal knows it, "" for none
 *
 * @typedef {object} Host what the runtime does for actions
 * @property {(idLo: number, idHi: number) => Target | null} resolve null: there is no such id
 * @property {(reader: number, idLo: number, idHi: number, on: boolean) => number} watch a STATUS; id 0: everything
 * @property {(idLo: number, idHi: number, tag: string, on: boolean) => void} tag tells all readers, later ones too
 * @property {(command: Command) => Result | null} [swap] a command about versions; null: none of its
 * @property {(level: number, idLo: number, idHi: number, text: string) => void} log a line of the log; level: LOG
 * @property {Readonly<import("../values/walk.js").Options>} options of previews
 *
 * @typedef {object} Entity the target of a command, found and living
 * @property {number} lo
 * @property {number} hi
 * @property {string} text "subscription#12"
 * @property {string} name
 * @property {object} object
 */

const TAG_LENGTH = 60;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** What a program does whose saves are swapped (hmr/), and why another does not. */
const NOT_SWAPPED = "this program does not swap what is saved: Vite's plugin and rxscope-node do";
/** @type {Record<number, string>} */
const ELSEWHERE = {
    [COMMAND.SWAP]: NOT_SWAPPED,
    [COMMAND.PIN]: NOT_SWAPPED,
    [COMMAND.RELEASE]: NOT_SWAPPED,
    [COMMAND.DIFF]: NOT_SWAPPED,
    [COMMAND.SOURCE]: NOT_SWAPPED,
    [COMMAND.APPROVE]: NOT_SWAPPED,
    [COMMAND.TRIAL]: "a trial is for C modules: here a function that fails is put back when it does",
    [COMMAND.SWEEP]: "nothing to sweep: JavaScript frees what is not used by itself",
    [COMMAND.SWEEP_DRY]: "nothing to sweep: JavaScript frees what is not used by itself",
    [COMMAND.RESET]: `${NOT_SWAPPED}; unsubscribe, and subscribe again`,
};

/** @param {string} tag @returns {string} why it cannot be one, or "" */
function tagRefusal(tag) {
    if (tag === "") {
        return "a tag needs a text";
    }
    if (tag.length > TAG_LENGTH || CONTROL.test(tag)) {
        return `a tag is at most ${TAG_LENGTH} characters, without control characters`;
    }
    return tag === PAUSED ? "paused is set by pausing: use pause and resume" : "";
}

class Actions {
    #console;
    #host;
    #pauses;

    /** @param {Host} host @param {object} [scope] the global object */
    constructor(host, scope) {
        this.#host = host;
        this.#pauses = new Pauses(host);
        this.#console = new Console(scope);
    }

    /**
     * Carries out one command.
     * @param {Command} command
     * @param {number} [reader] whose command it is
     * @returns {Result}
     */
    perform(command, reader = 0) {
        try {
            return this.#perform(command, reader);
        } catch (error) {
            return refused(STATUS.STATE, `it failed: ${previewText(error, this.#host.options)}`);
        }
    }

    /** @param {Command} command @param {number} reader @returns {Result} */
    #perform(command, reader) {
        const { kind, idLo, idHi, text } = command;
        switch (kind) {
        case COMMAND.WATCH:
            return this.#watch(reader, command);
        case COMMAND.TAG:
            return this.#tag(idLo, idHi, text.trim(), command.version === 1);
        case COMMAND.UNSUBSCRIBE:
            return this.#onSubscription(command, entity => this.#unsubscribe(entity));
        case COMMAND.PAUSE:
            return this.#onSubscription(command, entity => this.#pauses.pause(entity, command.version === 1));
        case COMMAND.RESUME:
            return this.#onSubscription(command, entity => this.#pauses.resume(entity));
        case COMMAND.STEP:
            return this.#onSubscription(command, entity => this.#pauses.step(entity));
        case COMMAND.SEND:
            return this.#on(command, entity => send(entity, command.version, text, this.#host));
        case COMMAND.LOG:
            return this.#on(command, entity => this.#console.log(entity, text.trim()));
        case COMMAND.RELOAD:
            return reload();
        default:
            return this.#host.swap?.(command) ?? refused(STATUS.UNSUPPORTED, ELSEWHERE[kind] ?? `command ${kind} is unknown: update rxscope in the app`);
        }
    }

    /**
     * Does `action` with the object that the command names, if it is to be had.
     * @param {Command} command
     * @param {(entity: Entity) => Result} action
     */
    #on({ idLo, idHi }, action) {
        const text = entityText(idLo, idHi), target = this.#host.resolve(idLo, idHi);
        if (target === null) {
            return refused(STATUS.NOTFOUND, `there is no ${text}`);
        }
        if (target.ended) {
            return refused(STATUS.GONE, `${text} has ended`);
        }
        if (target.object === null) {
            return refused(STATUS.GONE, `${text} cannot be reached: nothing in the program refers to it`);
        }
        return action({ lo: idLo, hi: idHi, text, name: target.name, object: target.object });
    }

    /** @param {Command} command @param {(entity: Entity) => Result} action */
    #onSubscription(command, action) {
        if (command.idHi >>> 24 !== ENTITY.SUBSCRIPTION) {
            return refused(STATUS.USAGE, `${entityText(command.idLo, command.idHi)} is no subscription`);
        }
        return this.#on(command, action);
    }

    /** @param {number} reader @param {Command} command @returns {Result} */
    #watch(reader, { idLo, idHi, version }) {
        const on = version === 1;
        if (on && idLo !== 0 && this.#host.resolve(idLo, idHi) === null) {
            return refused(STATUS.NOTFOUND, `there is no ${entityText(idLo, idHi)}`);
        }
        const status = this.#host.watch(reader, idLo, idHi, on);
        return status === STATUS.OK ? done() : refused(status, "too much is watched already: stop watching something");
    }

    /** @param {number} lo @param {number} hi @param {string} tag @param {boolean} on @returns {Result} */
    #tag(lo, hi, tag, on) {
        const why = tagRefusal(tag);
        if (why !== "") {
            return refused(STATUS.USAGE, why);
        }
        if (this.#host.resolve(lo, hi) === null) {
            return refused(STATUS.NOTFOUND, `there is no ${entityText(lo, hi)}`);
        }
        this.#host.tag(lo, hi, tag, on);
        return done();
    }

    /**
     * What a teardown of the app throws is told to who asked; thrown on, it would end the program.
     * @param {Entity} entity
     * @returns {Result}
     */
    #unsubscribe({ object }) {
        try {
            /** @type {any} */ (object).unsubscribe();
        } catch (error) {
            return done(`unsubscribed; its teardown threw ${previewText(error, this.#host.options)}`);
        }
        return done("unsubscribed");
    }

    /** The last reader has gone: what is paused goes on, unless it was paused to stay so. */
    detached() {
        this.#pauses.resumeAll();
    }
}

/**
 * @param {Host} host
 * @param {object} [scope] where logged objects get their names; the global object
 */
export function createActions(host, scope) {
    return new Actions(host, scope);
}
