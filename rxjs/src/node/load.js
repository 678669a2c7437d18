/**
 * load.js - what the hooks for ES modules do with a module that was loaded, whichever kind of hooks this Node has.
 */
import { fileURLToPath } from "node:url";

import { prepare } from "./prepare.js";
import { withoutTypes } from "./typescript.js";

/** @typedef {import("./prepare.js").Settings} Settings */
/** @typedef {import("node:module").LoadFnOutput} Loaded */

/** By Node's word for a format: what it is, and what it is without types. */
const FORMATS = new Map(/** @type {[string, { target: "esm" | "cjs", format: string, types: boolean }][]} */ ([
    ["module", { target: "esm", format: "module", types: false }],
    ["commonjs", { target: "cjs", format: "commonjs", types: false }],
    ["module-typescript", { target: "esm", format: "module", types: true }],
    ["commonjs-typescript", { target: "cjs", format: "commonjs", types: true }],
]));

/**
 * @param {string} url
 * @param {Loaded} loaded
 * @param {Settings} settings
 * @returns {Loaded} the same object when nothing is to be done
 */
export function prepareLoaded(url, loaded, settings) {
    const found = FORMATS.get(loaded.format ?? "");
    if (!found || !loaded.source || !url.startsWith("file:")) {
        return loaded; // CommonJS that Node reads later, through _compile
    }
    try {
        return change(url, loaded, found, settings);
    } catch {
        return loaded;
    }
}

/**
 * @param {string} url
 * @param {Loaded} loaded
 * @param {{ target: "esm" | "cjs", format: string, types: boolean }} found
 * @param {Settings} settings
 */
function change(url, loaded, { target, format, types }, settings) {
    const text = textOf(loaded.source), script = types ? withoutTypes(text) : text;
    const source = script === null ? text : prepare(script, fileURLToPath(url), target, settings);
    return source === script || script === null ? loaded : { ...loaded, format: /** @type {any} */ (format), source };
}

/** @param {unknown} source */
function textOf(source) {
    return typeof source === "string" ? source : new TextDecoder().decode(/** @type {Uint8Array} */ (source));
}
