/**
 * rxscope/node - shows the RxJS of a Node program in the terminal: `node --import rxscope/node app.mjs`.
 *
 * Or imported by the program before everything else; then the modules that are imported beside it are loaded already, and
 * their streams have no names. The socket is made when rxjs has really been loaded: a process without it is not there for
 * `rxscope ls`. Worker threads, forks and processes of a cluster inherit the option and are sources of their own.
 */
import { readFileSync } from "node:fs";
import { types } from "node:util";

import { runtime } from "../runtime/index.js";
import { serve } from "../serve/index.js";
import { useProxyTest } from "../values/index.js";
import { hookCommonjs, loadedCopies } from "./commonjs.js";
import { hookEsm } from "./esm.js";
import { identity } from "./identity.js";
import { mask, wanted } from "./options.js";

/** Of a thread: started, by whichever copy of this package. */
const STARTED = Symbol.for("rxscope.node");

function version() {
    return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}

/** @param {{ name: string, title: string }} who @param {RegExp | undefined} secrets */
function show({ name, title }, secrets) {
    const info = { host: "node", title, version: version(), mask: secrets };
    serve({ name, pid: process.pid, program: runtime.program, info });
}

function start() {
    const secrets = mask(), who = identity();
    const debugged = process.execArgv.some((arg) => arg.startsWith("--inspect")); // also --inspect-brk, --inspect=PORT
    const settings = { root: who.root, maps: process.sourceMapsEnabled === true || debugged };
    useProxyTest(types.isProxy);
    hookCommonjs(settings);
    hookEsm(settings);
    loadedCopies().forEach((classes) => runtime.adopt(classes));
    let shown = false;
    runtime.onAdopted(() => { // once for each copy
        shown ||= (show(who, secrets), true);
    });
}

const world = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
if (wanted() && !world[STARTED]) {
    world[STARTED] = true;
    try {
        start();
    } catch (error) {
        process.emitWarning(error instanceof Error ? error.message : String(error), "RxscopeWarning");
    }
}
