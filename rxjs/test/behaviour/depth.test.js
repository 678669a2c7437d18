/**
 * How deep the app may nest. Each hooked call costs stack, so a recursion that overflows bare overflows a little
 * earlier: the losses allowed here are what README.md tells. Code runs interpreted, where frames are largest and
 * their sizes do not depend on when the compiler came by.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("./support/depth.js", import.meta.url));

/** Of the depth that is reached bare: while nobody looks on, and while everything is recorded. */
const KEPT = {
    loaded: { sends: 0.9, operators: 0.9, expand: 0.75, subscribes: 0.75, chain: 0.75 },
    everything: { sends: 0.9, operators: 0.9, expand: 0.75, subscribes: 0.75, chain: 0.75 },
};

/** @param {string} variant */
async function depths(variant) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--no-opt", "--no-sparkplug", script, variant]);
    return JSON.parse(stdout);
}

describe("stack depth", async () => {
    const bare = await depths("bare");
    for (const [variant, limits] of Object.entries(KEPT)) {
        const hooked = await depths(variant);
        for (const [what, kept] of Object.entries(limits)) {
            it(`${variant}: of ${bare[what]} nested ${what} ${hooked[what]} are possible`, () => {
                assert.ok(hooked[what] >= bare[what] * kept, `at least ${Math.floor(bare[what] * kept)} are wanted`);
            });
        }
    }
});
