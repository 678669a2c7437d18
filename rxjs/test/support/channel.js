/**
 * channel.js - both ends of Vite's websocket without Vite: `FakeHot` is a page's `import.meta.hot`, `FakeClient` the
 * plugin's side of the same. What goes through is JSON, as it is there.
 */
import { TO_PAGE, TO_PLUGIN } from "../../src/page/messages.js";

/** A dev server with any number of pages. */
export class FakeVite {
    /** @param {{ receive(client: object, data: unknown): unknown, gone(client: object): void }} pages */
    constructor(pages) {
        this.pages = pages;
    }

    /** A page opens its websocket. */
    connect() {
        return new FakeHot(this);
    }
}

/** `import.meta.hot`, as much of it as is used. */
export class FakeHot {
    /** @param {FakeVite} vite */
    constructor(vite) {
        this.vite = vite;
        /** @type {Map<string, ((data: any) => void)[]>} */
        this.listeners = new Map();
        /** @type {any[]} everything that the page sent */
        this.sent = [];
        this.client = new FakeClient(this);
        this.open = true;
    }

    /** @param {string} event @param {(data: any) => void} listener */
    on(event, listener) {
        this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    }

    /** @param {string} event @param {unknown} data */
    send(event, data) {
        if (!this.open) {
            throw new Error("a page sent while its websocket was closed");
        }
        const message = JSON.parse(JSON.stringify(data));
        this.sent.push(message);
        if (event === TO_PLUGIN) {
            this.vite.pages.receive(this.client, message);
        }
    }

    /** @param {string} event @param {unknown} [data] */
    emit(event, data) {
        for (const listener of this.listeners.get(event) ?? []) {
            listener(data);
        }
    }

    /** The websocket breaks. */
    drop() {
        this.open = false;
        this.emit("vite:ws:disconnect");
        this.vite.pages.gone(this.client);
    }

    /** Vite connects again, by a new websocket. */
    reconnect() {
        this.client = new FakeClient(this);
        this.open = true;
        this.emit("vite:ws:connect");
    }
}

/** What Vite hands to a plugin for a websocket. */
export class FakeClient {
    /** @param {FakeHot} [hot] */
    constructor(hot) {
        this.hot = hot;
        /** @type {any[]} everything that the plugin sent */
        this.received = [];
    }

    /** @param {string} event @param {unknown} data */
    send(event, data) {
        const message = JSON.parse(JSON.stringify(data));
        this.received.push(message);
        if (event === TO_PAGE) {
            this.hot?.emit(TO_PAGE, message);
        }
    }
}

/** A serve() that makes no socket, and keeps what happened. */
export class FakeServe {
    /** @type {FakeServed[]} */
    all = [];
    serve = (/** @type {any} */ options) => {
        const served = new FakeServed(options);
        this.all.push(served);
        return served;
    };

    /** @returns {string[]} names of those that are open */
    get names() {
        return this.all.filter((served) => !served.closed).map((served) => served.name);
    }

    /** @param {string} name @returns {FakeServed} that is open */
    named(name) {
        const found = this.all.find((served) => served.name === name && !served.closed);
        if (found === undefined) {
            throw new Error(`no "${name}" is served, but ${this.names.join(", ")}`);
        }
        return found;
    }
}

class FakeServed {
    path = "/nowhere.sock";
    closed = false;
    /** @type {any[][]} calls of the link */
    calls = [];

    /** @param {any} options */
    constructor({ name, pid, program, info, onProblem }) {
        this.onProblem = onProblem;
        this.name = name;
        this.pid = pid;
        this.program = program;
        this.info = info;
        const record = (/** @type {string} */ verb) => (/** @type {any[]} */ ...args) => this.calls.push([verb, ...args]);
        this.link = { batch: record("batch"), snapshot: record("snapshot"), reply: record("reply"), info: record("info") };
    }

    close() {
        this.closed = true;
    }
}

/** A program that keeps what it is asked. */
export class FakeProgram {
    /** @type {any[][]} */
    calls = [];
    /** @type {any} */
    link;
    start(/** @type {any} */ link, /** @type {any} */ info) {
        this.link = link;
        this.calls.push(["start", info]);
    }
    attach(/** @type {number} */ reader) {
        this.calls.push(["attach", reader]);
    }
    detach(/** @type {number} */ reader) {
        this.calls.push(["detach", reader]);
    }
    command(/** @type {number} */ reader, /** @type {any} */ command) {
        this.calls.push(["command", reader, command]);
    }
    ack(/** @type {number} */ number) {
        this.calls.push(["ack", number]);
    }
}

/** One whole record of `size` bytes, a multiple of 8. @param {number} size @param {number} [fill] */
export function record(size, fill = 0) {
    const bytes = new Uint8Array(size).fill(fill);
    bytes[0] = size & 255;
    bytes[1] = size >> 8;
    return bytes;
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
    return new Uint8Array(Buffer.concat(parts));
}

/** Lets everything run that waits for nothing but its turn. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));
