/** support.js - actions without the runtime: ids that a test gives to its objects, and what it is told. */
import { COMMAND, ENTITY, STATUS } from "../../src/protocol/kinds.js";
import { createActions } from "../../src/runtime/actions.js";
import { previewOptions } from "../../src/values/index.js";

const STATUS_NAMES = Object.fromEntries(Object.entries(STATUS).map(([name, number]) => [number, name]));

export class Bench {
    /** @type {Map<string, any>} */
    targets = new Map();
    /** @type {string[]} */
    told = [];
    /** @type {any[][]} */
    printed = [];
    /** @type {Record<string, any>} */
    scope = { console: { log: (/** @type {any[]} */ ...args) => this.printed.push(args) } };
    last = 0;
    /** @type {number} */
    watchStatus = STATUS.OK;

    constructor() {
        this.actions = createActions({
            resolve: (lo, hi) => this.targets.get(`${lo}:${hi}`) ?? null,
            watch: (reader, lo, _hi, on) => {
                this.told.push(`watch ${reader} ${lo} ${on}`);
                return this.watchStatus;
            },
            tag: (lo, _hi, tag, on) => this.told.push(`${on ? "+" : "-"}${tag} ${lo}`),
            log: (level, lo, _hi, text) => this.told.push(`log ${level} ${lo}: ${text}`),
            options: previewOptions(),
        }, this.scope);
    }

    /**
     * An id for an object.
     * @param {object | null} object
     * @param {number} [kind]
     * @param {{ ended?: boolean, name?: string }} [rest]
     */
    id(object, kind = ENTITY.SUBSCRIPTION, { ended = false, name = "" } = {}) {
        const id = { idLo: ++this.last, idHi: kind << 24 };
        this.targets.set(`${id.idLo}:${id.idHi}`, { object, ended, name });
        return id;
    }

    /**
     * @param {keyof typeof COMMAND | number} kind
     * @param {{ idLo: number, idHi: number }} id
     * @param {{ version?: number, text?: string }} [rest]
     * @returns {string} "OK: subscription#1 is paused"
     */
    do(kind, id, { version = 0, text = "" } = {}) {
        const number = typeof kind === "number" ? kind : COMMAND[kind];
        const reply = this.actions.perform({ kind: number, ...id, version, text }, 5);
        return `${STATUS_NAMES[reply.status]}: ${reply.text}`;
    }
}

/** What an observer gets, as a list: 1, 2, "error x", "complete". */
export function observer() {
    /** @type {unknown[]} */
    const got = [];
    return {
        got,
        next: (/** @type {unknown} */ value) => void got.push(value),
        error: (/** @type {any} */ error) => void got.push(`error ${error?.message ?? error}`),
        complete: () => void got.push("complete"),
    };
}
