/**
 * commonjs.js - modules that are required: Node compiles each through Module.prototype._compile, also those that another
 * tool has turned into JavaScript.
 */
import Module, { createRequire } from "node:module";

import { RXJS_FILE } from "../transform/copies.js";
import { prepare } from "./prepare.js";

/** @typedef {import("./prepare.js").Settings} Settings */

/** Who else wants to know which files are compiled. @type {{ seen: (file: string) => void }} */
export const compiled = { seen() {} };

/** @param {Settings} settings */
export function hookCommonjs(settings) {
    const prototype = /** @type {any} */ (Module).prototype, compile = prototype._compile;
    /** @this {unknown} @param {unknown} code @param {string} file @param {unknown[]} rest */
    prototype._compile = function _compile(code, file, ...rest) {
        compiled.seen(file);
        const text = typeof code === "string" ? prepare(code, file, rest[0] === "module" ? "esm" : "cjs", settings) : code;
        return compile.call(this, text, file, ...rest);
    };
}

/** @typedef {import("../runtime/copies.js").Classes} Classes */

/**
 * Copies of rxjs that were required before this: their classes.
 * @returns {Classes[]}
 */
export function loadedCopies() {
    const { cache } = createRequire(import.meta.url);
    return Object.keys(cache).filter((file) => RXJS_FILE.test(file)).map((file) => {
        const exported = (/** @type {string} */ name) => cache[file.replace(/[^\\/]+$/, `${name}.js`)]?.exports?.[name];
        return {
            Observable: exported("Observable"),
            Subscriber: exported("Subscriber"),
            Subscription: exported("Subscription"),
            Subject: exported("Subject"),
        };
    });
}
