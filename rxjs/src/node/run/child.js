/**
 * child.js - the program's process: makes it look as if Node had been given the program's file, starts the inspection, and
 * runs the file by Vite.
 */
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";

import { DESCRIPTOR, GUARD, hear, say, SIGNALS, WHY } from "./words.js";

/** A signal that came within this time is the one that the parent speaks of; ms. */
const SAME_MS = 250;
/** It may come a moment later; ms. */
const MOMENT_MS = 30;

const parent = new Socket({ fd: DESCRIPTOR, readable: true, writable: true });

/** When a signal came for which the program has a listener; another one ends it. @type {Map<unknown, number>} */
const came = new Map();

function watchSignals() {
    const names = new Set(/** @type {unknown[]} */ (SIGNALS)), { emit } = process;
    process.emit = /** @type {any} */ (/** @this {any} @param {any} args */ function (/** @type {any} */ ...args) {
        names.has(args[0]) && came.set(args[0], Date.now());
        return emit.apply(this, args);
    });
}

/** @param {NodeJS.Signals} name that the parent has got */
function signalled(name) {
    const isHere = () => Date.now() - (came.get(name) ?? 0) < SAME_MS;
    setTimeout(() => {
        say(parent, { heard: name });
        isHere() || process.kill(process.pid, name);
    }, isHere() ? 0 : MOMENT_MS);
}

/** The process is ended as others would end it, to be started anew by the parent. */
function leave() {
    if (process.listenerCount("SIGTERM") > 0) {
        process.kill(process.pid, "SIGTERM");
    } else {
        process.exit();
    }
}

/** @param {import("./words.js").Word} word */
function take(word) {
    word.leave && leave();
    word.signal && signalled(word.signal);
}

/**
 * Without the parent there is nobody who would end this process or start it anew. A thread of its own sees that, since the
 * program may be busy for ever; also by an error, which is what it sees when the parent had not read all that was said.
 */
function endWithParent() {
    const guard = new Worker(`const { Socket } = require("node:net");
        new Socket({ fd: ${GUARD}, readable: true, writable: false }).on("error", () => {})
            .on("close", () => process.kill(process.pid, "SIGKILL")).resume();`, { eval: true, execArgv: [], env: {} });
    guard.on("error", () => {}); // it cannot be had: then it is the one or the other that ends first
    guard.unref();
}

async function run() {
    endWithParent();
    const why = process.env[WHY] ?? "";
    delete process.env[WHY];
    process.argv.splice(1, 1);
    hear(parent, take);
    parent.unref();
    watchSignals();
    await import("../index.js");
    const { runProgram } = await import("./program.js"), { Refusal } = await import("./errors.js");
    try {
        await runProgram(process.argv[1], { why, restart: (reason) => say(parent, { restart: reason }) });
    } catch (error) {
        if (!(error instanceof Refusal)) {
            throw error;
        }
        console.error(`rxscope-node: ${error.message}`);
        process.exit(1);
    }
}

await run();
