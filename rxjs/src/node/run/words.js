/**
 * words.js - what parent and program say to each other, over the program's descriptor 3: a JSON object a line.
 *
 *     parent                                  program
 *         ◄─ restart: why                         it wants to leave, and to be started anew
 *      leave ─►                                   it may
 *      signal: name ─►                            the parent got it; the program may have got it, too
 *         ◄─ heard: name                          it has, or has given it to itself
 *
 * Over descriptor 4 nothing is said. The end of it is the end of the parent.
 */

/** The program's end. */
export const DESCRIPTOR = 3;
export const GUARD = 4;
/** In the environment of a program that was started anew: why. */
export const WHY = "RXSCOPE_RESTARTED";

/** Signals that a program would get itself if it had no parent. @type {NodeJS.Signals[]} */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];

/** @typedef {{ restart?: string, leave?: true, signal?: NodeJS.Signals, heard?: NodeJS.Signals }} Word */

/** @param {import("node:net").Socket} socket @param {Word} word */
export function say(socket, word) {
    if (socket.writable) {
        socket.write(`${JSON.stringify(word)}\n`);
    }
}

/** @param {import("node:net").Socket} socket @param {(word: Word) => void} take */
export function hear(socket, take) {
    let rest = "";
    socket.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach((line) => take(JSON.parse(line)));
    });
    socket.on("error", () => {});
}
