/**
 * errors.js - errors of a program, without what only Vite has to do with.
 */

/** @typedef {Error & { id?: string, loc?: { file?: string, line: number, column: number }, frame?: string, plugin?: string }} MakeError */

/** The program cannot be run, and that is no error of its own. */
export class Refusal extends Error {}

/** Frames of a stack that are not the program's. */
const RUNNER = /[\\/]module-runner\.js:|[\\/]src[\\/]node[\\/]run[\\/]/;

/**
 * @param {unknown} error
 * @returns {{ file: string, at: string, what: string, text: string } | null} of a module that Vite could not make; null: it is
 *     another error. file: as Vite names it; at: ":3:1", or ""; what: one line; text: with the lines around it
 */
export function unmade(error) {
    const { id, loc, frame, plugin, message } = /** @type {MakeError} */ (Object(error));
    const file = id ?? loc?.file;
    if (file === undefined || (plugin === undefined && loc === undefined)) {
        return null;
    }
    const said = plain(message), around = plain(frame ?? "").trimEnd();
    return {
        file: file.replace(/[?#].*$/s, ""),
        at: loc ? `:${loc.line}:${loc.column}` : "",
        what: said.split("\n", 1)[0],
        text: said.includes(around.trim()) ? said : `${said}\n${around}`,
    };
}

/** The same error, whose stack ends where the program's ends. @param {unknown} error */
export function withoutRunner(error) {
    if (error instanceof Error && typeof error.stack === "string") {
        error.stack = error.stack.split("\n").filter((line) => !RUNNER.test(line)).join("\n");
        delete (/** @type {{ runnerError?: unknown }} */ (error).runnerError);
    }
    return error;
}

/** @param {string} text which may be coloured */
function plain(text) {
    return String(text).replace(/\x1b\[[\d;]*m/g, "");
}
