/**
 * pages.js - all pages of one dev server: who is connected, and under which name.
 *
 * A page is known by its websocket, so a tab that is closed, crashes or loses its machine is gone with it. Its tab's
 * number gives it its name: `localhost-5173`, and `localhost-5173.2` for the second tab. A number that a page brings
 * along is its own after a reload, and someone else's after a tab was duplicated; who holds it is asked.
 */
import { Page } from "./page.js";
import { checkMessage } from "./check.js";

/** @typedef {import("../page/messages.js").Message} Message */
/** @typedef {import("./page.js").Serve} Serve */

/** So many pages of one server at once; others run without an inspector. */
const PAGES_MAX = 64;
/** Characters of a name that stand in its socket's; two tabs must not have one socket. */
const NAME_MAX = 64;
/** How long a page may take to say that it still has its number, in ms; it may stand in a debugger. */
const PROBE_MS = 2000;

/**
 * Vite's side of one websocket.
 * @typedef {object} Client
 * @property {(event: string, data: unknown) => void} send
 */

export class Pages {
    /** @type {Map<Client, Page>} */
    #pages = new Map();
    /** Pages that were asked whether they are there. @type {Map<Page, { answered: Promise<void>, answer: () => void }>} */
    #probes = new Map();
    /** Clients whose hello is being worked on. @type {Map<Client, Message>} */
    #joining = new Map();
    #closed = false;

    /**
     * @param {object} options
     * @param {Serve} options.serve
     * @param {(client: Client, message: Message) => void} options.send
     * @param {(text: string) => void} options.warn
     * @param {(text: string) => void} [options.inform]
     * @param {string} options.version of this package
     * @param {import("./places.js").PlaceOf} [options.placeOf]
     * @param {string} [options.name] instead of host and port
     */
    constructor({ serve, send, warn, inform = () => {}, version, name, placeOf }) {
        this.placeOf = placeOf;
        this.serve = serve;
        this.send = send;
        this.warn = warn;
        this.inform = inform;
        this.version = version;
        this.name = name;
    }

    /**
     * Something came from a page.
     * @param {Client} client
     * @param {unknown} data
     */
    async receive(client, data) {
        const message = checkMessage(data);
        if (message === null || this.#closed) {
            return;
        }
        const page = this.#pages.get(client);
        if (message.type === "hello") {
            await this.#hello(client, message, page);
        } else if (message.type === "bye") {
            this.gone(client);
        } else if (message.type === "here" && page !== undefined) {
            this.#probes.get(page)?.answer();
        } else if (message.type === "reload" && page !== undefined) {
            this.inform(page.reloads(message.text));
        } else {
            page?.receive(message);
        }
    }

    /** A websocket was closed, or its page said goodbye. @param {Client} client */
    gone(client) {
        this.#joining.delete(client);
        const page = this.#pages.get(client);
        if (page !== undefined) {
            this.#pages.delete(client);
            page.close();
            this.#probes.get(page)?.answer();
        }
    }

    /** The server is closed. */
    close() {
        this.#closed = true;
        for (const client of [...this.#pages.keys()]) {
            this.gone(client);
        }
    }

    /**
     * A hello again on the same websocket: the page was put away and shown again, or Vite connected later.
     * @param {Client} client
     * @param {Message} hello
     * @param {Page | undefined} known
     */
    async #hello(client, hello, known) {
        if (known?.id === hello.page || this.#joining.get(client)?.page === hello.page) {
            return;
        }
        this.gone(client);
        this.#joining.set(client, hello);
        const taken = await this.#isTaken(Number(hello.tab));
        if (this.#joining.get(client) !== hello || this.#closed) {
            return;
        }
        this.#joining.delete(client);
        if (this.#pages.size >= PAGES_MAX) {
            this.warn(`${PAGES_MAX} pages are connected; "${hello.host}" is not shown in the inspector`);
            return;
        }
        const tab = taken || this.#holderOf(Number(hello.tab)) ? this.#freeTab() : Number(hello.tab);
        this.#open(client, new Page(hello, tab, (message) => this.send(client, message), this.placeOf));
    }

    /** @param {Client} client @param {Page} page */
    #open(client, page) {
        this.#pages.set(client, page);
        const name = this.#nameOf(page);
        page.send({ type: "welcome", tab: page.tab, name });
        page.open(this.serve, name, this.version, this.warn);
    }

    /**
     * Whether the number that a page brings is another one's. Of two that bring it at once the first gets it.
     * @param {number} tab
     */
    async #isTaken(tab) {
        let holder = this.#holderOf(tab);
        while (holder !== undefined && !(await this.#isThere(holder))) {
            holder = this.#holderOf(tab);
        }
        return tab === 0 || holder !== undefined;
    }

    /** @param {number} tab @returns {Page | undefined} */
    #holderOf(tab) {
        return [...this.#pages.values()].find((page) => page.tab === tab);
    }

    /** @returns {number} the smallest that nobody has */
    #freeTab() {
        let free = 1;
        while (this.#holderOf(free) !== undefined) {
            free++;
        }
        return free;
    }

    /**
     * Whether a page still holds its number. One that is being reloaded is gone in a moment; one that says nothing,
     * since it stands in a debugger, keeps it.
     * @param {Page} page
     * @returns {Promise<boolean>}
     */
    async #isThere(page) {
        if (!this.#probes.has(page)) {
            this.#probes.set(page, patience(PROBE_MS));
            page.send({ type: "probe" });
        }
        await this.#probes.get(page)?.answered;
        this.#probes.delete(page);
        return [...this.#pages.values()].includes(page);
    }

    /** @param {Page} page @returns {string} */
    #nameOf({ host, tab }) {
        const name = this.name ?? (host.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "page");
        const suffix = tab === 1 ? "" : `.${tab}`;
        return name.slice(0, NAME_MAX - suffix.length) + suffix;
    }
}

/**
 * Something that is answered, or times out.
 * @param {number} ms
 */
function patience(ms) {
    let answer = () => {};
    /** @type {Promise<void>} */
    const answered = new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        answer = () => {
            clearTimeout(timer);
            resolve();
        };
    });
    return { answered, answer };
}
