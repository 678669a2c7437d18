/**
 * source.js - the plugin that gives the user's own modules their sites.
 *
 * It runs behind all others, so that it sees JavaScript whatever was written, and says by the map of those where a
 * line stood. Nothing that goes wrong here may cost the user their module: it is then handed on as it is.
 */
import path from "node:path";
import { createFilter, normalizePath } from "vite";
import { isClient } from "./environment.js";
import { VIRTUAL } from "./page-module.js";

/** JavaScript in all its forms, and the components that are compiled to it. */
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|marko)$/;
/** Not the module itself but what was made of it: its text, its address, its style, a script without imports. */
const OTHER = /[?&](?:raw|url|inline|type=(?:style|template|classic))(?:[&=]|$)/;

/**
 * @typedef {(code: string, id: string, options: object) => { code: string, map: any } | null} Transform
 */

/**
 * @param {import("./options.js").Options} options
 * @param {Transform} transform
 * @returns {import("vite").Plugin}
 */
export function sourcePlugin(options, transform) {
    /** @type {Set<string>} modules that were complained about */
    const warned = new Set();
    /** @type {(id: string) => boolean} */
    let wanted = () => false;
    let root = "";
    /** @type {import("vite").Logger | undefined} */
    let logger;

    return {
        name: "rxscope",
        enforce: "post",
        applyToEnvironment: isClient,
        configResolved(config) {
            root = path.resolve(config.root, options.root ?? ".");
            logger = config.logger;
            wanted = moduleFilter(options, config.root);
        },
        transform(code, id, context) {
            if (context?.ssr || !wanted(id)) {
                return null;
            }
            try {
                return transform(code, cleanId(id), {
                    root, virtual: VIRTUAL, map: () => this.getCombinedSourcemap(),
                });
            } catch (error) {
                if (!warned.has(id)) {
                    warned.add(id);
                    logger?.warn(`rxscope: ${nameOf(id, root)} runs without names of streams, since it could not be read: ${error}`);
                }
                return null;
            }
        },
    };
}

/**
 * Which modules are the user's own.
 * @param {import("./options.js").Options} options
 * @param {string} root
 * @returns {(id: string) => boolean}
 */
export function moduleFilter({ include, exclude }, root) {
    const resolve = { resolve: root };
    const chosen = createFilter(include, exclude ?? (include === undefined ? /[\\/]node_modules[\\/]/ : undefined), resolve);
    return (id) => {
        const file = cleanId(id);
        return !file.startsWith("\0") && !OTHER.test(id) && SCRIPT.test(file) && !isVite(file) && chosen(file);
    };
}

/** Vite's own modules in the page, which may come from a linked copy. @param {string} file */
function isVite(file) {
    return /[\\/]vite[\\/]dist[\\/](?:client|node)[\\/]/.test(file) || file.startsWith("/@");
}

/** @param {string} id @returns {string} without its query */
function cleanId(id) {
    return id.replace(/[?#].*$/s, "");
}

/** @param {string} id @param {string} root */
function nameOf(id, root) {
    return normalizePath(path.relative(root, cleanId(id)));
}
