/**
 * An app that sends as fast as it can while somebody looks: what the inspector costs has a bound that does not depend on how
 * much the app does. Sizes are compared, never times.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("./support/pressure.js", import.meta.url));
const MIB = 1024 * 1024;

/** @param {string} variant */
async function pressure(variant) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, variant]);
    return JSON.parse(stdout);
}

for (const variant of ["attached", "everything", "stuck", "broken"]) {
    describe(`four million values and 200,000 subscriptions, inspector ${variant}`, async () => {
        const { got, inner, ticks, expected, grown, seen } = await pressure(variant);

        it("the app gets every value, and its timers their turns", () => {
            assert.deepEqual({ got, inner }, expected);
            assert.ok(ticks > 0);
        });
        it("memory does not grow with the number of values", () => {
            assert.ok(grown < 8 * MIB, `${grown} bytes`);
        });
        it("no batch is larger than the log", () => {
            assert.ok(seen.largest < 32 * MIB, `${seen.largest} bytes`);
        });
        if (variant === "attached" || variant === "everything") {
            it("far fewer records go out than values came", () => {
                assert.ok(seen.records > 0 && seen.records < expected.got / 2, `${seen.records} records`);
            });
        }
    });
}
