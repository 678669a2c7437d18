/**
 * page-module.js - the plugin that brings the runtime into the page.
 *
 * `virtual:rxscope` imports page.js and hands over its `import.meta.hot`. It stands in the HTML before the app's own
 * scripts, and each module that was read imports it too: frameworks that make their HTML themselves have no place
 * for the first. Both name it by the same address, so the browser loads it once. The files of this package are
 * handed out from here, since they may lie outside of what Vite's server may read (a linked package), and always
 * under the same address, so nothing is loaded twice.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isClient } from "./environment.js";
import { sourceOf } from "./options.js";

/** What prepared modules import. */
export const VIRTUAL = "virtual:rxscope";
const RESOLVED = `\0${VIRTUAL}`;
/** How Vite writes the above as an address. */
const ADDRESS = `@id/__x00__${VIRTUAL}`;

const SOURCES = fileURLToPath(new URL("..", import.meta.url)).replaceAll("\\", "/");
/** page.js and all that it imports in one file, which is there once the package was packed: one request, not sixty. */
const BUNDLE = fileURLToPath(new URL("../../dist/page.js", import.meta.url)).replaceAll("\\", "/");
const PAGE = existsSync(BUNDLE) ? BUNDLE : `${SOURCES}page.js`;
/** What an app may import of this package. */
const ENTRIES = new Map([["rxscope/page", PAGE], ["rxscope/hot", `${SOURCES}hot.js`]]);

/**
 * Whether a file is this package's own, which may be linked and then stands outside of node_modules. Who asks may write
 * `..` into an address; Vite says which files behind such a one may be read.
 * @param {string} file
 */
export function isOwn(file) {
    return file === PAGE || (file.startsWith(SOURCES) && path.posix.normalize(file) === file);
}

/**
 * @param {import("./options.js").Options} options
 * @returns {import("vite").Plugin}
 */
export function pageModulePlugin(options) {
    let place = { root: "", base: "/" };
    return {
        name: "rxscope:page",
        enforce: "pre",
        applyToEnvironment: isClient,
        config: () => ({ optimizeDeps: { exclude: [...ENTRIES.keys()] } }),
        configResolved(config) {
            place = { root: config.root, base: config.base };
        },
        resolveId(id, importer, options) {
            return options?.ssr ? undefined : resolvePage(id, importer);
        },
        load: (id) => loadPage(id, options, place),
        transformIndexHtml: () => [
            { tag: "script", attrs: { type: "module", src: place.base + ADDRESS }, injectTo: "head-prepend" },
        ],
    };
}

/**
 * @param {string} id
 * @param {string | undefined} importer
 */
function resolvePage(id, importer) {
    if (id === VIRTUAL || id === RESOLVED) {
        return RESOLVED;
    }
    if (isOwn(id)) {
        return id;
    }
    if (importer?.startsWith(SOURCES) && id.startsWith(".")) {
        return path.posix.join(path.posix.dirname(importer), id);
    }
    return ENTRIES.get(id);
}

/**
 * @param {string} id
 * @param {import("./options.js").Options} options
 * @param {import("../page/addresses.js").Place} place
 */
function loadPage(id, options, place) {
    if (id === RESOLVED) {
        return virtualSource(options, place);
    }
    return isOwn(id) && id.endsWith(".js") ? ownSource(id) : undefined;
}

/** Said to have no map: the one that Vite would make of it is four times as large. @param {string} file */
async function ownSource(file) {
    return { code: await readFile(file, "utf8"), map: { mappings: /** @type {const} */ ("") } };
}

/**
 * @param {import("./options.js").Options} options
 * @param {import("../page/addresses.js").Place} place
 */
function virtualSource({ mask, hot, retry }, place) {
    const swaps = hot === false ? "" : `, place: ${JSON.stringify(place)}, load: (url) => import(/* @vite-ignore */ url)${retry === false ? ", retry: false" : ""}`;
    return (
        `import { start } from ${JSON.stringify(PAGE)};\n` +
        `start(import.meta.hot, { pid: ${process.pid}, mask: ${sourceOf(mask)}${swaps} });\n`
    );
}
