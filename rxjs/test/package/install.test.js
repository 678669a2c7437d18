/**
 * The archive that npm publishes, installed into a clean folder by each package manager: the user's three commands
 * work, with Node and with Vite.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { LAYOUTS, Project } from "../support/layouts.js";
import { PACKAGE, tarball, temporary } from "../support/packed.js";
import { Rxscope, noProgram } from "../support/rxscope.js";
import { until } from "../support/until.js";

const run = promisify(execFile);
const { devDependencies } = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8"));

const APP = `
import { interval, map, scan } from "rxjs";
const ticks$ = interval(20).pipe(map((n) => n % 10));
const sum$ = ticks$.pipe(scan((sum, n) => sum + n, 0));
sum$.subscribe();
`;

const COMMONJS_APP = APP.replace(/import (.*) from "rxjs"/, 'const $1 = require("rxjs")');

/** Starts Vite as a user does, and follows every import of the page's modules as a browser would. */
const SERVE_AND_FOLLOW = `
import { createServer } from "vite";
const server = await createServer({ logLevel: "warn" });
await server.listen();
const origin = "http://127.0.0.1:" + server.httpServer.address().port;
const pages = {};
const ask = async (address) => {
    const { pathname } = new URL(address);
    if (pathname in pages) return;
    const response = await fetch(address, { headers: { accept: pathname === "/" ? "text/html" : "*/*" } });
    const source = await response.text();
    pages[pathname] = { status: response.status, type: response.headers.get("content-type"), source };
    const modules = /(?:from\\s*|import\\s*\\(?\\s*|src=)"((?:\\/|\\.)[^"\\s]+)"/g;
    const code = source.replace(/\\/\\*[^]*?\\*\\//g, ""); // types in comments are imported by nobody
    for (const [, found] of code.matchAll(modules)) await ask(new URL(found, address));
};
await ask(new URL(origin));
process.stdout.write(JSON.stringify(pages), () => server.close().then(() => process.exit()));
`;

const FILES = {
    "app.mjs": APP,
    "app.cjs": COMMONJS_APP,
    "main.js": APP,
    "index.html": '<!doctype html><title>app</title><script type="module" src="/main.js"></script>',
    "vite.config.js":
        'import rxscope from "rxscope/vite";\n' +
        'export default { plugins: [rxscope()], server: { host: "127.0.0.1", port: 0, watch: null } };',
    "follow.mjs": SERVE_AND_FOLLOW,
};

/** @returns {string | undefined} why nothing can be installed here */
function noRegistry() {
    try {
        execFileSync("npm", ["view", "rxjs", "version"], { stdio: "pipe", timeout: 60_000 });
        return undefined;
    } catch {
        return "npm's registry cannot be reached from here";
    }
}

/** The one that all other tests run on: a newer one of the same day may need what a registry has not got yet. */
const LOCKED_VITE = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")).packages["node_modules/vite"].version;
const cannotInstall = noRegistry();

for (const layout of LAYOUTS) {
    test(`installed by ${layout.name}`, { skip: cannotInstall }, async (t) => {
        const dependencies = { rxscope: `file:${tarball()}`, rxjs: devDependencies.rxjs, vite: LOCKED_VITE };
        const project = new Project(layout, dependencies, FILES);
        await project.install();

        for (const app of ["app.mjs", "app.cjs"]) {
            await t.test(`node --import rxscope/node ${app} shows up in the inspector`, { skip: noProgram() }, () =>
                showsUp(project, app),
            );
        }
        await t.test("Vite's page loads the runtime, and its own modules with names", () => pageLoads(project));
    });
}

/** @param {Project} project @param {string} app */
async function showsUp(project, app) {
    const sockets = temporary("rx-");
    const [command, args, options] = project.node("--import", "rxscope/node", app);
    const env = { .../** @type {any} */ (options).env, XDG_RUNTIME_DIR: sockets };
    const child = spawn(command, args, { ...options, env, stdio: ["ignore", "inherit", "pipe"], detached: true });
    let complaints = "";
    child.stderr?.on("data", (text) => (complaints += text));
    try {
        const inspector = new Rxscope(sockets);
        const found = await until(
            async () => (await inspector.list())[0],
            () => `rxscope ls shows nothing; ${app} said: ${complaints || "nothing"}`,
        );
        await until(
            async () => /"sum\$"/.test(JSON.stringify(await inspector.dump(found.name))),
            () => "rxscope dump does not show sum$",
        );
        assert.equal(complaints, "");
    } finally {
        process.kill(-Number(child.pid), "SIGKILL"); // Yarn starts Node as a child of its own
    }
}

/** @param {Project} project */
async function pageLoads(project) {
    const [command, args, options] = project.node("follow.mjs");
    const { stdout, stderr } = await run(command, args, { ...options, maxBuffer: 1 << 26 });
    assert.equal(stderr.replace(/.*Using Yarn PnP with Vite is discouraged.*\n/, ""), "");
    const pages = Object.entries(JSON.parse(stdout));
    for (const [address, { status, type }] of pages) {
        assert.equal(status, 200, address);
        if (address !== "/") assert.match(type, /javascript/, address);
    }
    assert.ok(pages.some(([address]) => address.includes("virtual:rxscope")), "the page loads no runtime");
    assert.match(JSON.parse(stdout)["/main.js"].source, /\$rxs\(\)\.p\(/, "no stream of the page has a name");
}
