/**
 * prepare.js - what is done to the text of a module before Node compiles it: rxjs's own files tell the runtime of their
 * classes, the user's modules get their sites, all others stay as they are. So does a module with which anything goes
 * wrong. What is prepared twice, by two hooks, is changed once.
 */
import { fileURLToPath, pathToFileURL } from "node:url";

import { trailer } from "../transform/copies.js";
import { transform } from "../transform/index.js";

/** This package itself, also where it is linked and no node_modules stands in its path. */
const OWN = fileURLToPath(new URL("../", import.meta.url));
const DEPENDENCY = /[\\/]node_modules[\\/]/;
const HAS_TRAILER = 'Symbol.for("rxscope.copies")';
const HAS_MAP = /\/\/[#@] sourceMappingURL=/;

/** @typedef {{ root: string, maps: boolean }} Settings maps: somebody reads source maps */

/**
 * @param {string} code
 * @param {string} file
 * @param {"esm" | "cjs"} target
 * @param {Settings} settings
 * @returns {string} the same string when nothing is to be done
 */
export function prepare(code, file, target, settings) {
    try {
        const behind = trailer(file, code);
        if (behind !== null) {
            return code.includes(HAS_TRAILER) ? code : code + behind;
        }
        return isUsers(file) ? withSites(code, file, target, settings) : code;
    } catch {
        return code;
    }
}

/** @param {string} file */
function isUsers(file) {
    return !DEPENDENCY.test(file) && !file.startsWith(OWN);
}

/**
 * Sites never move a line. So the map of what made this JavaScript stays true, and only code without one gets ours.
 * Paths go as addresses: in a bare one a `#` or `?` would begin what is no part of it.
 * @param {string} code
 * @param {string} file
 * @param {"esm" | "cjs"} target
 * @param {Settings} settings
 */
function withSites(code, file, target, { root, maps }) {
    const address = pathToFileURL(file).href, from = pathToFileURL(root).href;
    const found = transform(code, address, { root: from, target, map: () => inlineMap(code) });
    if (found === null) {
        return code;
    }
    return maps && !HAS_MAP.test(code) ? found.code + mapComment(found.map) : found.code;
}

/** @param {object} map */
function mapComment(map) {
    const text = Buffer.from(JSON.stringify(map)).toString("base64");
    return `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${text}`;
}

/** The map within what another tool has made. @param {string} code @returns {{ mappings: string } | null} */
function inlineMap(code) {
    const found = /\/\/[#@] sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)\s*$/.exec(code);
    return found ? JSON.parse(Buffer.from(found[1], "base64").toString("utf8")) : null;
}
