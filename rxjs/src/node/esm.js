/**
 * esm.js - modules that are imported: on this thread where Node can (22.15 and 23.5 on), else on the thread of its loader.
 */
import module from "node:module";

import { prepareLoaded } from "./load.js";

/** @param {import("./prepare.js").Settings} settings */
export function hookEsm(settings) {
    const registerHooks = /** @type {any} */ (module).registerHooks;
    if (typeof registerHooks === "function") {
        registerHooks({
            load: (/** @type {string} */ url, /** @type {unknown} */ context, /** @type {Function} */ nextLoad) =>
                prepareLoaded(url, nextLoad(url, context), settings),
        });
    } else {
        module.register("./esm-hooks.js", { parentURL: import.meta.url, data: settings });
    }
}
