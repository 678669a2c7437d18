/**
 * index.js - the Vite plugin: `plugins: [rxscope()]` shows the page's streams in `rxscope`, in another terminal.
 *
 * It is several plugins, since Vite gives each one place in its order: the page's runtime before all others, names of
 * streams behind all others, rxjs's own files, what a save does, and the server of the sockets. In `vite build` none of
 * them exists.
 */
import { readFileSync } from "node:fs";
import { serve } from "../serve/index.js";
import { transform } from "../transform/index.js";
import { copiesPlugin } from "./copies.js";
import { Known } from "./known.js";
import { UsersModules } from "./modules.js";
import { checkOptions } from "./options.js";
import { pageModulePlugin } from "./page-module.js";
import { serverPlugin } from "./server.js";
import { sourcePlugin } from "./source.js";
import { updatesPlugin } from "./updates.js";

/** @typedef {import("./options.js").Options} Options */
/** @typedef {import("vite").Plugin} Plugin */

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/**
 * @param {Options} [options]
 * @returns {Plugin[]} for `plugins` of vite.config
 */
export default function rxscope(options = {}) {
    const checked = checkOptions(options), users = new UsersModules(checked), known = new Known();
    const plugins = [
        pageModulePlugin(checked),
        sourcePlugin(users, known, transform),
        copiesPlugin(version),
        ...(checked.hot === false ? [] : [updatesPlugin(users, known)]),
        serverPlugin(checked, serve, version),
    ];
    return plugins.map((plugin) => ({ ...plugin, apply: (_, env) => isWanted(checked, env) }));
}

/**
 * `RXSCOPE=0` in the environment switches off whatever the options say, as in Node and for programs in C.
 * @param {Options} options
 * @param {import("vite").ConfigEnv} env
 */
function isWanted({ enabled }, { command, isPreview }) {
    const { RXSCOPE, VITEST } = process.env;
    return command === "serve" && isPreview !== true && RXSCOPE !== "0" && (enabled ?? VITEST === undefined);
}
