/**
 * rundir.js - where programs are found: one socket each, NAME-PID.sock, in a folder that only this user can enter:
 * $XDG_RUNTIME_DIR/rxscope, or /tmp/rxscope-UID without that variable. The rules are those of src/engine/rundir.c.
 */
import { lstatSync, mkdirSync } from "node:fs";

const NAME_MAX = 64;
/** Bytes of a socket's path, the NUL that ends it left out: sockaddr_un of Linux, and of the BSDs. */
const PATH_MAX = process.platform === "linux" ? 107 : 103;
const WHAT_TO_DO = "set XDG_RUNTIME_DIR to a folder that is yours alone";

/** Why there is no socket: what, where, and what to do. */
export class RundirError extends Error {}

/** @param {unknown} error */
export function reason(error) {
    return error instanceof Error ? error.message.replace(/, \w+ '.*$/, "") : String(error);
}

/** @param {string} path @param {string} what @returns {never} */
function refuse(path, what) {
    throw new RundirError(`${path}: ${what}; it was not used: ${WHAT_TO_DO}`);
}

function uid() {
    if (!process.geteuid) {
        throw new RundirError("rxscope: programs are served on systems with unix sockets and users only");
    }
    return process.geteuid();
}

/** @param {string} path */
function check(path) {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) {
        refuse(path, "this is a symbolic link");
    }
    if (!stat.isDirectory()) {
        refuse(path, "this is not a folder");
    }
    if (stat.uid !== uid()) {
        refuse(path, "this folder is somebody else's");
    }
    if (stat.mode & 0o077) {
        refuse(path, "this folder is open to others (chmod 700 closes it)");
    }
}

/** @param {string} path */
function make(path) {
    try {
        mkdirSync(path, { mode: 0o700 });
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") {
            throw new RundirError(`${path}: this folder cannot be made: ${reason(error)}; ${WHAT_TO_DO}`);
        }
    }
}

/** The folder of the sockets, made if it is missing. @throws {RundirError} */
export function rundir() {
    const xdg = process.env.XDG_RUNTIME_DIR;
    const path = xdg?.startsWith("/") ? `${xdg}/rxscope` : `/tmp/rxscope-${uid()}`;
    uid();
    make(path);
    check(path);
    return path;
}

/**
 * What of a name can stand in a file's name; the rest became "_". Each byte of it counts, as on the C side.
 * @param {string} name
 */
export function fileName(name) {
    const bytes = [...Buffer.from(name).subarray(0, NAME_MAX)];
    return bytes
        .map((byte) => String.fromCharCode(byte))
        .map((c, i) => (/[A-Za-z0-9._+-]/.test(c) && !(i === 0 && c === ".") ? c : "_"))
        .join("");
}

/**
 * The socket of program `name`, `pid`.
 * @param {string} name
 * @param {number} pid
 * @throws {RundirError}
 */
export function socketPath(name, pid) {
    const path = `${rundir()}/${fileName(name)}-${pid}.sock`;
    const length = Buffer.byteLength(path);
    if (length > PATH_MAX) {
        throw new RundirError(
            `${path}: this path is too long for a socket (${length} bytes, ${PATH_MAX} fit); set XDG_RUNTIME_DIR to a ` +
                "shorter one, or give a shorter name (RXSCOPE_NAME)",
        );
    }
    return path;
}
