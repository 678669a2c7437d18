/**
 * connection.js - one page's connection to the plugin: says hello, says goodbye, and begins anew when it was lost.
 *
 * Vite owns the websocket. It opens it, keeps it alive and reloads the page after the server came back; here it is
 * only watched. Nothing is sent while it is closed, since Vite reports that as an error on the app's console.
 */
import { CHANNEL_VERSION, TAB_MAX, TEXT_MAX, TO_PAGE, TO_PLUGIN } from "./messages.js";
import * as identity from "./identity.js";
import { Link } from "./link.js";
import { Places } from "./places.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {import("./link.js").Program} Program */
/**
 * The part of Vite's `import.meta.hot` that is used.
 * @typedef {object} Hot
 * @property {(event: string, listener: (data: any) => void) => void} on
 * @property {(event: string, data: unknown) => void} send
 */

/** Modules are loaded one behind the other; ms. */
const TELL_AFTER = 100;

export class Connection {
    /** Vite may open the socket later: it keeps what is sent until then. */
    #open = true;
    #started = false;
    #title = "";
    /** What the program says of its modules; several are loaded at once, and told once. @type {string | undefined} */
    #modules;
    #telling = false;
    /** Takes what is not about inspectors. @type {(message: Message) => void} */
    onMessage = () => {};

    /**
     * @param {Hot} hot
     * @param {Program} program
     * @param {object} info what is known of this page beforehand
     * @param {typeof identity} [who]
     */
    constructor(hot, program, info, who = identity) {
        this.hot = hot;
        this.program = program;
        this.about = info;
        this.who = who;
        this.places = new Places((message) => this.#send(message));
        this.link = new Link(
            program,
            (message) => this.#send(message),
            (info) => this.#modulesChanged(info),
        );
    }

    /** Listens, and says hello. */
    begin() {
        this.hot.on(TO_PAGE, (data) => this.#receive(data));
        this.hot.on("vite:ws:disconnect", () => this.#lost());
        this.hot.on("vite:ws:connect", () => this.#open || this.hello());
        this.hello();
    }

    /** Who this page is. May be said again: it is then the same page. */
    hello() {
        this.#open = true;
        this.#title = this.who.pageTitle();
        this.#send({
            type: "hello",
            version: CHANNEL_VERSION,
            page: this.who.page,
            tab: this.who.tabNumber(),
            host: this.who.hostName().slice(0, TEXT_MAX),
            browser: this.who.browserName(),
            title: this.#title,
            modules: this.#modules,
        });
    }

    /** The page goes, or is put away and perhaps shown again. */
    bye() {
        this.#send({ type: "bye" });
        this.#lost();
    }

    /** The title may have changed. */
    titleChanged() {
        const title = this.who.pageTitle();
        if (title !== this.#title) {
            this.#title = title;
            this.#send({ type: "info", title });
        }
    }

    /** The page loads itself anew. @param {string} text why */
    reloads(text) {
        this.#send({ type: "reload", text });
    }

    /** @param {unknown} data */
    #receive(data) {
        if (typeof data !== "object" || data === null || !this.#open) {
            return;
        }
        const message = /** @type {Message} */ (data);
        if (message.type === "welcome") {
            this.#welcome(message);
        } else if (message.type === "probe") {
            this.#send({ type: "here" });
        } else if (message.type === "note" || message.type === "update") {
            this.onMessage(message);
        } else if (this.#started) {
            this.link.receive(message);
        }
    }

    /** @param {Message} message */
    #welcome({ tab, name }) {
        if (typeof tab === "number" && tab > 0 && tab <= TAB_MAX) {
            this.who.keepTabNumber(tab);
        }
        this.link.lost();
        this.places.again();
        if (!this.#started) {
            this.#started = true;
            this.program.start(this.link, { ...this.about, name: String(name), title: this.#title });
        }
    }

    /** @param {{ modules?: unknown }} info */
    #modulesChanged({ modules }) {
        this.#modules = typeof modules === "string" ? modules.slice(0, TEXT_MAX) : undefined;
        if (this.#telling || this.#modules === undefined) {
            return;
        }
        this.#telling = true;
        setTimeout(() => {
            this.#telling = false;
            this.#send({ type: "info", modules: this.#modules });
        }, TELL_AFTER);
    }

    #lost() {
        this.#open = false;
        this.link.lost();
    }

    /** @param {Message} message */
    #send(message) {
        if (this.#open) {
            this.hot.send(TO_PLUGIN, message);
        }
    }
}
