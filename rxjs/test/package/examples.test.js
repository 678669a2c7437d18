/**
 * The examples, as those find them who read them: types fit, and a production build has nothing of rxscope in it.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { PACKAGE, filesBelow, temporary } from "../support/packed.js";

const run = promisify(execFile);
const binary = (/** @type {string} */ name) => path.join(PACKAGE, "node_modules/.bin", name);

const VITE_EXAMPLES = ["react", "typescript"].map((name) => path.join(PACKAGE, "examples", name));

test("their types fit", async () => {
    for (const folder of VITE_EXAMPLES) await run(binary("tsc"), ["-p", folder]);
});

test("a production build has nothing of rxscope in it", async () => {
    for (const folder of VITE_EXAMPLES) {
        const out = temporary("rxscope-build-");
        await run(binary("vite"), ["build", "--outDir", out, "--emptyOutDir"], { cwd: folder });
        const files = filesBelow(out);
        assert.ok(files.some((file) => file.endsWith(".js")));
        for (const file of files) {
            const found = /.{0,20}rxs(cope)?\b.{0,20}/i.exec(readFileSync(path.join(out, file), "utf8"));
            assert.equal(found?.[0], undefined, file);
        }
    }
});

test("every job that the queue accepts comes to an end", { timeout: 60_000 }, async () => {
    const { submit, metrics$, work } = await import("../../examples/node-http/queue.js");
    for (const kind of ["hash", "compress", "deliver", "deliver"]) submit(kind);
    await new Promise((resolve) => {
        const seen = metrics$.subscribe(({ counts }) => {
            const ended = Object.values(counts).reduce((sum, { done, failed }) => sum + done + failed, 0);
            if (ended === 4) resolve(seen.unsubscribe());
        });
    });
    work.unsubscribe();
});
