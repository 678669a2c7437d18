/**
 * modules.js - which modules are the user's own, and what they are called.
 */
import path from "node:path";
import { createFilter, normalizePath } from "vite";
import { isOwn } from "./page-module.js";

/** JavaScript in all its forms, and the components that are compiled to it. */
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|marko)$/;
/** Not the module itself but what was made of it: its text, its address, its style, a script without imports. */
const OTHER = /[?&](?:raw|url|inline|type=(?:style|template|classic))(?:[&=]|$)/;

/** What Vite's configuration has decided; the same for all plugins of this package. */
export class UsersModules {
    root = "";
    /** @type {(id: string) => boolean} */
    #wanted = () => false;

    /** @param {import("./options.js").Options} options */
    constructor(options) {
        this.options = options;
    }

    /** @param {{ root: string, cacheDir: string }} config of Vite */
    resolved(config) {
        this.root = path.resolve(config.root, this.options.root ?? ".");
        this.#wanted = moduleFilter(this.options, config);
    }

    /** @param {string} id */
    has(id) {
        return this.#wanted(id);
    }

    /** @param {string} id @returns {string} its path from the root */
    nameOf(id) {
        return normalizePath(path.relative(this.root, cleanId(id)));
    }
}

/**
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
export function cleanId(id) {
    return id.replace(/[?#].*$/s, "");
}
