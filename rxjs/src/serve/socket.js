/**
 * socket.js - the socket's place in the file system: taken only when nothing stands there but a dead socket of this
 * user's, closed to others, and removed by whoever made it.
 *
 * Nothing here keeps the process alive. Node does not say whose process is at the other end; the folder keeps others out
 * (rundir.js).
 */
import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, createServer } from "node:net";

import { reason, RundirError } from "./rundir.js";

/** @typedef {import("node:net").Server} NetServer */
/** @typedef {import("node:net").Socket} Socket */

/** Bytes that Node's side of a connection takes before it says that it is full. */
const MARK = 256 << 10;
const BACKLOG = 32;

/** The sockets of this process: two programs in it must not have one name. @type {Set<string>} */
const taken = new Set();

/** @param {string} path @param {string} what @returns {never} */
function refuse(path, what) {
    throw new RundirError(`${path}: ${what}; it was left alone: remove it, then start again`);
}

/** Whether something stands there. @param {string} path */
function isThere(path) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) {
        return false;
    }
    if (!stat.isSocket()) {
        refuse(path, stat.isSymbolicLink() ? "a symbolic link stands where the socket goes"
            : "a file that is no socket stands here");
    }
    if (stat.uid !== process.geteuid?.()) {
        refuse(path, "somebody else's socket stands here");
    }
    return true;
}

/**
 * A process of this number and name may have died without removing its socket. What may live is left alone.
 * @param {string} path
 * @param {(problem: Error | null) => void} done
 */
function removeDead(path, done) {
    const attempt = connect({ path });
    attempt.unref();
    attempt.on("connect", () => {
        attempt.destroy();
        done(new RundirError(`${path}: a program listens here already; it was left alone`));
    });
    attempt.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
        try {
            if (error.code === "ECONNREFUSED") {
                unlinkSync(path);
            }
            done(null); // otherwise listening says what is wrong
        } catch (unlinkError) {
            done(new RundirError(`${path}: this dead socket cannot be removed: ${reason(unlinkError)}`));
        }
    });
}

export class ListeningSocket {
    /**
     * @param {string} path
     * @param {(socket: Socket) => void} onConnection
     * @param {(problem: Error) => void} onProblem later than this call; what is wrong at once is thrown
     */
    constructor(path, onConnection, onProblem) {
        this.path = path;
        this.onProblem = onProblem;
        this.closed = false;
        if (taken.has(path)) {
            throw new RundirError(`${path}: a program of this process listens here already; give this one another name`);
        }
        taken.add(path);
        /** @type {NetServer} */
        this.server = createServer({ highWaterMark: MARK }, onConnection);
        this.server.on("error", (error) => this.#failed(error));
        try {
            this.#open();
        } catch (error) {
            this.close();
            throw error;
        }
    }

    #open() {
        if (!isThere(this.path)) {
            this.#listen();
            return;
        }
        removeDead(this.path, (problem) => {
            if (this.closed) {
                return;
            }
            problem ? this.#failed(problem) : this.#listen();
        });
    }

    /**
     * `exclusive`: in a cluster's worker the primary would listen, as another process. For a moment the socket has its name
     * and nobody listens; inspectors leave a young one alone and try again.
     */
    #listen() {
        this.server.listen({ path: this.path, backlog: BACKLOG, exclusive: true });
        this.server.unref();
        if (this.server.listening) { // otherwise an error event follows
            chmodSync(this.path, 0o600);
        }
    }

    /** @param {Error} error */
    #failed(error) {
        if (!this.closed) {
            this.close();
            this.onProblem(error instanceof RundirError ? error
                : new RundirError(`${this.path}: no socket can be made here: ${reason(error)}`));
        }
    }

    /** Node removes the socket, also when a worker thread is ended from outside. */
    close() {
        if (this.closed) {
            return;
        }
        this.closed = true;
        taken.delete(this.path);
        this.server.close();
    }
}
