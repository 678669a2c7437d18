/**
 * vite.js - which Vite runs the program: that of the program's project, else the one beside this package.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { Refusal } from "./errors.js";

const ADVICE = "rxscope-node runs programs by Vite 6 or newer: npm i -D vite. Without it: node --import rxscope/node FILE";

/** @typedef {typeof import("vite")} Vite */
/** @typedef {typeof import("vite/module-runner")} Runner */

/**
 * @param {string} file the program's
 * @returns {Promise<{ vite: Vite, runner: Runner }>}
 * @throws {Refusal} that says what to install
 */
export async function findVite(file) {
    const description = [file, import.meta.url].map(packageOf).find((found) => found !== null);
    if (description === undefined) {
        throw new Refusal(`There is no Vite here; ${ADVICE}`);
    }
    const folder = path.dirname(description), { version } = createRequire(description)(description);
    const load = (/** @type {string} */ name) => import(pathToFileURL(path.join(folder, "dist/node", name)).href);
    if (Number.parseInt(version, 10) < 6 || !existsSync(path.join(folder, "dist/node/module-runner.js"))) {
        throw new Refusal(`Vite ${version} cannot run programs of Node; ${ADVICE}`);
    }
    return { vite: await load("index.js"), runner: await load("module-runner.js") };
}

/** @param {string} from a file or its address @returns {string | null} the package.json of its Vite */
function packageOf(from) {
    try {
        return createRequire(from).resolve("vite/package.json");
    } catch {
        return null;
    }
}
