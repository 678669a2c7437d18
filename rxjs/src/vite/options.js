/**
 * options.js - what a user may say to the plugin, checked: a typo in a config file is told at once.
 */

/** @typedef {string | RegExp | readonly (string | RegExp)[]} Pattern */

/**
 * @typedef {object} Options
 * @property {boolean} [enabled] `false` switches the plugin off. Default: on in `vite` (the dev server), off in
 *   Vitest. It never does anything in `vite build` and `vite preview`.
 * @property {boolean} [hot] `false`: the streams are shown, and what Vite does with a saved module is left to Vite. Default:
 *   a saved module is swapped into what runs, wherever what it exports allows that.
 * @property {boolean} [retry] `false`: a value on which a new function failed is dropped. Default: it is tried once on the function
 *   before, which repeats what the new one had done until it failed.
 * @property {Pattern} [include] Globs or regular expressions: the modules whose streams get names. Default: all
 *   JavaScript and TypeScript outside of `node_modules`, also that in Vue, Svelte and Astro components.
 * @property {Pattern} [exclude] The same, of modules to leave alone.
 * @property {string} [name] The page's name in `rxscope ls`. Default: host and port of the page, `localhost-5173`.
 * @property {import("../values/mask.js").MaskOption} [mask] Names of fields whose values never leave the page, beside
 *   those that are hidden anyway (passwords, tokens, keys): `[/^phone/, "user.email"]`. `false` hides nothing.
 * @property {string} [root] Modules are called by their path from here. Default: Vite's root.
 */

/** @type {Record<keyof Options, (value: unknown) => boolean>} */
const CHECKS = {
    enabled: (value) => typeof value === "boolean",
    hot: (value) => typeof value === "boolean",
    retry: (value) => typeof value === "boolean",
    include: isPattern,
    exclude: isPattern,
    name: (value) => typeof value === "string" && /^[\w.-]{1,64}$/.test(value) && !value.startsWith("."),
    mask: isMask,
    root: (value) => typeof value === "string" && value !== "",
};

/** @type {Record<keyof Options, string>} */
const EXPECTED = {
    enabled: "true or false",
    hot: "true or false",
    retry: "true or false",
    include: "a glob, a regular expression or an array of them",
    exclude: "a glob, a regular expression or an array of them",
    name: "a name of at most 64 letters, digits, '-', '_' and '.'",
    mask: "false, a name, a regular expression, an array of them, or { names, defaults }",
    root: "a path",
};

/** @param {unknown} value @returns {boolean} */
function isPattern(value) {
    return Array.isArray(value) ? value.every(isPattern) : typeof value === "string" || value instanceof RegExp;
}

/** @param {any} value @returns {boolean} */
function isMask(value) {
    if (value === false || isPattern(value)) {
        return true;
    }
    return typeof value === "object" && value !== null
        && Object.entries(value).every(([key, item]) => key === "names" ? isPattern(item) : key === "defaults" && typeof item === "boolean");
}

/**
 * @param {Options} options
 * @returns {Options} a copy, without what was not given
 * @throws {TypeError} that names the option, and says what to write
 */
export function checkOptions(options) {
    const known = /** @type {(keyof Options)[]} */ (Object.keys(CHECKS));
    for (const [key, value] of Object.entries(options)) {
        const name = /** @type {keyof Options} */ (key);
        if (!known.includes(name)) {
            throw new TypeError(`rxscope(): there is no option "${key}"; there are ${known.join(", ")}`);
        }
        if (value !== undefined && !CHECKS[name](value)) {
            throw new TypeError(`rxscope(): "${key}" has to be ${EXPECTED[name]}`);
        }
    }
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/**
 * An option as JavaScript, for the page: JSON has no regular expressions.
 * @param {unknown} value that was checked
 * @returns {string}
 */
export function sourceOf(value) {
    if (value instanceof RegExp) {
        return String(value);
    }
    if (Array.isArray(value)) {
        return `[${value.map(sourceOf).join(", ")}]`;
    }
    if (typeof value === "object" && value !== null) {
        return `{ ${Object.entries(value).map(([key, item]) => `${key}: ${sourceOf(item)}`).join(", ")} }`;
    }
    return value === undefined ? "undefined" : JSON.stringify(value);
}
