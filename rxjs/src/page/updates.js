/**
 * updates.js - what Vite does with a saved module, told to the runtime, and with reasons to whoever reads the log.
 *
 * The plugin says before Vite does which files a save makes run anew. A module whose first evaluation has never come to
 * its end cannot be replaced: what imports it has failed with it, and the browser does not run it again. Such a save
 * loads the page anew.
 */
import { fileOf, nameOf } from "./addresses.js";
import { FILES_MAX, NOTE_MAX } from "./messages.js";

/** @typedef {import("./messages.js").Message} Message */
/** @typedef {import("./addresses.js").Place} Place */
/**
 * What the runtime knows of hot modules.
 * @typedef {object} Hmr
 * @property {(file: string, reason: string) => void} failed an update of it could not be loaded
 * @property {(files: string[], until?: number) => void} settled Vite has applied an update of these; what was read since `until` is of a later one
 * @property {(on: boolean) => void} retry whether a value on which a new function failed is tried on the one before
 * @property {(file: string) => boolean} isWhole its first evaluation has come to its end
 * @property {(level: Level, text: string) => void} note a line of the log
 * @property {(ask: (file: string) => Promise<{ error: unknown } | null>) => void} explains who can say what an evaluation has thrown
 * @property {(update: { framework: string, name: string, files: string[] }) => Renewal} renews components are saved
 */
/** @typedef {{ applied(): void }} Renewal */
/** @typedef {"info" | "warn" | "error"} Level */
/**
 * The page around it.
 * @typedef {object} Surroundings
 * @property {Place} place
 * @property {{ has(file: string): boolean }} requested files that it has asked for
 * @property {(() => void) | null} reload null: a worker, which cannot
 * @property {string} anew "the page is loaded anew"
 * @property {(text: string) => void} tell whoever is there, why it is
 * @property {(text: string) => void} leaveReason for the page that comes
 */

/** How long after its announcement a reload is still the announced one; ms. The server may take long to come back. */
const SOON = 10_000;
const LATER = 86_400_000;

/** Updates of which the end has not come. */
const OPEN_MAX = 100;

export class Updates {
    /** The files of an update that Vite is applying, by the update's time. @type {Map<number, string[]>} */
    #open = new Map();
    /** Of the last update of components; one that has not come by the next was not applied. @type {{ stamp: number, it: Renewal } | null} */
    #renewal = null;
    /** What was said last of a file. @type {Map<string, string>} */
    #said = new Map();
    /** @type {{ text: string, until: number } | null} why the page is about to go */
    #reason = null;
    /** It goes, because of us; what Vite says meanwhile is not the reason. */
    #goes = false;
    /** The same, of an update after which Vite may load the page anew. @type {object | null} */
    #perhaps = null;
    /** Something of this page has failed; without it, what has not ended may just be waiting. */
    #failures = false;

    /** @param {Hmr} hmr @param {Surroundings} around */
    constructor(hmr, around) {
        this.hmr = hmr;
        this.around = around;
    }

