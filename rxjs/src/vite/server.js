/**
 * server.js - the plugin that serves the pages' sockets: Vite's websocket on one side, serve() on the other.
 *
 * Nothing new listens on a port. When Vite's server closes or starts anew, all pages' sockets close with it.
 */
import { TO_PAGE, TO_PLUGIN } from "../page/messages.js";
import { Pages } from "./pages.js";

/** @typedef {import("./pages.js").Client & { socket?: { once?: (event: string, listener: () => void) => void } }} Client */

/**
 * @param {import("./options.js").Options} options
 * @param {import("./page.js").Serve} serve
 * @param {string} version
 * @returns {import("vite").Plugin}
 */
export function serverPlugin(options, serve, version) {
    /** @type {Pages | undefined} */
    let pages;
    return {
        name: "rxscope:server",
        configureServer(server) {
            pages = new Pages({
                serve,
                version,
                name: options.name,
                send: (client, message) => client.send(TO_PAGE, message),
                warn: (text) => server.config.logger.warn(`rxscope: ${text}`, { timestamp: true }),
            });
            listen(server.ws, pages);
            server.httpServer?.once("close", () => pages?.close());
        },
        buildEnd: () => pages?.close(),
    };
}

/**
 * @param {import("vite").WebSocketServer} ws
 * @param {Pages} pages
 */
function listen(ws, pages) {
    /** @type {WeakSet<Client>} clients whose end is waited for */
    const known = new WeakSet();
    ws.on(TO_PLUGIN, (/** @type {unknown} */ data, /** @type {Client} */ client) => {
        if (!known.has(client)) {
            known.add(client);
            client.socket?.once?.("close", () => pages.gone(client));
        }
        void pages.receive(client, data);
    });
    ws.on("vite:client:disconnect", (/** @type {unknown} */ _, /** @type {Client} */ client) => pages.gone(client));
}
