/**
 * frameworks.js - whose components a module holds. It is told by what the framework's own plugin has written into the module
 * for its updates: a file that React's plugin has left alone is none of React's, whatever its name.
 */

/** Preact's has the names of React's, too. @type {[name: string, isIn: (code: string, file: string) => boolean][]} */
const FRAMEWORKS = [
    ["Vue", (code) => code.includes("__VUE_HMR_RUNTIME__")],
    ["Svelte", (code, file) => /\.svelte$/.test(file) && code.includes("import.meta.hot")],
    ["Preact", (code) => code.includes("@prefresh/")],
    ["React", (code) => code.includes("$RefreshReg$") || code.includes("$RefreshSig$")],
    ["Solid", (code) => code.includes("solid-refresh")],
];

/**
 * @param {string} code of the module, behind all other plugins
 * @param {string} file
 * @returns {string} "": of none that is known
 */
export function frameworkOf(code, file) {
    return FRAMEWORKS.find(([, isIn]) => isIn(code, file))?.[0] ?? "";
}
