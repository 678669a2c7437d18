/**
 * rxscope.js - the program `rxscope`: where it is, and what it prints.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "./until.js";

const run = promisify(execFile);

export const PROGRAM = process.env.RXSCOPE ?? fileURLToPath(new URL("../../../build/rxscope", import.meta.url));

/** Why it cannot be run, or undefined. */
export function noProgram() {
    return existsSync(PROGRAM) ? undefined : `there is no ${PROGRAM}; ./dev build makes it, or RXSCOPE says where it is`;
}

/** The inspector, as the user of one test's folder of sockets. */
export class Rxscope {
    /** @param {string} runtimeDir XDG_RUNTIME_DIR */
    constructor(runtimeDir) {
        this.env = { ...process.env, XDG_RUNTIME_DIR: runtimeDir };
    }

    /** @param {...string} args @returns {Promise<string>} its standard output */
    async print(...args) {
        const { stdout } = await run(PROGRAM, args, { env: this.env, maxBuffer: 1 << 26 });
        return stdout;
    }

    /** @returns {Promise<any[]>} `rxscope ls --json` */
    async list() {
        return JSON.parse(await this.print("ls", "--json"));
    }

    /**
     * Waits until exactly these sources are listed.
     * @param {...string} names
     * @returns {Promise<any[]>} in that order
     */
    async lists(...names) {
        let last = "";
        return until(async () => {
            const sources = await this.list();
            last = sources.map(({ name }) => name).join(", ");
            const found = names.map((name) => sources.find((source) => source.name === name));
            return sources.length === names.length && found.every(Boolean) && found;
        }, () => `rxscope ls shows ${last || "nothing"} instead of ${names.join(", ")}`);
    }

    /** @param {string} target @returns {Promise<any>} its entry of `rxscope dump --json` */
    async dump(target) {
        return JSON.parse(await this.print("dump", "--json", target)).sources[0];
    }
}
