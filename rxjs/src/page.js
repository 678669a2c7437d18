/**
 * page.js - the page's end: starts the runtime, before any module of the app, and connects it with the plugin.
 *
 * Vite's plugin imports it through the virtual module `virtual:rxscope`, which hands over that module's
 * `import.meta.hot`. It runs in a tab, a frame or a worker, each of which is a source of its own.
 */
import { runtime } from "./runtime/index.js";
import { watchRequests } from "./page/addresses.js";
import { Connection } from "./page/connection.js";
import { leaveReason, takeReason } from "./page/reasons.js";
import { Updates } from "./page/updates.js";
import { usePlaces } from "./values/errors.js";

/** Titles that change all the time are told this often, in ms. */
const TITLE_EVERY = 1000;

const ANEW = "the page is loaded anew";
const ASKED = "somebody asked for it in the terminal";
/** So long the reply has to reach the server; ms. */
const REPLY_MS = 50;

/** A page that loads this module twice, under two addresses, has one connection. */
const STARTED = Symbol.for("rxscope.page");

/** @typedef {(url: string) => Promise<unknown>} Load */

/** @type {import("./page/updates.js").Hmr | undefined} */
const hmr = /** @type {any} */ (runtime).hmr;

/**
 * @param {import("./page/connection.js").Hot | undefined} hot
 * @param {{ pid?: number, mask?: unknown, retry?: boolean, place?: import("./page/addresses.js").Place, load?: Load }} [options] of the plugin; place:
 *   saved modules are swapped; load: `import()`, which Vite has not gone over
 */
export function start(hot, { place, load, retry = true, ...about } = {}) {
    const world = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
    if (hot === undefined || world[STARTED] !== undefined) {
        return;
    }
    const connection = new Connection(hot, runtime.program, { host: "browser", ...about });
    world[STARTED] = connection;
    usePlaces((url, line, column) => connection.places.mark(url, line, column));
    connection.begin();
    watchPage(connection);
    if (place !== undefined && hmr !== undefined) {
        hmr.retry(retry);
        watchUpdates(hot, connection, place, hmr, load);
    }
    if (globalThis.document !== undefined) {
        watchTitle(connection);
    }
    /** @type {any} */ (runtime).onReload?.(() => reload(connection)); // of another copy, which may be older
}

/** Somebody wants it, in a terminal. @param {Connection} connection */
function reload(connection) {
    if (globalThis.document === undefined) {
        return { text: "this is a worker: reload the page that started it", isDone: false };
    }
    leaveReason(ASKED);
    connection.reloads(`${ANEW}: ${ASKED}`);
    setTimeout(() => location.reload(), REPLY_MS);
    return { text: ANEW, isDone: true };
}

/**
 * Vite's updates, and reloads with their reasons.
 * @param {import("./page/connection.js").Hot} hot
 * @param {Connection} connection
 * @param {import("./page/addresses.js").Place} place
 * @param {import("./page/updates.js").Hmr} hmr
 * @param {Load} [load]
 */
function watchUpdates(hot, connection, place, hmr, load) {
    const requested = watchRequests(place);
    const updates = new Updates(hmr, {
        place,
        requested,
        reload: globalThis.document === undefined ? null : () => location.reload(),
        anew: ANEW,
        tell: (text) => {
            console.info(`[rxscope] ${text}`);
            connection.reloads(text);
        },
        leaveReason,
    });
    load !== undefined && hmr.explains((file) => errorOf(requested.last(file), load));
    connection.onMessage = (message) => updates.receive(message);
    updates.listen(hot);
    globalThis.addEventListener?.("error", () => updates.somethingFailed(), true);
    globalThis.addEventListener?.("unhandledrejection", () => updates.somethingFailed());
    globalThis.addEventListener?.("pagehide", () => updates.leaving());
    const reason = takeReason();
    if (reason !== "") {
        hmr.note("info", `the page was loaded anew: ${reason}`);
        console.info(`[rxscope] the page was loaded anew: ${reason}`);
    }
}

/**
 * What a module has thrown. The browser keeps it: a module is evaluated once, and who imports it again under the same address
 * gets the same error.
 * @param {string | undefined} url
 * @param {Load} load
 */
async function errorOf(url, load) {
    try {
        url !== undefined && await load(url);
        return null;
    } catch (error) {
        return { error };
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
