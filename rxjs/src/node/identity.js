/**
 * identity.js - what a Node process is called in `rxscope ls`, and from where its modules are named.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { isMainThread, threadId } from "node:worker_threads";

/** Names of files that say nothing. */
const COMMON = new Set(["index", "main"]);

/** Node was given its program by other means than a file. */
const NO_FILE = /^(?:-e|-p|-pe|-i|--eval|--print|--interactive|--test)(?:=|$)/;

/** The script, or null: `node -e`, a REPL, standard input. */
function entryFile() {
    const file = process.argv[1];
    return file === undefined || file === "-" || process.execArgv.some((arg) => NO_FILE.test(arg)) ? null : resolve(file);
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

/**
 * @returns {{ name: string, title: string, root: string }} root: modules are named by their path from there. A worker
 *   thread has the process's pid, so its name has to differ.
 */
export function identity() {
    const file = entryFile(), worker = isMainThread ? "" : `.t${threadId}`;
    if (file === null) {
        return { name: `${process.env.RXSCOPE_NAME || "node"}${worker}`, title: "", root: process.cwd() };
    }
    const found = nearestPackage(dirname(file));
    return {
        name: `${process.env.RXSCOPE_NAME || nameFrom(file, found)}${worker}`,
        title: titleFrom(file),
        root: found?.folder ?? dirname(file),
    };
}
