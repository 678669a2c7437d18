/**
 * parent.js - `rxscope-node app.ts ARG…`: runs a program of Node whose modules are swapped when they are saved.
 *
 * The program is a process of its own, since its first module cannot be evaluated twice in one: when a save reaches that,
 * the process is ended and started anew. To whoever started this one it is the program: same streams, same signals, same
 * status.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { hear, say, SIGNALS, WHY } from "./words.js";

const CHILD = fileURLToPath(new URL("child.js", import.meta.url));
const USAGE = "usage: rxscope-node [OPTION OF NODE]... FILE [ARGUMENT]...";
/** Options of Node whose value may be the next word. */
const WITH_VALUE = new Set("-r --require --import --loader --experimental-loader -C --conditions --env-file".split(" "));

/** So long may a program take to end before it is started anew, in ms. */
const LEAVE_MS = 3000;
/** And so long to say that it has got a signal. */
const HEARD_MS = 500;

/** @typedef {{ options: string[], file: string, args: string[] }} Line */

/** @param {string[]} words of the command line */
export function main(words) {
    const line = parse(words);
    if (line === null) {
        console.error(USAGE);
        process.exit(2);
    }
    if (!existsSync(line.file)) {
        console.error(`rxscope-node: ${line.file}: no such file`);
        process.exit(1);
    }
    new Parent(line).start("");
}

/**
 * What stands before the file is Node's, all that stands behind it the program's; a `--` between them is nobody's.
 * @param {string[]} words
 * @returns {Line | null}
 */
export function parse(words) {
    let at = 0;
    while (at < words.length && words[at].startsWith("-") && words[at] !== "--") {
        at += WITH_VALUE.has(words[at]) ? 2 : 1;
    }
    const options = words.slice(0, at), [file, ...args] = words.slice(words[at] === "--" ? at + 1 : at);
    return file === undefined ? null : { options, file: path.resolve(file), args: args[0] === "--" ? args.slice(1) : args };
}

class Parent {
    /** Why the program that is about to end is to be started anew; "": it is not. */
    #why = "";
    /** @type {import("node:child_process").ChildProcess | undefined} */
    #child;
    /** @type {Map<NodeJS.Signals, NodeJS.Timeout>} signals of which the program has not said that it has them */
    #unheard = new Map();

    /** @param {Line} line */
    constructor(line) {
        this.line = line;
        SIGNALS.forEach((name) => process.on(name, () => this.#passOn(name)));
    }

    /** @param {string} why it is started anew; "": it is not */
    start(why) {
        const { options, file, args } = this.line;
        const child = spawn(process.execPath, [...process.execArgv, ...options, CHILD, file, ...args], {
            stdio: ["inherit", "inherit", "inherit", "pipe", "pipe"],
            env: { ...process.env, ...why === "" ? {} : { [WHY]: why } },
        });
        this.#child = child;
        this.#why = "";
        hear(this.#socket, (word) => this.#take(child, word));
        child.stdio[4]?.on("error", () => {}); // open as long as this process is there, and for nothing else
        child.on("exit", (code, signal) => this.#ended(code, signal));
    }

    get #socket() {
        return /** @type {import("node:net").Socket} */ (this.#child?.stdio[3]);
    }

    /** @param {import("node:child_process").ChildProcess} child @param {import("./words.js").Word} word */
    #take(child, { restart, heard }) {
        if (heard !== undefined) {
            clearTimeout(this.#unheard.get(heard));
        }
        if (restart !== undefined) {
            this.#why = restart;
            say(this.#socket, { leave: true });
            setTimeout(() => child.kill("SIGKILL"), LEAVE_MS).unref();
        }
    }

    /**
     * Who sends a signal to the whole group, as a terminal does, has sent it to the program, too. So it is asked; a program that
     * does not answer is busy, and is sent it.
     * @param {NodeJS.Signals} name
     */
    #passOn(name) {
        const child = this.#child;
        say(this.#socket, { signal: name });
        clearTimeout(this.#unheard.get(name));
        this.#unheard.set(name, setTimeout(() => child?.kill(name), HEARD_MS));
    }

    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    #ended(code, signal) {
        this.#unheard.forEach((timer) => clearTimeout(timer));
        if (this.#why !== "") {
            console.error(`[rxscope] ${this.#why}`);
            this.start(this.#why);
        } else if (signal === null) {
            process.exit(code ?? 1);
        } else {
            SIGNALS.forEach((name) => process.removeAllListeners(name));
            process.kill(process.pid, signal);
            setInterval(() => {}, 1000); // it comes in a moment
        }
    }
}
