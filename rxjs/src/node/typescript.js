/**
 * typescript.js - modules from which Node itself takes the types away. It does so after all hooks, so that they see
 * TypeScript; and it leaves every token where it was.
 */
import module from "node:module";

/**
 * @param {string} code
 * @returns {string | null} null: this Node cannot
 */
export function withoutTypes(code) {
    const strip = /** @type {any} */ (module).stripTypeScriptTypes;
    return typeof strip === "function" ? quietly(() => strip(code)) : null;
}

/** Node says once that this function is an experiment; the app's output is not ours to write to. @param {() => string} what */
function quietly(what) {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    try {
        return what();
    } finally {
        process.emitWarning = emitWarning;
    }
}
