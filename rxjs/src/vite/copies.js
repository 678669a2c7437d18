/**
 * copies.js - gives rxjs's own files their trailers (transform/copies.js): in Vite's pre-bundled dependencies, and
 * where rxjs is not pre-bundled, since it is excluded or linked.
 */
import { readFile } from "node:fs/promises";
import { RXJS_FILE, trailer } from "../transform/copies.js";
import { isClient } from "./environment.js";

/**
 * The plugin for Rolldown and for Vite itself. Vite's cache of pre-bundled dependencies hangs on the names of the
 * plugins that made it: the version in the name makes a new one when this changes, comes or goes.
 * @param {string} version of this package
 */
function trailerPlugin(version) {
    return {
        name: `rxscope:copies@${version}`,
        transform: {
            filter: { id: RXJS_FILE },
            /** @param {string} code @param {string} id */
            handler(code, id) {
                const text = trailer(id, code);
                return text === null ? null : { code: code + text, map: null };
            },
        },
    };
}

/**
 * The same for esbuild.
 * @param {string} version
 */
function trailerEsbuildPlugin(version) {
    return {
        name: `rxscope:copies@${version}`,
        /** @param {{ onLoad(options: { filter: RegExp }, load: (args: { path: string }) => Promise<unknown>): void }} build */
        setup(build) {
            build.onLoad({ filter: RXJS_FILE }, async ({ path }) => {
                const code = await readFile(path, "utf8");
                const text = trailer(path, code);
                return text === null ? null : { contents: code + text, loader: "js" };
            });
        },
    };
}

/**
 * Rxjs as Vite hands it out, and as it pre-bundles it: by Rolldown from Vite 8 on, by esbuild before.
 * @param {string} version
 * @returns {import("vite").Plugin}
 */
export function copiesPlugin(version) {
    const plugin = trailerPlugin(version);
    return {
        ...plugin,
        applyToEnvironment: isClient,
        config: {
            order: "pre", // esbuild asks the first that loads a file, and Angular's plugin loads all
            handler() {
                const meta = /** @type {{ meta?: { rolldownVersion?: string } } | undefined} */ (this)?.meta;
                const optimizeDeps = meta?.rolldownVersion === undefined
                    ? { esbuildOptions: { plugins: [trailerEsbuildPlugin(version)] } }
                    : { rolldownOptions: { plugins: [plugin] } };
                return /** @type {import("vite").UserConfig} */ ({ optimizeDeps });
            },
        },
    };
}
