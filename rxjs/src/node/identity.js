/**
 * identity.js - what a Node process is called in `rxscope ls`, and from where its modules are named.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { isMainThread, threadId } from "node:worker_threads";

/** Names of files that say nothing. */
const COMMON = new Set(["index", "main"]);

/** Bytes of a name that stand in its socket's. */
const NAME_MAX = 64;

/** Node was given its program by other means than a file. */
const NO_FILE = /^(?:-e|-p|-pe|-i|--eval|--print|--interactive|--test)(?:=|$)/;

/** The script, or null: `node -e`, a REPL, standard input. */
function entryFile() {
    const file = process.argv[1];
    return file === undefined || file === "-" || process.execArgv.some((arg) => NO_FILE.test(arg)) ? null : resolve(file);
}

/**
 * The file that Node runs for it: `node .` and `node app` leave some of it out, and a link is followed. Modules are named by
 * real paths.
 * @param {string} file
 */
function realFile(file) {
    try {
        return createRequire(file).resolve(file);
    } catch {
        return file;
    }
}

/**
 * The nearest package.json above: its folder, and the package's name without a scope ("" when it has none).
 * @param {string} from a folder
 * @returns {{ folder: string, name: string } | null}
 */
function nearestPackage(from) {
    for (let folder = from; ; folder = dirname(folder)) {
        try {
            const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
            return { folder, name: typeof name === "string" ? name.replace(/^.*\//, "") : "" };
        } catch {
            // there is none here, or none that can be read
        }
        if (folder === dirname(folder)) {
            return null;
        }
    }
}

/** @param {string} file @param {{ folder: string, name: string } | null} found */
function nameFrom(file, found) {
    const name = basename(file, extname(file));
    return COMMON.has(name) ? found?.name || basename(dirname(file)) : name;
}

/** The script's path and its arguments, as somebody would type them. @param {string} file */
function titleFrom(file) {
    const path = relative(process.cwd(), file);
    return [path.startsWith("..") ? file : path, ...process.argv.slice(2)].join(" ");
}

/** A worker thread has the process's pid, so its name has to differ, also once it is cut. @param {string} name */
function withWorker(name) {
    const suffix = isMainThread ? "" : `.t${threadId}`;
    return suffix === "" ? name : `${Buffer.from(name).toString("utf8", 0, NAME_MAX - suffix.length)}${suffix}`;
}

/** @returns {{ name: string, title: string, root: string }} root: modules are named by their path from there */
export function identity() {
    const file = entryFile();
    if (file === null) {
        return { name: withWorker(process.env.RXSCOPE_NAME || "node"), title: "", root: process.cwd() };
    }
    const real = realFile(file), found = nearestPackage(dirname(real));
    const isFolder = real.startsWith(join(file, "/"));
    return {
        name: withWorker(process.env.RXSCOPE_NAME || nameFrom(isFolder ? real : file, found)),
        title: titleFrom(file),
        root: found?.folder ?? dirname(real),
    };
}
