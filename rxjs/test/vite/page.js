/**
 * page.js - a dev server over real files, and a page of it without a browser: it has Vite's websocket, and does with an
 * update what Vite's client does, as far as reading the module anew.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import rxscope from "../../src/vite/index.js";
import { until } from "../support/until.js";
import { awake, temporary } from "../support/vite.js";

const RXJS = fileURLToPath(new URL("../../node_modules/rxjs", import.meta.url));

/**
 * The page has loaded what stands in src, in this order.
 * @param {import("node:test").TestContext} t that closes it
 * @param {string} vite
 * @param {Record<string, string>} files
 * @param {{ plugins?: import("vite").PluginOption[] }} [config]
 */
export async function openFolder(t, vite, files, { plugins = [rxscope()] } = {}) {
    const { createServer } = /** @type {typeof import("vite")} */ (await import(vite));
    const folder = realpathSync(temporary("rxscope-hot-"));
    for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
    }
    const sockets = path.join(folder, "run");
    mkdirSync(sockets, { mode: 0o700 });
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(RXJS, path.join(folder, "node_modules/rxjs"));
    /** @type {string[]} */
    const lines = [];
    const say = (/** @type {string} */ text) => lines.push(text.replace(/\x1b\[[\d;]*m/g, ""));
    const server = await createServer({
        configFile: false, root: folder, cacheDir: path.join(folder, "cache"), plugins, clearScreen: false,
        customLogger: { info: say, warn: say, warnOnce: say, error: say, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false },
        optimizeDeps: { noDiscovery: true, include: [] }, server: { host: "127.0.0.1", port: 0 },
    });
    await server.listen();
    t.after(async () => {
        await awake(server.close());
        rmSync(folder, { recursive: true, force: true });
    });
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.httpServer?.address());
    const page = await Page.open(t, server, port);
    for (const name of Object.keys(files).filter((file) => file.startsWith("src/"))) {
        await page.load(`/${name}`);
        await isWatched(server, path.join(folder, name));
    }
    return { server, sockets, lines, page, file: (/** @type {string} */ name) => path.join(folder, name) };
}

/** Vite's watcher says that it is ready a few ms before it sees anything. @param {import("vite").ViteDevServer} server @param {string} file */
async function isWatched(server, file) {
    let seen = false;
    server.watcher.on("change", (changed) => { seen ||= changed === file; });
    await until(() => {
        utimesSync(file, new Date(), new Date());
        return seen;
    }, `${file} is not watched`);
}

class Page {
    /** Payloads of Vite's, and of this package's plugin. @type {any[]} */
    received = [];
    /** The newest text of each module. @type {Map<string, string>} */
    modules = new Map();
    /** Each text of a module that ran, oldest first. @type {string[]} */
    ran = [];

    /** Updates are applied one after the other. @type {Promise<string>} */
    applied = Promise.resolve("");

    /** @param {string} url */
    constructor(url) {
        this.url = url;
    }

    /** @param {import("node:test").TestContext} t @param {import("vite").ViteDevServer} server @param {number} port */
    static async open(t, server, port) {
        const page = new Page(`http://127.0.0.1:${port}`);
        const token = /** @type {any} */ (server.config).webSocketToken ?? "";
        const socket = await connect(port, token, (text) => page.receive(JSON.parse(text)));
        t.after(() => socket.destroy());
        return page;
    }

    /** @param {any} payload */
    receive(payload) {
        this.received.push(payload.type === "custom" ? payload.data : payload);
        if (payload.type === "update") {
            for (const { acceptedPath, timestamp } of payload.updates) {
                this.applied = this.applied.then(() => this.load(acceptedPath, timestamp)).catch(() => ""); // the server was closed
            }
        }
    }

    /** @param {string} address @param {number} [timestamp] */
    async load(address, timestamp) {
        const answer = await fetch(this.url + address + (timestamp ? `?t=${timestamp}` : ""), { headers: { accept: "*/*" } });
        const code = await answer.text();
        if (answer.ok) {
            this.modules.set(address, code);
            this.ran.push(code);
        }
        return code;
    }

    /** @param {string} type */
    all(type) {
        return this.received.filter((message) => message?.type === type);
    }
}

/**
 * A websocket that only listens. A server's frames are not masked.
 * @param {number} port
 * @param {string} token
 * @param {(text: string) => void} onText
 */
async function connect(port, token, onText) {
    const ask = request({
        host: "127.0.0.1", port, path: `/?token=${token}`,
        headers: {
            connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13",
            "sec-websocket-key": randomBytes(16).toString("base64"), "sec-websocket-protocol": "vite-hmr",
        },
    });
    ask.end();
    const [, socket, head] = await once(ask, "upgrade");
    let rest = Buffer.from(head);
    const take = () => {
        for (let frame = firstFrame(rest); frame !== null; frame = firstFrame(rest)) {
            rest = frame.rest;
            frame.text !== null && onText(frame.text);
        }
    };
    socket.on("data", (/** @type {Buffer} */ data) => {
        rest = Buffer.concat([rest, data]);
        take();
    });
    socket.on("error", () => {});
    take();
    return socket;
}

/** @param {Buffer} bytes */
function firstFrame(bytes) {
    if (bytes.length < 2) {
        return null;
    }
    const short = bytes[1] & 127, start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length < start) {
        return null;
    }
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < start + length) {
        return null;
    }
    const body = bytes.subarray(start, start + length);
    return { rest: bytes.subarray(start + length), text: (bytes[0] & 15) === 1 ? body.toString() : null };
}
