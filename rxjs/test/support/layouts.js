/**
 * layouts.js - package managers, each with the way in which it lays out what it installs. They come from this
 * package's own devDependencies, so nothing has to be there but Node.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { PACKAGE, temporary } from "./packed.js";

const run = promisify(execFile);
const MINUTES = 60_000;

/**
 * @typedef {object} Layout
 * @property {string} name
 * @property {string[]} manager the command
 * @property {string[]} install its arguments
 * @property {Record<string, string>} [files] its settings
 * @property {string[]} [node] how Node is started in such a folder; default: node
 */

const tool = (/** @type {string} */ file) => [process.execPath, path.join(PACKAGE, "node_modules", file)];
const pnpm = tool("pnpm/bin/pnpm.cjs");
const berry = tool("@yarnpkg/cli-dist/bin/yarn.js");
const offlineFirst = "enableGlobalCache: false\nenableTelemetry: false\nenableScripts: false\nenableImmutableInstalls: false\n";

/** @type {Layout[]} */
export const LAYOUTS = [
    { name: "npm", manager: ["npm"], install: ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"] },
    { name: "pnpm", manager: pnpm, install: ["install", "--ignore-scripts", "--prefer-offline", "--no-frozen-lockfile"] },
    { name: "Yarn 1", manager: tool("yarn/bin/yarn.js"), install: ["install", "--ignore-scripts", "--no-progress"] },
    {
        name: "Yarn 4 with node_modules",
        manager: berry,
        install: ["install"],
        files: { "yarn.lock": "", ".yarnrc.yml": `nodeLinker: node-modules\n${offlineFirst}` },
    },
    {
        name: "Yarn 4 with Plug'n'Play",
        manager: berry,
        install: ["install"],
        files: { "yarn.lock": "", ".yarnrc.yml": `nodeLinker: pnp\n${offlineFirst}` },
        node: [...berry, "node"],
    },
];

/** A folder of a user, who installs with one of them. */
export class Project {
    /** @param {Layout} layout @param {Record<string, string>} dependencies @param {Record<string, string>} files */
    constructor(layout, dependencies, files) {
        this.layout = layout;
        this.folder = temporary("rxscope-install-");
        const description = { name: "app", version: "1.0.0", private: true, type: "module", devDependencies: dependencies };
        this.#write({ "package.json": JSON.stringify(description, null, 2), ...layout.files, ...files });
    }

    async install() {
        const [command, ...args] = [...this.layout.manager, ...this.layout.install];
        await run(command, args, { cwd: this.folder, env: this.#environment(), timeout: 4 * MINUTES });
    }

    /** @param {...string} args @returns {[string, string[], object]} of Node in that folder, for spawn and execFile */
    node(...args) {
        const [command, ...before] = this.layout.node ?? [process.execPath];
        return [command, [...before, ...args], { cwd: this.folder, env: this.#environment() }];
    }

    /** A user's settings and this test run's must not decide how it is installed. */
    #environment() {
        const entries = Object.entries(process.env).filter(([name]) => !/^(npm_config_|npm_package_|NODE_OPTIONS|NODE_TEST)/i.test(name));
        const cache = path.join(this.folder, ".cache");
        return { ...Object.fromEntries(entries), npm_config_store_dir: path.join(cache, "pnpm"), YARN_CACHE_FOLDER: path.join(cache, "yarn"), CI: "1" };
    }

    /** @param {Record<string, string>} files */
    #write(files) {
        for (const [name, text] of Object.entries(files)) {
            const file = path.join(this.folder, name);
            mkdirSync(path.dirname(file), { recursive: true });
            writeFileSync(file, text);
        }
    }
}
