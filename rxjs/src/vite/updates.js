/**
 * updates.js - the plugin that stands between a save and what Vite makes of it: half a save waits, one without news ends
 * here, and of others the pages are told what is about to run anew, and why an update is handed on to importers.
 */
import { FILES_MAX, TO_PAGE } from "../page/messages.js";
import { PAGES } from "./environment.js";
import { importersOf, reach, within } from "./graph.js";
import { cleanId } from "./modules.js";
import { Saves } from "./saves.js";

/** @typedef {import("./graph.js").Node} Node */
/** @typedef {import("../page/messages.js").Message} Message */
/** @typedef {{ transformRequest(url: string): Promise<unknown> }} Maker an environment, or the server */
/** @typedef {{ type?: "create" | "update" | "delete", file: string, timestamp: number, modules: Node[] }} Context of Vite's hooks */

/** So many promises, and then turns of the event loop, Vite may take until it tells the pages of an update. */
const STEPS = 100;
const TURNS = 50;

/**
 * @param {import("./modules.js").UsersModules} users
 * @param {import("./known.js").Known} known
 * @param {{ side?: import("./environment.js").Side, tell?: (message: Message) => void }} [where]
 * @returns {import("vite").Plugin}
 */
export function updatesPlugin(users, known, { side = PAGES, tell } = {}) {
    /** @type {import("vite").ViteDevServer} */
    let server;
    /** @type {Saves} */
    let saves;
    /** Of each server that runs; where Vite starts anew, the new one is there before the old one is closed. @type {Map<unknown, Saves>} */
    const running = new Map();
    const hook = { order: /** @type {const} */ ("pre"), handler: arrived };

    return {
        name: "rxscope:updates",
        enforce: "pre",
        applyToEnvironment: side.applyToEnvironment,
        configureServer(made) {
            server = made;
            saves = new Saves((file) => made.watcher.emit("change", file));
            running.set(side.environmentOf(made), saves);
        },
        buildEnd() {
            running.get(this.environment)?.close();
            running.delete(this.environment);
        },
        load: { order: "post", handler: (id, context) => side.takes(context) && users.has(id) ? fresh(id) : null },
        transform(code, id, context) {
            if (!side.takes(context) || !users.has(id)) {
                return undefined;
            }
            known.begun(id);
            const read = cleanId(id) === id ? saves.loaded(id, code) : code;
            return typeof read === "string" ? undefined : read.then((whole) => ({ code: whole, map: null }));
        },
        hotUpdate: /** @type {any} */ (hook),
        handleHotUpdate: /** @type {any} */ (hook), // Vite 5
    };

    /** Where no other plugin loads it. Vite watches what it reads outside of its root, and reads maps. @param {string} id */
    function fresh(id) {
        const code = id.startsWith(`${server.config.root}/`) ? saves.fresh(id) : null;
        return code?.includes("sourceMappingURL") ? null : code;
    }

    /**
     * @this {{ environment?: Maker } | undefined} nothing in Vite 5
     * @param {Context} context
     * @returns {Promise<Node[] | undefined>} in place of its modules
     */
    async function arrived({ type = "update", file, timestamp, modules }) {
        const nodes = modules.filter(({ id }) => id !== null && users.has(id));
        if (nodes.length > 0 && type === "update" && !await saves.isNew(file)) {
            return [];
        }
        for (const node of nodes) {
            if (!known.isBroken(node.id) || await isGood(this?.environment ?? server, node)) {
                announce(node, timestamp);
                void makeBeforeAsked(this?.environment ?? server, node, timestamp);
            }
        }
        return undefined;
    }

    /** @param {Node} node @param {number} stamp */
    function announce(node, stamp) {
        const { reached, ends } = reach(node), stops = known.stops(node.id);
        if (stops.length > 0 && !node.isSelfAccepting) {
            const text = `${users.nameOf(String(node.file))} changed: ${whyHandedOn(stops, ends ? side.anew : "")}`;
            server.config.logger.info(`rxscope: ${text}`, { timestamp: true });
            say({ type: "note", level: "info", text, file: node.file });
        }
        say({ type: "update", stamp, file: node.file, files: files(reached), importers: files(importersOf(node)), ...componentsOf(reached) });
    }

    /** Whose components an update renews, and in which files those can have subscribed. @param {Set<Node>} reached */
    function componentsOf(reached) {
        const components = [...reached].filter(({ id }) => known.framework(id) !== "");
        const framework = [...new Set(components.map(({ id }) => known.framework(id)))].join(" and ");
        return framework === "" ? {} : { framework, components: files(within(components)) };
    }

    /** Those of which the runtime hears. @param {Set<Node>} nodes @returns {string[]} */
    function files(nodes) {
        const heard = [...nodes].filter(({ id }) => known.isHeard(id)).map(({ file }) => String(file));
        return [...new Set(heard)].slice(0, FILES_MAX);
    }

    /** By default to all pages, also those that have not said hello yet. @param {Message} message */
    function say(message) {
        tell ? tell(message) : server.ws.send({ type: "custom", event: TO_PAGE, data: message });
    }
}

/**
 * Once Vite has told the pages, and while these make up their requests, the module is made already. Unless another plugin
 * makes it wait, Vite tells them within this turn of the event loop; in the next ones the watcher has much to do.
 * @param {Maker} maker
 * @param {Node} node
 * @param {number} timestamp of the update
 */
async function makeBeforeAsked(maker, node, timestamp) {
    for (let waits = 0; waits < STEPS + TURNS; waits++) {
        await (waits < STEPS ? null : new Promise((resolve) => setImmediate(resolve)));
        if (Number(node.lastHMRTimestamp) >= timestamp) {
            await isGood(maker, node);
            return;
        }
    }
}

/**
 * A module that could not be made: whether it can be now. Vite knows only then who accepts it.
 * @param {Maker} maker
 * @param {Node} node
 */
async function isGood(maker, { url }) {
    try {
        return await maker.transformRequest(url) !== null;
    } catch {
        return false; // Vite tells why when it is asked for
    }
}

/** More exports than these are counted. */
const NAMES_MAX = 4;

/** @param {string[]} stops names of exports @param {string} anew what happens, since nothing accepts the update; else "" */
function whyHandedOn(stops, anew) {
    const named = stops.length > NAMES_MAX ? [...stops.slice(0, NAMES_MAX - 1), `${stops.length - NAMES_MAX + 1} others`] : stops;
    const last = named.at(-1), others = named.slice(0, -1).join(", ");
    const why = others === "" ? `its export ${last} is no stream` : `its exports ${others} and ${last} are no streams`;
    return anew === "" ? `${why}, so the update goes to its importers` : `${why}, and nothing that imports it takes the update, so ${anew}`;
}
