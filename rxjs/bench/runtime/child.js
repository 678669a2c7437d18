/**
 * One mode in a process of its own, since prototypes must be clean: prints, as JSON, nanoseconds of CPU time (all threads,
 * so collection and compilation count) an iteration of each scenario. Work is done in chunks with turns between them, in which
 * the log is flushed, as in an app.
 */
import { readFileSync } from "node:fs";
import * as rxjs from "rxjs";

const [mode, milliseconds, names] = [process.argv[2], Number(process.argv[3]), process.argv[4] ?? "ABCD"];
/** What the readers were told, since the last look. */
const told = { sends: 0, bytes: 0, stale: 0 };

/** Iterations in a chunk: about 5 ms bare. */
const CHUNK = { A: 50_000, B: 50_000, C: 15_000, D: 4_000 };

const SEND_CALL = 29, STALE = 37;

/** Counts records by their heads: costs little beside what is measured. @param {Uint8Array} bytes */
function look(bytes) {
    told.bytes += bytes.length;
    for (let at = 0; at < bytes.length; at += bytes[at] | bytes[at + 1] << 8) {
        told.sends += bytes[at + 2] === SEND_CALL ? 1 : 0;
        told.stale += bytes[at + 2] === STALE ? 1 : 0;
    }
}

/** @returns {import("../../src/runtime/program.js").Link} */
function sink(program) {
    return {
        batch(number, bytes) {
            look(bytes);
            program.ack(number);
        },
        snapshot(_reader, bytes) {
            look(bytes);
        },
        reply() {},
        info() {},
    };
}

async function load() {
    if (mode === "bare") {
        return null;
    }
    if (mode === "spy") {
        const { create } = await import("rxjs-spy");
        create({ defaultPlugins: true, warning: false });
        return null;
    }
    const { runtime } = await import("../../src/runtime/index.js");
    runtime.adopt(rxjs);
    return runtime;
}

/** The scenarios, written by the transform where calls of functions are to be seen. */
async function scenarios() {
    const url = new URL("scenarios.js", import.meta.url);
    if (mode !== "args" && mode !== "slots") {
        return import(url.href);
    }
    const { transform } = await import("../../src/transform/index.js");
    const options = { root: url.pathname.replace(/\/[^/]*$/, ""), hot: mode === "slots" };
    const { code } = transform(readFileSync(url, "utf8"), url.pathname, options);
    const linked = code.replace(/from "rxjs"/, `from ${JSON.stringify(import.meta.resolve("rxjs"))}`);
    return import(`data:text/javascript,${encodeURIComponent(linked)}`);
}

function attach(runtime) {
    runtime.program.start(sink(runtime.program), { pid: process.pid, name: "bench" });
    runtime.program.attach(1);
    if (mode === "values") {
        const WATCH = 8;
        runtime.program.command(1, { request: 0, kind: WATCH, idLo: 0, idHi: 0, version: 1, text: "" });
    }
}

/** A turn of the timers. */
function turn() {
    return new Promise(done => setTimeout(done, 0));
}

function cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
}

/** @param {(n: number) => void} run @param {number} chunk @param {number} ns */
async function forAWhile(run, chunk, ns) {
    const from = cpu();
    let done = 0, spent = 0;
    do {
        run(chunk);
        done += chunk;
        await turn();
        spent = cpu() - from;
    } while (spent < ns);
    return { ns: spent / done, done };
}

const runtime = await load(), made = await scenarios();
if (runtime !== null && mode !== "unattached" && mode !== "slots") {
    attach(runtime);
}
/** @type {Record<string, object>} */
const result = {};
for (const name of names) {
    const chunk = Math.ceil(CHUNK[name] / (mode === "spy" ? 20 : 1));
    await forAWhile(made[name], chunk, milliseconds * 1e6);
    told.sends = told.bytes = told.stale = 0;
    const { ns, done } = await forAWhile(made[name], chunk, milliseconds * 1e6);
    result[name] = { ns, done, ...told };
}
console.log(JSON.stringify(result));
process.exit(0);
