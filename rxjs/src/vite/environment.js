/**
 * environment.js - which of Vite's environments is a page.
 */

/**
 * Those that render on a server run in another process or nowhere; theirs is `node --import rxscope/node`.
 * Vite 5 has no environments: there `options.ssr` of a hook says the same.
 * @param {{ config: { consumer: string } }} environment
 * @returns {boolean}
 */
export function isClient(environment) {
    return environment.config.consumer === "client";
}
