/** Child processes that run scenarios, one for a variant; all are started once and shared by the tests of a file. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const run = fileURLToPath(new URL("./run.js", import.meta.url));

export const scenarioFiles = readdirSync(new URL("../scenarios/", import.meta.url))
    .filter((name) => name.endsWith(".js"))
    .map((name) => name.replace(/\.js$/, ""));

/**
 * @param {{ variant: string, rxjs?: string, files?: string[] }} options
 * @returns {Promise<Record<string, string[]>>}
 */
export async function traces({ variant, rxjs = "rxjs", files = scenarioFiles }) {
    const child = spawn(process.execPath, ["--expose-gc", run, JSON.stringify({ variant, rxjs, files })], {
        stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const [out, error, result] = await Promise.all([child.stdout, child.stderr, child.stdio[3]].map(textOf));
    if (!result) throw new Error(`variant ${variant} with ${rxjs} ended without traces:\n${error}\n${out}`);
    return JSON.parse(result);
}

/** @param {any} stream */
async function textOf(stream) {
    let text = "";
    for await (const piece of stream.setEncoding("utf8")) text += piece;
    return text;
}
