/**
 * plugins.js - what Vite is told of a program of Node: the plugins of a page's modules, for another side.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";

import { PROGRAM } from "../../vite/environment.js";
import { Known } from "../../vite/known.js";
import { cleanId, UsersModules } from "../../vite/modules.js";
import { VIRTUAL } from "../../vite/page-module.js";
import { sourcePlugin } from "../../vite/source.js";
import { updatesPlugin } from "../../vite/updates.js";
import { trailer } from "../../transform/copies.js";
import { transform } from "../../transform/index.js";
import { isCommonjs } from "./required.js";

/** The program's own modules find each other's updates by it. */
export const HOT = Symbol.for("rxscope.node.hot");

/**
 * @param {string} entry the program's first module, which is never evaluated twice
 * @param {(message: import("../../page/messages.js").Message) => void} tell
 * @returns {import("vite").Plugin[]}
 */
export function swapPlugins(entry, tell) {
    const users = new UsersModules({}), known = new Known(entry);
    return [runtimePlugin(), sourcePlugin(users, known, transform, PROGRAM), updatesPlugin(users, known, { side: PROGRAM, tell })];
}

/**
 * The runtime is there already; modules that import it are told of by the first one that does. rxjs is loaded by Node itself,
 * unless somebody told Vite otherwise.
 * @returns {import("vite").Plugin}
 */
function runtimePlugin() {
    const resolved = `\0${VIRTUAL}`;
    return {
        name: "rxscope:runtime",
        enforce: "pre",
        resolveId: (id) => id === VIRTUAL ? resolved : undefined,
        load: (id) => id === resolved ? `globalThis[Symbol.for("${HOT.description}")](import.meta.hot);` : undefined,
        transform(code, id) {
            const behind = trailer(id, code);
            return behind === null ? undefined : { code: code + behind, map: null };
        },
    };
}

/**
 * Node runs CommonJS, Vite cannot: in place of such a module stands one that hands on what it exports. And what Vite runs is a
 * module always, also when it has neither imports nor exports.
 * @returns {import("vite").Plugin}
 */
export function nodePlugin() {
    /** @type {any} */ (globalThis)[IMPORT] = (/** @type {string} */ url) => import(url);
    return {
        name: "rxscope:node",
        enforce: "pre",
        load: (id) => isCommonjs(cleanId(id)) ? handOn(pathToFileURL(cleanId(id)).href) : undefined,
        transform(code, id) {
            return isFileOf(cleanId(id)) && !/^\s*(?:import|export)\b/m.test(code) ? { code: `${code}\nexport {};\n`, map: null } : undefined;
        },
    };
}

const IMPORT = Symbol.for("rxscope.node.import");

/** @param {string} url */
function handOn(url) {
    return `const found = await globalThis[Symbol.for("${IMPORT.description}")](${JSON.stringify(url)});
        for (const name of Object.keys(found)) {
            Object.defineProperty(__vite_ssr_exports__, name, { enumerable: true, configurable: true, get: () => found[name] });
        }
        export {};`;
}

/**
 * Says which files are read.
 * @param {(file: string) => void} read
 * @returns {import("vite").Plugin}
 */
export function filesPlugin(read) {
    return {
        name: "rxscope:files",
        enforce: "pre",
        transform(_, id) {
            const file = cleanId(id);
            if (isFileOf(file)) {
                read(file);
            }
        },
    };
}

/** One of the program's own. @param {string} file */
function isFileOf(file) {
    return path.isAbsolute(file) && !/[\\/]node_modules[\\/]/.test(file);
}
