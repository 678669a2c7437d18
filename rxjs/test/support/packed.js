/**
 * packed.js - the package as npm would publish it: its archive, made once a process (or $RXSCOPE_TARBALL), from a
 * copy of the sources, so that nothing is written into the tree.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = ["bin", "src", "package.json", "tsconfig.json", "README.md", "LICENSE"];

/** @type {string | undefined} */
let archive = process.env.RXSCOPE_TARBALL;

/** @returns {string} the path of the archive */
export function tarball() {
    archive ??= pack();
    return archive;
}

/** @returns {string} a folder with what is in the archive */
export function unpacked() {
    const folder = temporary("rxscope-unpacked-");
    execFileSync("tar", ["-xzf", tarball(), "-C", folder, "--strip-components=1"]);
    return folder;
}

/** @param {string} prefix @returns {string} a new folder, which is removed when the process ends */
export function temporary(prefix) {
    const folder = mkdtempSync(path.join(tmpdir(), prefix));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** @param {string} folder @returns {string[]} the files below it, as relative paths */
export function filesBelow(folder) {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
        .sort();
}

function pack() {
    const copy = temporary("rxscope-pack-");
    for (const source of SOURCES) {
        cpSync(path.join(PACKAGE, source), path.join(copy, source), { recursive: true });
    }
    symlinkSync(path.join(PACKAGE, "node_modules"), path.join(copy, "node_modules"));
    execFileSync("npm", ["pack", "--silent"], { cwd: copy, stdio: ["ignore", "pipe", "inherit"] });
    return path.join(copy, readdirSync(copy).find((name) => name.endsWith(".tgz")) ?? "no archive");
}
