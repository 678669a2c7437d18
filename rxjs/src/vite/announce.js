/**
 * announce.js - the line under the addresses that Vite prints: what to do to see the streams.
 *
 * Where Vite prints no addresses (in middleware mode, or when it is silent) there is none.
 */

/** @param {import("vite").ViteDevServer} server */
export function announce(server) {
    if (server.httpServer === null) {
        return;
    }
    const printUrls = server.printUrls;
    server.printUrls = () => {
        printUrls.call(server);
        server.config.logger.info(`  ${styled("➜", 32, 39)}  ${styled("rxscope", 1, 22)}: run rxscope in another terminal`);
    };
}

/**
 * As Vite's own lines are where the terminal has colours.
 * @param {string} text
 * @param {number} on
 * @param {number} off
 */
function styled(text, on, off) {
    return process.stdout.isTTY && process.stdout.hasColors() ? `\x1b[${on}m${text}\x1b[${off}m` : text;
}
