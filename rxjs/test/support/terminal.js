/**
 * terminal.js - a program in a terminal of its own: keys in, the screen as a person sees it out.
 *
 * script(1) makes the pty, xterm.js interprets what the program writes.
 */
import { spawn, spawnSync } from "node:child_process";
import xterm from "@xterm/headless";
import { until } from "./until.js";

const COLUMNS = 120;
const ROWS = 36;

/** Why there can be no terminal here, or undefined. */
export function noTerminal() {
    return spawnSync("script", ["--version"]).error ? "script(1) is not installed (bsdutils)" : undefined;
}

export class Terminal {
    #screen = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
    #child;
    /** @type {Promise<void>} */
    exited;

    /**
     * @param {string[]} argv
     * @param {NodeJS.ProcessEnv} env
     */
    constructor(argv, env) {
        const command = `stty rows ${ROWS} cols ${COLUMNS} && exec ${argv.map(quote).join(" ")}`;
        this.#child = spawn("script", ["-qfec", command, "/dev/null"], {
            env: { ...env, TERM: "xterm-256color", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
            stdio: ["pipe", "pipe", "inherit"],
        });
        this.#child.stdout?.on("data", (data) => this.#screen.write(data));
        this.exited = new Promise((resolve) => this.#child.on("exit", () => resolve()));
    }

    /** @param {string} keys */
    press(keys) {
        this.#child.stdin?.write(keys);
    }

    /** @returns {string} what is on the screen, without blanks at the ends of lines */
    text() {
        const buffer = this.#screen.buffer.active;
        const lines = Array.from({ length: ROWS }, (_, row) => buffer.getLine(row + buffer.viewportY)?.translateToString(true) ?? "");
        return lines.join("\n").trimEnd();
    }

    /** Waits until the screen has been the same for a moment. */
    async settles() {
        for (let last = ""; last !== (last = this.text());) {
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    /**
     * Waits until the screen shows it.
     * @param {RegExp} pattern
     * @returns {Promise<string>} the screen
     */
    async shows(pattern) {
        await until(() => pattern.test(this.text()), () => `the screen does not show ${pattern}:\n${this.text()}`);
        return this.text();
    }

    /** Ends the program as `q` does, or by force. */
    async close() {
        this.press("q");
        const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
        await this.exited;
        clearTimeout(timer);
    }
}

/** @param {string} word */
function quote(word) {
    return `'${word.replaceAll("'", "'\\''")}'`;
}
