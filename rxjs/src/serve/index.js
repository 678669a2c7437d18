/**
 * index.js - serve(): a program at a socket where rxscope finds it, $XDG_RUNTIME_DIR/rxscope/NAME-PID.sock.
 *
 * Any number of programs in a process, under names of their own: Node's own, and the pages of a Vite server. Whatever goes
 * wrong here is said and does not touch the program.
 */
import { endianness } from "node:os";
import { performance } from "node:perf_hooks";

import { LIMITS } from "./limits.js";
import { RundirError, socketPath } from "./rundir.js";
import { Server } from "./server.js";
import { ListeningSocket } from "./socket.js";

/** @typedef {import("./server.js").Program} Program */
/** @typedef {import("./server.js").Link} Link */
/** @typedef {import("./server.js").Info} Info */

/**
 * @typedef {object} ServeOptions
 * @property {string} name in the socket's name: what does not fit a file's name became "_"
 * @property {number} pid of the process that is shown
 * @property {Program} program
 * @property {Info} [info]
 * @property {(problem: string) => void} [onProblem] there is no socket: what, where, what to do
 * @property {Readonly<import("./limits.js").Limits>} [limits] for tests
 */

/**
 * @typedef {object} Serving
 * @property {string | null} path of the socket; null when none could be made
 * @property {Link} link what the program was started with
 * @property {(status?: number) => void} close says goodbye and removes the socket; also done at the process's exit
 */

/** Wall clock when the process started, ns since 1970. */
const started = BigInt(Math.round(performance.timeOrigin)) * 1_000_000n;

/** @param {string} problem */
function warn(problem) {
    process.emitWarning(`this program cannot be inspected: ${problem}`, "RxscopeWarning");
}

/** @param {string} name @param {number} pid */
function pathFor(name, pid) {
    if (endianness() !== "LE") {
        throw new RundirError("rxscope runs on little-endian machines only");
    }
    return socketPath(name, pid);
}

/** What is served until it is closed, or the process exits. @type {Set<(status: number) => void>} */
const open = new Set();
let registered = false;

/** One listener for all of them: Node warns about many. */
function closeAtExit() {
    process.on("exit", (status) => {
        for (const close of open) {
            close(status);
        }
    });
}

/**
 * @param {Server} server
 * @param {ServeOptions} options
 * @param {(problem: string) => void} onProblem
 */
function listen(server, { name, pid }, onProblem) {
    try {
        return new ListeningSocket(pathFor(name, pid), (s) => server.comeIn(s), (problem) => onProblem(problem.message));
    } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
        return null;
    }
}

/** @param {ServeOptions} options @returns {Serving} */
export function serve(options) {
    const { name, pid, program, info = {}, onProblem = warn, limits = LIMITS } = options;
    const server = new Server(program, { ...info, name, pid, started }, limits);
    const socket = listen(server, options, onProblem);
    const close = (status = 0) => {
        if (open.delete(close)) {
            socket?.close();
            server.close(status);
        }
    };
    if (!registered) {
        closeAtExit();
        registered = true;
    }
    open.add(close);
    program.start(server.link, { ...info, name, pid });
    return { path: socket?.path ?? null, link: server.link, close };
}
