/**
 * saves.js - sees to it that the newest text of a file is what runs, and a half-written one is not.
 *
 * The watcher of Vite loses the second of two saves within 50 ms. So a while after each change that was handed on, and
 * after Vite has read the file, what is on the disk is compared with what was seen; if it is another text, that is a
 * change, too. A text that is empty, or the beginning of the one before, may be the first half of a save: it waits until the
 * file has stood still for as long, and so does who reads it meanwhile.
 *
 * A save of the same bytes ends here. One in which only comments differ goes on to the runtime, which finds by the hashes
 * that nothing has changed, and learns the new lines; to know it here, the module would have to be made twice, which costs 3
 * ms for 300 lines, and 15 as long as the code that makes it is cold.
 */
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";

const STILL_MS = 60;
/** How often a file that is away for a moment (an editor moves it) is looked for again. */
const LOOKS_MAX = 20;

/**
 * @typedef {object} Save one file
 * @property {string | null} loaded its text when Vite read it last
 * @property {string | null} handed its text when a change was handed on last
 * @property {number} readAt when that was read
 * @property {boolean} pending Vite has not read it since then
 * @property {boolean} foreign what Vite reads is not what stands on the disk: another plugin's
 * @property {boolean} asked it was handed on a second time, since Vite had read another text
 * @property {Promise<string | null> | null} still
 * @property {NodeJS.Timeout | undefined} timer
 * @property {number} looks
 */

export class Saves {
    /** @type {Map<string, Save>} */
    #saves = new Map();
    #change;
    #closed = false;

    /** @param {(file: string) => void} change tells Vite that a file has changed */
    constructor(change) {
        this.#change = change;
    }

    /** The server is closed: nothing is a change any more. */
    close() {
        this.#closed = true;
    }

    /**
     * Vite has read it.
     * @param {string} file
     * @param {string} text
     * @returns {Promise<string> | string} what it reads once the file is whole
     */
    loaded(file, text) {
        const save = this.#of(file);
        if (save.loaded === null || save.foreign || text === save.handed || !isBeginning(text, save.loaded)) {
            return this.#took(file, save, text);
        }
        return this.#stillText(file, save).then((still) => this.#took(file, save, still ?? text));
    }

    /**
     * The text that is about to be read, where it was read for the watcher a moment ago. To read it once more takes longer than to
     * make the module, since the watcher looks through the whole folder just then. That it has changed meanwhile is found
     * as it is of any save.
     * @param {string} file
     * @returns {string | null} null: it has to be read
     */
    fresh(file) {
        const save = this.#saves.get(file);
        const isFresh = save?.pending && !save.foreign && save.loaded !== null && performance.now() - save.readAt < STILL_MS;
        return isFresh ? save.handed : null;
    }

    /** @param {string} file @param {Save} save @param {string} text */
    #took(file, save, text) {
        save.loaded = text;
        save.pending = false;
        if (save.handed !== null) {
            this.#compareLater(file, save);
        }
        return text;
    }

    /**
     * The watcher says that a file has changed.
     * @param {string} file
     * @returns {Promise<boolean>} whether it has another text than the one that runs
     */
    async isNew(file) {
        const save = this.#of(file), now = readNow(file);
        const text = isHalf(now, save) ? await this.#stillText(file, save) : now;
        this.#compareLater(file, save);
        if (text === null) {
            return true; // it is gone, which is Vite's business
        }
        if (isRunning(text, save)) {
            return false;
        }
        save.asked = save.handed === text;
        save.handed = text;
        save.readAt = performance.now();
        save.pending = true;
        return true;
    }

    /** @param {string} file @returns {Save} */
    #of(file) {
        let save = this.#saves.get(file);
        if (save === undefined) {
            save = {
                loaded: null, handed: null, readAt: 0, pending: false, foreign: false, asked: false, still: null, timer: undefined, looks: 0,
            };
            this.#saves.set(file, save);
        }
        return save;
    }

    /** The text of a file once it does not change any more; all who wait for it get the same. @param {string} file @param {Save} save */
    async #stillText(file, save) {
        save.still ??= stillText(file);
        try {
            return await save.still;
        } finally {
            save.still = null;
        }
    }

    /** @param {string} file @param {Save} save */
    #compareLater(file, save) {
        clearTimeout(save.timer);
        save.timer = setTimeout(() => void this.#compare(file, save), STILL_MS);
        save.timer.unref();
    }

    /** @param {string} file @param {Save} save */
    async #compare(file, save) {
        const text = await read(file);
        if (text === null) {
            if (save.looks++ < LOOKS_MAX) {
                this.#compareLater(file, save);
            }
            return;
        }
        if (this.#closed) {
            return;
        }
        save.looks = 0;
        save.foreign &&= save.loaded !== text;
        const otherRead = !save.pending && !save.foreign && save.loaded !== text;
        if (text === save.handed && otherRead && save.asked) {
            save.foreign = true;
        } else if (text !== save.handed || otherRead) {
            this.#change(file);
        }
    }
}

/** @param {string} text @param {Save} save */
function isRunning(text, { handed, loaded, pending, foreign }) {
    return text === (handed ?? loaded) && (pending || foreign || text === loaded);
}

/** @param {string | null} text @param {Save} save */
function isHalf(text, { handed, loaded }) {
    return text === null || isBeginning(text, handed ?? loaded ?? "");
}

/** @param {string} text @param {string} old */
function isBeginning(text, old) {
    return text === "" || (text.length < old.length && old.startsWith(text));
}

/** @param {string} file @returns {Promise<string | null>} null: it is not there any more, for more than a moment */
async function stillText(file) {
    let last = await stamp(file);
    for (let looks = 0; looks < LOOKS_MAX || last !== null; looks++) {
        await new Promise((resolve) => setTimeout(resolve, STILL_MS));
        const text = await read(file), now = await stamp(file);
        if (text !== null && now !== null && now === last) {
            return text;
        }
        last = now;
    }
    return null;
}

/** What differs when it was written, even if that is the same text. @param {string} file */
async function stamp(file) {
    try {
        const { ino, mtimeNs, size } = await stat(file, { bigint: true });
        return `${ino} ${mtimeNs} ${size}`;
    } catch {
        return null;
    }
}

/** What everybody waits for is read at once: this takes a tenth of the other. @param {string} file @returns {string | null} */
function readNow(file) {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return null;
    }
}

/** @param {string} file @returns {Promise<string | null>} */
async function read(file) {
    try {
        return await readFile(file, "utf8");
    } catch {
        return null;
    }
}
