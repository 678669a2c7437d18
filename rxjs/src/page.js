/**
 * page.js - the page's end: starts the runtime, before any module of the app, and connects it with the plugin.
 *
 * Vite's plugin imports it through the virtual module `virtual:rxscope`, which hands over that module's
 * `import.meta.hot`. It runs in a tab, a frame or a worker, each of which is a source of its own.
 */
import { runtime } from "./runtime/index.js";
import { Connection } from "./page/connection.js";

/** Titles that change all the time are told this often, in ms. */
const TITLE_EVERY = 1000;

/** A page that loads this module twice, under two addresses, has one connection. */
const STARTED = Symbol.for("rxscope.page");

/**
 * @param {import("./page/connection.js").Hot | undefined} hot
 * @param {{ pid?: number, mask?: unknown }} [options] of the plugin
 */
export function start(hot, options = {}) {
    const world = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
    if (hot === undefined || world[STARTED] !== undefined) {
        return;
    }
    const connection = new Connection(hot, runtime.program, { host: "browser", ...options });
    world[STARTED] = connection;
    connection.begin();
    watchPage(connection);
    if (globalThis.document !== undefined) {
        watchTitle(connection);
    }
}

/**
 * Leaving, and coming back out of the browser's cache of pages.
 * @param {Connection} connection
 */
function watchPage(connection) {
    globalThis.addEventListener?.("pagehide", () => connection.bye());
    globalThis.addEventListener?.("pageshow", (event) => {
        if (/** @type {PageTransitionEvent} */ (event).persisted) {
            connection.hello();
        }
    });
}

/**
 * A title is text in an element that may come later or be replaced, so the whole head is looked at; Vite's styles
 * stand there too, hence at most once in a while.
 * @param {Connection} connection
 */
function watchTitle(connection) {
    let waiting = false;
    const look = () => {
        waiting = false;
        connection.titleChanged();
    };
    const observer = new MutationObserver(() => {
        if (!waiting) {
            waiting = true;
            setTimeout(look, TITLE_EVERY);
        }
    });
    observer.observe(document.head ?? document.documentElement, {
        childList: true, subtree: true, characterData: true,
    });
}
