/**
 * server.js - the plugin that serves the pages' sockets: Vite's websocket on one side, serve() on the other.
 *
 * Nothing new listens on a port. When Vite's server closes or starts anew, all pages' sockets close with it.
 */
import { TO_PAGE, TO_PLUGIN } from "../page/messages.js";
import { announce } from "./announce.js";
import { isClient } from "./environment.js";
import { Pages } from "./pages.js";
import { placesIn } from "./places.js";

/** @typedef {import("./pages.js").Client & { socket?: { once?: (event: string, listener: () => void) => void } }} Client */

/**
 * @param {import("./options.js").Options} options
 * @param {import("./page.js").Serve} serve
 * @param {string} version
 * @returns {import("vite").Plugin}
 */
export function serverPlugin(options, serve, version) {
    /**
     * Servers that run, oldest first. When Vite starts anew, the new one is made before the old one is closed, and where
     * plugins were handed to createServer() both have this one. `client` is none in Vite 5.
     * @type {{ client: unknown, pages: Pages }[]}
     */
    const servers = [];
    return {
        name: "rxscope:server",
        applyToEnvironment: isClient,
        configureServer(server) {
            const pages = new Pages({
                serve,
                version,
                name: options.name,
                placeOf: placesIn(server),
                send: (client, message) => client.send(TO_PAGE, message),
                inform: (text) => server.config.logger.info(`rxscope: ${text}`, { timestamp: true }),
                warn: (text) => server.config.logger.warn(`rxscope: ${text}`, { timestamp: true }),
            });
            servers.push({ client: server.environments?.client, pages });
            listen(server.ws, pages);
            announce(server);
            server.httpServer?.once("close", () => pages.close());
        },
        buildEnd() {
            const at = servers.findIndex(({ client }) => client === this.environment);
            servers.splice(Math.max(at, 0), at < 0 ? 0 : 1).forEach(({ pages }) => pages.close());
        },
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
