/**
 * source.js - the plugin that gives the user's own modules their sites.
 *
 * It runs behind all others, so that it sees JavaScript whatever was written, and says by the map of those where a
 * line stood. Nothing that goes wrong here may cost the user their module: it is then handed on as it is.
 */
import path from "node:path";
import { createFilter, normalizePath } from "vite";
import { isClient } from "./environment.js";
import { isOwn, VIRTUAL } from "./page-module.js";

/** JavaScript in all its forms, and the components that are compiled to it. */
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|marko)$/;
/** Not the module itself but what was made of it: its text, its address, its style, a script without imports. */
const OTHER = /[?&](?:raw|url|inline|type=(?:style|template|classic))(?:[&=]|$)/;

/** @typedef {import("../transform/index.js").Options} TransformOptions */
/** @typedef {typeof import("../transform/index.js").transform} Transform */

/**
 * @param {import("./options.js").Options} options
 * @param {Transform} transform
 * @returns {import("vite").Plugin}
 */
export function sourcePlugin(options, transform) {
    /** @type {Set<string>} */
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
            wanted = moduleFilter(options, config);
        },
        transform(code, id, context) {
            if (context?.ssr || !wanted(id)) {
                return null;
            }
            return attempt(code, id, {
                root,
                virtual: VIRTUAL,
                map: () => this.getCombinedSourcemap(),
                onSkip: (reason) => complain(id, reason),
            });
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
        if (!warned.has(cleanId(id)) && !/does not parse/.test(reason)) {
            warned.add(cleanId(id));
            logger?.warn(`rxscope: the streams of ${nameOf(id, root)} have no names in the inspector: ${reason}`);
        }
    }
}

/**
 * Which modules are the user's own.
 * @param {import("./options.js").Options} options
 * @param {{ root: string, cacheDir: string }} config of Vite
 * @returns {(id: string) => boolean}
 */
export function moduleFilter({ include, exclude }, { root, cacheDir }) {
    const resolve = { resolve: root };
    const bundled = `${normalizePath(cacheDir)}/`;
    const chosen = createFilter(include, exclude ?? (include === undefined ? /[\\/]node_modules[\\/]/ : undefined), resolve);
    return (id) => {
        const file = cleanId(id);
        return !file.startsWith("\0") && !OTHER.test(id) && SCRIPT.test(file) && !isOurs(file)
            && !file.startsWith(bundled) && chosen(file);
    };
}

/** Vite, rxjs and this package, which may be linked and then stand outside of node_modules. @param {string} file */
function isOurs(file) {
    return isOwn(file) || file.startsWith("/@") || /[\\/](?:vite|rxjs)[\\/]dist[\\/]/.test(file);
}

/** @param {string} id @returns {string} without its query */
function cleanId(id) {
    return id.replace(/[?#].*$/s, "");
}

/** @param {string} id @param {string} root */
function nameOf(id, root) {
    return normalizePath(path.relative(root, cleanId(id)));
}
