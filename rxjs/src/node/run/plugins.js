/**
 * plugins.js - what Vite is told of a program of Node: the plugins of a page's modules, for another side.
 */
import { PROGRAM } from "../../vite/environment.js";
import { Known } from "../../vite/known.js";
import { cleanId, UsersModules } from "../../vite/modules.js";
import { VIRTUAL } from "../../vite/page-module.js";
import { sourcePlugin } from "../../vite/source.js";
import { updatesPlugin } from "../../vite/updates.js";
import { trailer } from "../../transform/copies.js";
import { transform } from "../../transform/index.js";

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
 * Modules that Vite cannot run: CommonJS. Node does, and those are not swapped.
 * @returns {import("vite").Plugin}
 */
export function commonjsPlugin() {
    return {
        name: "rxscope:commonjs",
        enforce: "pre",
        async resolveId(id, importer, options) {
            if (!/\.c[jt]s$/.test(id)) {
                return undefined;
            }
            const found = await this.resolve(id, importer, { ...options, skipSelf: true });
            return found && { ...found, external: true };
        },
    };
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
            if (file.startsWith("/") && !/\/node_modules\//.test(file)) {
                read(file);
            }
        },
    };
}
