/**
 * page.js - one page that is connected: its socket for inspectors, and what goes back and forth between the two.
 *
 * serve() takes this for a program like any other: `program` forwards what it calls to the page, and what the page
 * says goes into serve's link. The page's socket exists exactly as long as its websocket.
 */
import { decodeRecords } from "./check.js";
import { KnownPlaces } from "./places.js";

/** @typedef {import("../page/messages.js").Message} Message */
/** @typedef {import("../serve/server.js").Program} Program */
/** @typedef {import("../serve/server.js").Link} Link */
/** @typedef {typeof import("../serve/index.js").serve} Serve */
/** @typedef {(message: Message) => void} Send */

export class Page {
    /** @type {ReturnType<Serve> | null} */
    #served = null;
    /** @type {Set<number>} */
    #readers = new Set();
    /** Number of the newest batch of which all messages have come: serve() acknowledges each message. */
    #whole = 0;

    /**
     * @param {Message} hello
     * @param {number} tab
     * @param {Send} send to the page
     * @param {import("./places.js").PlaceOf} [placeOf]
     */
    constructor(hello, tab, send, placeOf = (url, line) => `${url}:${line}`) {
        this.places = new KnownPlaces(placeOf);
        this.id = String(hello.page);
        this.tab = tab;
        this.send = send;
        this.host = printable(hello.host);
        this.browser = printable(hello.browser);
        this.title = printable(hello.title);
        this.modules = printable(hello.modules ?? "");
    }

    /** "localhost:5173 — Chrome, tab title" */
    get fullTitle() {
        const browser = this.title === "" ? this.browser : `${this.browser}, ${this.title}`;
        return `${this.host} — ${browser}`;
    }

    /**
     * Makes the socket.
     * @param {Serve} serve
     * @param {string} name
     * @param {string} version of this package
     * @param {(text: string) => void} warn
     */
    open(serve, name, version, warn) {
        this.#served = serve({
            name,
            pid: process.pid,
            program: this.#program(),
            info: { host: "browser", title: this.fullTitle, modules: this.modules, version },
            onProblem: (text) => warn(`${name} cannot be inspected: ${text}`),
        });
    }

    /** The page is gone. */
    close() {
        this.#served?.close();
        this.#served = null;
        this.#readers.clear();
    }

    /** It loads itself anew. @param {unknown} why @returns {string} that, for the console */
    reloads(why) {
        return `${printable(why)} (${this.host})`;
    }

    /** @param {Message} message checked */
    receive(message) {
        const link = this.#served?.link;
        if (link === undefined) {
            return;
        }
        if (message.type === "place") {
            this.places.add(message);
        } else if (message.type === "info") {
            this.#info(link, message);
        } else if (message.type === "batch") {
            this.#batch(link, message);
        } else if (this.#readers.has(Number(message.reader))) {
            this.#answer(link, message);
        }
    }

    /** What serve() calls: everything is the page's business. @returns {Program} */
    #program() {
        return {
            start: () => {},
            attach: (reader) => {
                this.#readers.add(reader);
                this.send({ type: "attach", reader });
            },
            detach: (reader) => {
                this.#readers.delete(reader);
                this.send({ type: "detach", reader });
            },
            command: (reader, command) => this.send({ type: "command", reader, command }),
            ack: (number) => number <= this.#whole && this.send({ type: "ack", number }),
        };
    }

    /** @param {Link} link @param {Message} message */
    #info(link, { title, modules }) {
        if (title !== undefined) {
            this.title = printable(title);
        }
        if (modules !== undefined) {
            this.modules = printable(modules);
        }
        link.info({ title: this.fullTitle, modules: this.modules });
    }

    /** @param {Link} link @param {Message} message */
    #batch(link, { number, bytes, last }) {
        const records = decodeRecords(String(bytes));
        this.#whole = last ? Number(number) : this.#whole;
        if (records !== null && this.#readers.size > 0) {
            link.batch(Number(number), this.places.inRecords(records));
        }
    }

    /** @param {Link} link @param {Message} message */
    #answer(link, message) {
        const reader = Number(message.reader);
        if (message.type === "reply") {
            link.reply(reader, Number(message.request), Number(message.status), this.places.inText(String(message.text)));
            return;
        }
        const records = decodeRecords(String(message.bytes));
        if (records !== null) {
            link.snapshot(reader, this.places.inRecords(records), message.last === true);
        }
    }
}

/**
 * A page's text for a terminal: on one line, without escape sequences.
 * @param {unknown} value
 * @returns {string}
 */
function printable(value) {
    return String(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
