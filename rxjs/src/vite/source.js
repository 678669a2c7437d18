/**
 * source.js - the plugin that gives the user's own modules their sites.
 *
 * It runs behind all others, so that it sees JavaScript whatever was written, and says by the map of those where a
 * line stood. Nothing that goes wrong here may cost the user their module: it is then handed on as it is.
 */
import { Trees } from "../transform/reparse.js";
import { PAGES } from "./environment.js";
import { frameworkOf } from "./frameworks.js";
import { cleanId } from "./modules.js";
import { VIRTUAL } from "./page-module.js";

/** @typedef {import("../transform/index.js").Options} TransformOptions */
/** @typedef {typeof import("../transform/index.js").transform} Transform */

let serial = 0;

/** Later than all before, also after the server was started anew. */
function nextSerial() {
    serial = Math.max(serial + 1, Date.now());
    return serial;
}

/**
 * @param {import("./modules.js").UsersModules} users
 * @param {import("./known.js").Known} known
 * @param {Transform} transform
 * @param {import("./environment.js").Side} [side]
 * @returns {import("vite").Plugin}
 */
export function sourcePlugin(users, known, transform, side = PAGES) {
    const hot = users.options.hot ?? true, trees = new Trees();
    /** @type {Set<string>} */
    const warned = new Set();
    /** @type {import("vite").Logger | undefined} */
    let logger;

    return {
        name: "rxscope",
        enforce: "post",
        applyToEnvironment: side.applyToEnvironment,
        configResolved(config) {
            users.resolved(config);
            logger = config.logger;
        },
        transform(code, id, context) {
            if (!side.takes(context) || !users.has(id)) {
                return null;
            }
            let parses = true;
            const result = attempt(code, id, {
                root: users.root,
                virtual: VIRTUAL,
                hot,
                serial: nextSerial(),
                accept: hot && known.accept(id),
                trees,
                map: () => this.getCombinedSourcemap(),
                onSkip: (reason) => {
                    parses = !/does not parse/.test(reason);
                    parses && complain(id, reason);
                },
            });
            if (parses) {
                known.made(id, result?.hot ?? null, frameworkOf(code, cleanId(id)));
            }
            return result;
        },
    };

    /** @param {string} code @param {string} id @param {TransformOptions} context */
    function attempt(code, id, context) {
        try {
            return transform(code, cleanId(id), context);
        } catch (error) {
            complain(id, error instanceof Error ? error.message : String(error));
            return null;
        }
    }

    /** Once a module; what does not parse is told by Vite. @param {string} id @param {string} reason */
    function complain(id, reason) {
        if (!warned.has(cleanId(id))) {
            warned.add(cleanId(id));
            logger?.warn(`rxscope: the streams of ${users.nameOf(id)} have no names in the inspector: ${reason}`);
        }
    }
}
