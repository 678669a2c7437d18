/**
 * environment.js - which of Vite's environments a plugin works for.
 */

/**
 * @typedef {object} Side
 * @property {(environment: { name: string, config: { consumer: string } }) => boolean} applyToEnvironment
 * @property {(options?: { ssr?: boolean }) => boolean} takes the same in Vite 5, which has no environments: there
 *   `options.ssr` of a hook says it
 * @property {(server: import("vite").ViteDevServer) => unknown} environmentOf undefined in Vite 5
 * @property {string} anew what happens when nothing takes an update
 */

/**
 * Those that render on a server run in another process or nowhere; theirs is `node --import rxscope/node`.
 * @param {{ config: { consumer: string } }} environment
 * @returns {boolean}
 */
export function isClient(environment) {
    return environment.config.consumer === "client";
}

/** @type {Side} */
export const PAGES = {
    applyToEnvironment: isClient,
    takes: (options) => !options?.ssr,
    environmentOf: (server) => server.environments?.client,
    anew: "the page is loaded anew",
};

/** The modules of a program in Node (node/run), which Vite calls by this name. @type {Side} */
export const PROGRAM = {
    applyToEnvironment: ({ name }) => name === "ssr",
    takes: (options) => options?.ssr === true,
    environmentOf: (server) => server.environments?.ssr,
    anew: "the program is started anew",
};
