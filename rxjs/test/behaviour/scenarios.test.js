/**
 * Every scenario leaves the same trace whatever is loaded, attached or written into its source. One process runs all
 * scenarios of a variant, one after the other: what a scenario leaves behind may not change the next one either.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inTransformedSource } from "./support/differences.js";
import { traces } from "./support/processes.js";
import { isTransformed, variants } from "./support/variants.js";

const bare = await traces({ variant: "bare" });

for (const variant of variants) {
    const seen = await traces({ variant });
    describe(`an app is not changed by: ${variant}`, () => {
        for (const [scenario, trace] of Object.entries(bare)) {
            const differs = isTransformed(variant) ? inTransformedSource[scenario] : undefined;
            it(scenario, () => assert.deepEqual(seen[scenario], differs ?? trace));
        }
    });
}

describe("the scenarios themselves", () => {
    it("all observe something", () => {
        const silent = Object.entries(bare).filter(([, trace]) => trace.length === 0);
        assert.deepEqual(silent.map(([scenario]) => scenario), []);
    });
});