    /** @param {import("./connection.js").Hot} hot */
    listen(hot) {
        hot.on("vite:beforeUpdate", (payload) => this.#before(payload));
        hot.on("vite:afterUpdate", (payload) => this.#after(payload));
        hot.on("vite:error", (payload) => this.#failed(payload?.err));
        hot.on("vite:invalidate", (payload) => this.#handedOn(payload));
        hot.on("vite:beforeFullReload", (payload) => this.#expect(this.whyReload(payload), SOON));
        hot.on("vite:ws:disconnect", () => this.#expect("Vite's server was started anew", LATER));
        hot.on("vite:ws:connect", () => { this.#reason = null; });
    }

    /** Something in this page threw, or could not be loaded. */
    somethingFailed() {
        this.#failures = true;
    }

    /** The page goes. */
    leaving() {
        if (this.#reason !== null && Date.now() < this.#reason.until) {
            this.around.leaveReason(this.#reason.text);
        }
    }

    /** From the plugin. It may be anything: another plugin can send under this name. @param {Message} message */
    receive(message) {
        if (message.type === "note") {
            this.#note(message);
        } else if (isFiles(message.files) && isFiles(message.importers)) {
            this.#update(Number(message.stamp), String(message.file), message.files, message.importers) && this.#renews(message);
        }
    }

    /** @param {Message} message */
    #note({ level, text, file }) {
        if (typeof text === "string" && (level === "info" || level === "warn" || level === "error")) {
            this.#said.set(String(file), text.slice(0, NOTE_MAX));
            this.hmr.note(level, text.slice(0, NOTE_MAX));
        }
    }

    /**
     * @param {number} stamp
     * @param {string} saved
     * @param {string[]} files that will run anew, as far as the runtime hears of them
     * @param {string[]} importers of the saved one, likewise
     * @returns {boolean} whether the page goes on
     */
    #update(stamp, saved, files, importers) {
        const broken = this.#unfinished(files.includes(saved) ? [saved] : [])
            ?? (this.#failures ? this.#unfinished([...files, ...importers]) : undefined);
        if (broken !== undefined) {
            this.#startOver(saved, broken);
            return false;
        }
        this.#open.set(stamp, files);
        if (this.#open.size > OPEN_MAX) {
            this.#open.delete(this.#open.keys().next().value ?? 0);
        }
        return true;
    }

    /** @param {Message} message of an update */
    #renews({ stamp, file, framework, components }) {
        if (typeof framework === "string" && isFiles(components)) {
            const name = nameOf(String(file), this.around.place);
            this.#renewal = { stamp: Number(stamp), it: this.hmr.renews({ framework: framework.slice(0, NOTE_MAX), name, files: components }) };
        }
    }

    /** @param {string[]} files */
    #unfinished(files) {
        return files.find((file) => this.around.requested.has(file) && !this.hmr.isWhole(file));
    }

    /** @param {string} saved @param {string} broken the same, or what imports it */
    #startOver(saved, broken) {
        const [name, other] = [saved, broken].map((file) => nameOf(file, this.around.place));
        const whose = saved === broken ? "it" : other;
        const why = `${name} changed, and ${whose} had failed when it was loaded first`;
        if (this.around.reload === null) {
            this.hmr.note("warn", `${why}; a worker has to be started anew for it`);
            return;
        }
        const text = `${this.around.anew}: ${why}`;
        this.hmr.note("info", text);
        this.around.tell(text);
        this.#expect(why, SOON);
        this.#goes = true;
        this.around.reload();
    }

    /** @param {any} payload */
    #before(payload) {
        const overlay = globalThis.document?.querySelector("vite-error-overlay");
        const circle = payload?.updates?.find((/** @type {any} */ { isWithinCircularImport }) => isWithinCircularImport);
        if (overlay) {
            this.#expect("it had failed when it was loaded first", SOON);
        } else if (circle !== undefined) {
            this.#expect(`${this.#name(circle.path)} changed, which imports itself through others, and that failed`, SOON);
        }
        this.#perhaps = overlay || circle ? this.#reason : null;
    }

    /** @param {any} payload */
    #after(payload) {
        /** @type {any[]} */
        const updates = Array.isArray(payload?.updates) ? payload.updates : [];
        const named = updates.filter(({ type }) => type === "js-update").flatMap(({ path, acceptedPath }) => [path, acceptedPath]);
        const files = new Set(named.map((path) => fileOf(String(path), this.around.place)));
        for (const { timestamp } of updates) {
            this.#open.get(timestamp)?.forEach((file) => files.add(file));
            this.#open.delete(timestamp);
            if (this.#renewal !== null && this.#renewal.stamp === timestamp) {
                this.#renewal.it.applied(); // of several importers all have the same time
                this.#renewal = null;
            }
        }
        this.#reason = this.#reason === this.#perhaps ? null : this.#reason;
        const stamp = Math.max(...updates.map(({ timestamp }) => timestamp)), later = [...this.#open].filter(([at]) => at > stamp);
        for (const file of files) {
            const next = later.find(([, files]) => files.includes(file));
            if (next !== undefined) {
                files.delete(file);
                this.hmr.settled([file], next[0]);
            }
        }
        this.hmr.settled([...files]);
    }

    /** Vite could not make a module. @param {any} error */
    #failed(error) {
        this.#failures = true;
        const { reason, place } = readError(error);
        const id = error?.id ?? error?.loc?.file ?? fileIn(error?.message, this.around.place.root);
        if (typeof id === "string") {
            const file = fileOf(id, this.around.place);
            this.hmr.failed(file, `${nameOf(file, this.around.place)}${place} ${reason}`);
        } else {
            this.hmr.note("error", reason);
        }
    }

    /** A module has refused an update. @param {any} payload */
    #handedOn({ path, message }) {
        if (message) {
            this.#said.set(fileOf(String(path), this.around.place), String(message).slice(0, NOTE_MAX));
        }
    }

    /** @param {any} payload of Vite's, which asks for it @returns {string} */
    whyReload(payload) {
        if (typeof payload?.triggeredBy !== "string") {
            return "Vite asked for it";
        }
        const file = fileOf(payload.triggeredBy, this.around.place);
        return this.#said.get(file) ?? `${nameOf(file, this.around.place)} changed, and nothing that imports it takes the update`;
    }

    /** @param {string} path of Vite's */
    #name(path) {
        return nameOf(fileOf(path, this.around.place), this.around.place);
    }

    /** @param {string} text @param {number} within ms */
    #expect(text, within) {
        if (!this.#goes) {
            this.#reason = { text, until: Date.now() + within };
        }
    }
}

/** @param {unknown} value @returns {value is string[]} */
function isFiles(value) {
    return Array.isArray(value) && value.length <= FILES_MAX && value.every((file) => typeof file === "string");
}

/** Vue names the file in a line of its own, and nowhere else. @param {unknown} message @param {string} root */
function fileIn(message, root) {
    return String(message).split("\n").find((line) => line.startsWith(`${root}/`) && /\.\w+$/.test(line));
}

/**
 * What went wrong, and where. Compilers of TypeScript say in the first line how many errors there are, and give the place in
 * the text: "Transform failed with 1 error:", "[PARSE_ERROR] …" and "╭─[ src/a.ts:4:9 ]", or "/app/src/a.ts:4:9: ERROR: …".
 * @param {any} error of Vite's, which may be coloured
 */
function readError(error) {
    const text = String(error?.message ?? "unknown error").replace(/\x1b\[[\d;]*m/g, ""), lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    const [first = "unknown error", second = ""] = lines, isCount = /failed with \d+ errors?:?$/i.test(first) && second !== "";
    const reason = (isCount ? second : first).replace(/^(?:\[\w+\]|[x×]) |^\S+:\d+:\d+:? (?:ERROR: )?/, "").slice(0, NOTE_MAX);
    const [, line, column] = /(?:[─-]\[ ?\S+|^\S+):(\d+):(\d+)(?: ?\]|: ERROR)/m.exec(text) ?? [];
    const at = error?.loc ?? (line === undefined ? null : { line, column });
    return { reason, place: at ? `:${at.line}:${at.column}` : "" };
}
