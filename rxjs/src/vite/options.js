/**
 * options.js - what a user may say to the plugin, checked: a typo in a config file is told at once.
 */

/** @typedef {string | RegExp | readonly (string | RegExp)[]} Pattern */

/**
 * @typedef {object} Options
 * @property {boolean} [enabled] `false` switches the plugin off. Default: on in `vite` (the dev server), off in
 *   Vitest. It never does anything in `vite build` and `vite preview`.
 * @property {Pattern} [include] Globs or regular expressions: the modules whose streams get names. Default: all
 *   JavaScript and TypeScript outside of `node_modules`, also that in Vue, Svelte and Astro components.
 * @property {Pattern} [exclude] The same, of modules to leave alone.
 * @property {string} [name] The page's name in `rxscope ls`. Default: host and port of the page, `localhost-5173`.
 * @property {Pattern} [mask] Names of fields whose values never leave the page, such as `/token|password/i`.
 * @property {string} [root] Modules are called by their path from here. Default: Vite's root.
 */

/** @type {Record<keyof Options, (value: unknown) => boolean>} */
const CHECKS = {
    enabled: (value) => typeof value === "boolean",
    include: isPattern,
    exclude: isPattern,
    name: (value) => typeof value === "string" && /^[\w.-]{1,64}$/.test(value) && !value.startsWith("."),
    mask: isPattern,
    root: (value) => typeof value === "string" && value !== "",
};

/** @type {Record<keyof Options, string>} */
const EXPECTED = {
    enabled: "true or false",
    include: "a glob, a regular expression or an array of them",
    exclude: "a glob, a regular expression or an array of them",
    name: "a name of at most 64 letters, digits, '-', '_' and '.'",
    mask: "a text, a regular expression or an array of them",
    root: "a path",
};

/** @param {unknown} value @returns {boolean} */
function isPattern(value) {
    return Array.isArray(value) ? value.every(isPattern) : typeof value === "string" || value instanceof RegExp;
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
 * A pattern as text that the virtual module holds: JSON has no regular expressions.
 * @param {Pattern | undefined} pattern
 * @returns {string} source of an array
 */
export function patternSource(pattern) {
    const list = pattern === undefined ? [] : Array.isArray(pattern) ? pattern : [pattern];
    return `[${list.map((item) => (item instanceof RegExp ? String(item) : JSON.stringify(item))).join(", ")}]`;
}
