/**
 * updates.js - the plugin that stands between a save and what Vite makes of it: half a save waits, one without news ends
 * here, and of others the pages are told what is about to run anew, and why an update is handed on to importers.
 */
import { FILES_MAX, TO_PAGE } from "../page/messages.js";
import { isClient } from "./environment.js";
import { importersOf, reach } from "./graph.js";
import { cleanId } from "./modules.js";
import { Saves } from "./saves.js";

/** @typedef {import("./graph.js").Node} Node */
/** @typedef {import("../page/messages.js").Message} Message */
/** @typedef {{ type?: "create" | "update" | "delete", file: string, timestamp: number, modules: Node[] }} Context of Vite's hooks */

/**
 * @param {import("./modules.js").UsersModules} users
 * @param {import("./known.js").Known} known
 * @returns {import("vite").Plugin}
 */
export function updatesPlugin(users, known) {
    /** @type {import("vite").ViteDevServer} */
    let server;
    /** @type {Saves} */
    let saves;
    const hook = { order: /** @type {const} */ ("pre"), handler: arrived };

    return {
        name: "rxscope:updates",
        enforce: "pre",
        applyToEnvironment: isClient,
        configureServer(made) {
            server = made;
            saves = new Saves((file) => made.watcher.emit("change", file));
        },
        transform(code, id, context) {
            if (!context?.ssr && users.has(id) && cleanId(id) === id) {
                saves.loaded(id, code);
            }
        },
        hotUpdate: /** @type {any} */ (hook),
        handleHotUpdate: /** @type {any} */ (hook), // Vite 5
    };

    /** @param {Context} context @returns {Promise<Node[] | undefined>} in place of its modules */
    async function arrived({ type = "update", file, timestamp, modules }) {
        const nodes = modules.filter(({ id }) => id !== null && users.has(id));
        if (nodes.length > 0 && type === "update" && !await saves.isNew(file)) {
            return [];
        }
        for (const node of nodes) {
            if (node.isSelfAccepting !== undefined || await isGood(node)) {
                announce(node, timestamp);
            }
        }
        return undefined;
    }

    /** A module that has never been made: whether it can be now. Vite knows only then who accepts it. @param {Node} node */
    async function isGood({ url }) {
        try {
            return await (server.environments?.client ?? server).transformRequest(url) !== null;
        } catch {
            return false; // Vite tells why when a page asks for it
        }
    }

    /** @param {Node} node @param {number} stamp */
    function announce(node, stamp) {
        const { reached, ends } = reach(node), stops = known.stops(node.id);
        if (stops.length > 0 && !node.isSelfAccepting) {
            const text = `${users.nameOf(String(node.file))} changed: ${whyHandedOn(stops, ends)}`;
            server.config.logger.info(`rxscope: ${text}`, { timestamp: true });
            tell({ type: "note", level: "info", text, file: node.file });
        }
        tell({ type: "update", stamp, file: node.file, files: files(reached), importers: files(importersOf(node)) });
    }

    /** Those of which the runtime hears. @param {Set<Node>} nodes @returns {string[]} */
    function files(nodes) {
        const heard = [...nodes].filter(({ id }) => known.isHeard(id)).map(({ file }) => String(file));
        return [...new Set(heard)].slice(0, FILES_MAX);
    }

    /** To all pages, also those that have not said hello yet. @param {Message} message */
    function tell(message) {
        server.ws.send({ type: "custom", event: TO_PAGE, data: message });
    }
}

/** @param {string[]} stops names of exports @param {boolean} ends nothing accepts the update */
function whyHandedOn(stops, ends) {
    const last = stops.at(-1), others = stops.slice(0, -1).join(", ");
    const why = others === "" ? `its export ${last} is no stream` : `its exports ${others} and ${last} are no streams`;
    return ends ? `${why}, and nothing that imports it takes the update, so the page is loaded anew` : `${why}, so the update goes to its importers`;
}
