/** Whole processes: what they print, how they end. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const apps = ["ends.mjs", "exit-code.mjs", "exits.mjs", "uncaught.mjs", "rejects.mjs", "required.cjs", "workers.mjs", "frozen.mjs"];

/**
 * @param {string} app
 * @param {string[]} options
 * @param {Record<string, string>} env
 */
async function run(app, options, env = {}) {
    const child = spawn(process.execPath, [...options, here(`apps/${app}`)], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const texts = Promise.all([child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding("utf8").toArray()).join("")));
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
    const [out, error] = await texts;
    return { out, error: withoutFramesOfOurs(error), .../** @type {object} */ (await ended) };
}

/**
 * A stack has the hooks' frames in it, and the one of `next` stands for RxJS's own; all others, in their order, are
 * those of the app and RxJS.
 * @param {string} stderr
 */
function withoutFramesOfOurs(stderr) {
    const ours = /\/rxjs\/src\/|at (Safe|Operator)?Subscriber\.next \(/;
    return stderr.split("\n").filter((line) => !ours.test(line)).join("\n");
}

/** Apps are not transformed here: that is the Node entry's and the plugin's. */
const variants = ["loaded", "everything", "stuck", "broken"];
const deepStacks = "--stack-trace-limit=100";
const prepared = ["--import", here("support/prepare.js"), deepStacks];

for (const app of apps) {
    describe(`a process that is ${app} ends and prints as without`, async () => {
        const bare = await run(app, [deepStacks]);
        for (const variant of variants) {
            it(variant, async () => assert.deepEqual(await run(app, prepared, { VARIANT: variant }), bare));
        }
        it("--import rxscope/node", async (test) => {
            const folder = await mkdtemp(join(tmpdir(), "rx-"));
            test.after(() => rm(folder, { recursive: true, force: true }));
            const seen = await run(app, [deepStacks, "--import", here("../../src/node/index.js")], { XDG_RUNTIME_DIR: folder });
            assert.deepEqual(withoutPlaces(seen), withoutPlaces(bare));
        });
    });
}

/** A call that was rewritten stands where its expression begins: README.md. @param {{ error: string }} ended */
function withoutPlaces(ended) {
    return { ...ended, error: ended.error.replace(/(apps\/[\w.-]+):\d+:\d+/g, "$1") };
}

for (const app of ["late.mjs", "frozen-first.mjs"]) {
    describe(`hooks that come late: ${app}`, async () => {
        const bare = await run(app, []);
        for (const variant of variants) {
            it(variant, async () => assert.deepEqual(await run(app, [], { LATE_VARIANT: variant }), bare));
        }
    });
}
