/**
 * program.js - what a transport talks to: readers come and go, ask and acknowledge; records go out.
 *
 *   nobody attached   hooks count; nothing is logged, no timer runs
 *   attached          every FLUSH_MS the log becomes a batch, the same for all readers
 *   log ran full      it is void; after a pause, which grows while that goes on, all readers get a new snapshot
 */
import { EV, LOG, STATUS, COMMAND } from "../protocol/kinds.js";
import { createActions } from "./actions.js";
import { copies } from "./adopted.js";
import { beginInspection } from "./begin.js";
import { after, now } from "./clock.js";
import { events, onAdopted } from "./copies.js";
import { fault, onFault } from "./fault.js";
import { createHost } from "./host.js";
import { swapsChanged } from "./hmr/index.js";
import { hot } from "./hot.js";
import { OP, clearLog, closeLog, life, log, openLog } from "./log.js";
import { listeners, modules } from "./modules.js";
import { Out } from "./out.js";
import { BUDGET, setOptions } from "./record.js";
import { INFO, Snapshot, putInfo } from "./snapshot.js";
import { settle } from "./slots.js";
import { tellCounts, tellLog } from "./stream.js";
import { endLoose, tellRenewed } from "./tell.js";
import { tellModules } from "./telltracks.js";
import { unwatch } from "./watching.js";

/** @typedef {import("./snapshot.js").Info} Info */
/** @typedef {{ request: number, kind: number, idLo: number, idHi: number, version: number, text: string }} Command */

/**
 * What the transport implements; bytes are valid during the call only.
 * @typedef {object} Link
 * @property {(number: number, bytes: Uint8Array) => void} batch
 * @property {(reader: number, bytes: Uint8Array, last: boolean) => void} snapshot
 * @property {(reader: number, request: number, status: number, text: string) => void} reply
 * @property {(info: { modules?: string, title?: string }) => void} info
 */

const FLUSH_MS = 50;
/** Batches that are not acknowledged, beyond which detail is only counted. */
const AHEAD = 8;
/** After the log ran full: how long until a new snapshot. */
const PAUSE_MS = 500;
const PAUSE_MAX = 5000;
/** Flushes without it, after which the next pause is short again. */
const CALM = 40;

class Program {
    /** @type {Link | null} */
    #link = null;
    /** @type {Info} */
    #info = { pid: 0, name: "" };
    /** @type {Map<number, Snapshot | null>} */
    #readers = new Map();
    #live = new Out(null);
    #batches = 0;
    #acked = 0;
    #cancel = () => {};
    #pause = PAUSE_MS;
    #calm = 0;
    #lost = 0;
    /** The names of the modules are said soon. */
    #naming = false;
    /** Why inspection has switched itself off. */
    #fault = "";
    #host = createHost(text => this.#log(text));
    #actions = createActions(this.#host);

    constructor() {
        listeners.changed = () => this.#modulesChanged();
        onAdopted(() => this.#adopted());
        swapsChanged.hot = () => this.#tell(out => putInfo(out, this.#info.pid, INFO.HOT, "1"));
        swapsChanged.approval = on => this.#tell(out => putInfo(out, this.#info.pid, INFO.APPROVAL, on ? "1" : ""));
        events.refused = why => this.#warn(`a copy of rxjs is not inspected: ${why}`);
        onFault(text => this.#faulted(text));
    }

    // ---- The transport's side ------------------------------------------------------------------------

    /** @param {Link} link @param {Info & { mask?: any }} info */
    start(link, info) {
        this.#link = link;
        this.#info = { ...info, pid: info.pid ?? globalThis.process?.pid ?? 0, host: info.host ?? hostName() };
        if (info.mask !== undefined) {
            setOptions(info);
        }
        this.#sayModules();
    }

    /** @param {number} reader */
    attach(reader) {
        const before = this.#fault;
        try {
            this.#attach(reader);
        } catch (error) {
            fault(error);
        }
        if (before !== "") {
            this.#report();
        }
    }

    /** @param {number} reader */
    #attach(reader) {
        if (this.#readers.size === 0) {
            this.#begin();
        } else {
            this.flush();
        }
        this.#snapshot(reader, 0);
        if (copies() === 0) {
            this.#warn(`no RxJS was found in this ${this.#info.host === "browser" ? "page" : "program"} so far`);
        }
    }

    /** @param {number} reader */
    detach(reader) {
        unwatch(reader);
        if (this.#readers.delete(reader) && this.#readers.size === 0) {
            this.#end();
        }
    }

    /** @param {number} reader @param {Command} command */
    command(reader, command) {
        const { status, text } = this.#perform(reader, command);
        this.flush();
        if (command.request !== 0) {
            this.#say(link => link.reply(reader, command.request, status, text));
        }
    }

    /** @param {number} reader @param {Command} command */
    #perform(reader, command) {
        if (hot.off && command.kind !== COMMAND.WATCH) {
            return { status: STATUS.STATE, text: "inspection has switched itself off; see the log" };
        }
        return this.#actions.perform(command, reader);
    }

    /** The transport has taken batches up to this one. @param {number} batch */
    ack(batch) {
        this.#acked = Math.max(this.#acked, batch);
    }

    /** The page has another title. @param {string} title */
    title(title) {
        this.#info.title = title;
        this.#say(link => link.info({ title }));
        this.#tell(out => putInfo(out, this.#info.pid, INFO.TITLE, title));
    }

