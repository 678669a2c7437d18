/**
 * files.js - watches the files of a program that were loaded, and nothing else: of each folder in which one stands, what
 * the system says of it. It keeps no process alive.
 */
import { watch } from "node:fs";
import path from "node:path";

export class Files {
    /** @type {Set<string>} */
    #files = new Set();
    /** @type {Map<string, import("node:fs").FSWatcher>} */
    #folders = new Map();
    #change;

    /** @param {(file: string) => void} change may be called several times for one */
    constructor(change) {
        this.#change = change;
    }

    /** @param {string} file its absolute path */
    add(file) {
        const folder = path.dirname(file);
        this.#files.add(file);
        if (!this.#folders.has(folder)) {
            this.#watch(folder);
        }
    }

    /** @param {string} folder */
    #watch(folder) {
        try {
            const watcher = watch(folder, { persistent: false }, (_, name) => this.#seen(path.join(folder, name ?? "")));
            watcher.on("error", () => this.#folders.delete(folder));
            this.#folders.set(folder, watcher);
        } catch {
            // it is gone already, or the system watches no more of them: what stands there is not swapped
        }
    }

    /** @param {string} file */
    #seen(file) {
        this.#files.has(file) && this.#change(file);
    }
}
