/**
 * esm-hooks.js - the hooks that module.register() runs on a thread of their own. Node before 22.15 has no others.
 */
import { prepareLoaded } from "./load.js";

/** @type {import("./prepare.js").Settings} */
let settings;

/** @param {import("./prepare.js").Settings} given by esm.js */
export function initialize(given) {
    settings = given;
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
    return prepareLoaded(url, await nextLoad(url, context), settings);
}