    /** A transport that fails has lost its readers; the app does not notice. @param {(link: Link) => void} what */
    #say(what) {
        try {
            this.#link !== null && what(this.#link);
        } catch {
            [...this.#readers.keys()].forEach(reader => this.detach(reader));
        }
    }

    // ---- Inspection ----------------------------------------------------------------------------------

    #begin() {
        openLog();
        beginInspection(this.#live);
        this.#lost = 0;
        this.#acked = this.#batches;
        this.#resume();
    }

    /** Everything is told: from here on it is logged. */
    #resume() {
        this.#refill();
        hot.tracing = !hot.off;
        this.#cancel();
        this.#cancel = after(() => this.#tick(), FLUSH_MS);
    }

    #refill() {
        hot.budget = this.#batches - this.#acked > AHEAD ? 0 : BUDGET;
    }

    #end() {
        this.#cancel();
        hot.tracing = false;
        closeLog();
        settle();
        this.#actions.detached();
    }

    #tick() {
        if (this.#readers.size === 0) {
            return;
        }
        this.flush();
        if (this.#lost === 0 && this.#readers.size > 0) {
            this.#cancel = after(() => this.#tick(), FLUSH_MS);
        }
    }

    /** What happened until now goes out. */
    flush() {
        if (this.#readers.size === 0 || this.#lost > 0 || hot.off) {
            return;
        }
        if (log.lost > 0) {
            this.#overflow();
            return;
        }
        try {
            this.#flush();
        } catch (error) {
            fault(error);
        }
    }

    #flush() {
        const out = this.#live, time = now();
        out.at(time);
        hot.time = time;
        tellModules(out, time);
        tellLog(out);
        out.at(time);
        tellRenewed(out);
        tellCounts(out);
        endLoose(out);
        clearLog();
        settle();
        this.#send(out);
        this.#calm++;
        if (this.#readers.size > 0) {
            this.#refill();
        }
    }

    /** @param {Out} out */
    #send(out) {
        if (out.writer.length > 0) {
            this.#say(link => link.batch(++this.#batches, out.writer.bytes()));
            out.writer.clear();
        }
    }

    // ---- The log ran full ----------------------------------------------------------------------------

    #overflow() {
        this.#lost = log.lost + log.at;
        this.#pause = this.#calm > CALM ? PAUSE_MS : Math.min(this.#pause * 2, PAUSE_MAX);
        this.#calm = 0;
        hot.tracing = false;
        clearLog();
        settle();
        this.#cancel();
        this.#cancel = after(() => this.#again(), this.#pause);
    }

    #again() {
        const lost = this.#lost;
        if (this.#readers.size > 0) {
            this.#begin();
            for (const reader of this.#readers.keys()) {
                this.#snapshot(reader, lost);
            }
        }
    }

    // ---- Snapshots -----------------------------------------------------------------------------------

    /** @param {number} reader @param {number} lost records; 0: it is new */
    #snapshot(reader, lost) {
        const snapshot = new Snapshot(this.#info, hot.time, lost);
        this.#readers.set(reader, snapshot);
        this.#slice(reader, snapshot);
    }

    /** @param {number} reader @param {Snapshot} snapshot */
    #slice(reader, snapshot) {
        if (this.#readers.get(reader) !== snapshot) {
            return;
        }
        const { bytes, last } = snapshot.step();
        this.#say(link => link.snapshot(reader, bytes, last));
        if (this.#readers.get(reader) !== snapshot) {
            return; // it went while it was told
        }
        if (last) {
            this.#readers.set(reader, null);
        } else {
            after(() => this.#slice(reader, snapshot), 0);
        }
    }

    // ---- What is said beside -------------------------------------------------------------------------

    /** In its place among what happens; nobody attached: not at all. @param {(out: Out) => void} put */
    #tell(put) {
        if (hot.tracing) {
            life(OP.TELL, 0, 0, 0, put);
        }
    }

    /** @param {(out: Out) => void} put */
    #log(put) {
        this.#tell(put);
    }

    /** @param {string} text */
    #warn(text) {
        this.#tell(out => putLog(out, LOG.WARN, text));
    }

    #adopted() {
        if (copies() === 1) {
            this.#tell(out => putLog(out, LOG.INFO, "RxJS was found"));
        }
    }

    /** Said once for all that are evaluated in one turn: the text names each of them. */
    #modulesChanged() {
        if (this.#link !== null && !this.#naming) {
            this.#naming = true;
            after(() => this.#sayModules(), 0);
        }
    }

    #sayModules() {
        this.#naming = false;
        modules.size > 0 && this.#say(link => link.info({ modules: moduleNames() }));
    }

    /** @param {string} text */
    #faulted(text) {
        this.#fault = text;
        this.#report();
    }

    /** Also to those who come later. */
    #report() {
        if (this.#readers.size === 0) {
            return;
        }
        const out = this.#live;
        out.writer.clear();
        out.at(now());
        putLog(out, LOG.ERROR, this.#fault);
        this.#cancel();
        this.#send(out);
    }
}

/** @param {Out} out @param {number} level LOG @param {string} text */
function putLog(out, level, text) {
    const writer = out.start(EV.LOG, level, 0, 0);
    writer.text(text);
    writer.end();
}

function hostName() {
    return typeof globalThis.process === "object" && globalThis.process?.versions?.node ? "node" : "browser";
}

/** As in a hello: "app.ts gen 3, list.ts gen 1". */
function moduleNames() {
    return [...modules.values()].map(({ name, generation }) => `${name} gen ${generation}`).join(", ");
}

export const program = new Program();
