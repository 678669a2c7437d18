/**
 * errors.js - Vite's errors about a module that it could not make, as a person reads them.
 */

/** @typedef {Error & { id?: string, loc?: { file?: string, line: number, column: number }, frame?: string, plugin?: string }} MakeError */

/** What stands in place of Vite's own error, whose stack says nothing of the program. */
export class Raised extends SyntaxError {
    /** @param {string} text */
    constructor(text) {
        super(text);
        this.stack = text;
    }
}

/**
 * @param {Error} error
 * @returns {{ file: string | null, reason: string, text: string }} file: the module that could not be made, null: it is an error
 *     of the program's own; reason: one line; text: with the lines around it
 */
export function tellError(error) {
    const { id, loc, frame, plugin } = /** @type {MakeError} */ (error);
    const file = id ?? loc?.file ?? null;
    const message = plain(error.message), [first] = message.split("\n", 1);
    if (file === null || (plugin === undefined && loc === undefined)) {
        return { file: null, reason: first, text: error.stack ?? message };
    }
    const clean = file.replace(/[?#].*$/s, "");
    const place = loc ? `${clean}:${loc.line}:${loc.column}` : clean;
    return { file: clean, reason: `${place} ${first}`, text: `${place}\n${message}${frame && !message.includes(plain(frame).trim()) ? `\n${plain(frame)}` : ""}\n` };
}

/** @param {string} text which may be coloured */
function plain(text) {
    return text.replace(/\x1b\[[\d;]*m/g, "");
}
