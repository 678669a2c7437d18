/** The oldest RxJS of the peer range and some between: the same scenarios, bare and with everything. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inTransformedSource } from "./support/differences.js";
import { scenarioFiles, traces } from "./support/processes.js";

/** What takes long does not depend on the version. */
const files = scenarioFiles.filter((file) => file !== "memory" && file !== "many");

for (const rxjs of ["rxjs-7.0", "rxjs-7.4", "rxjs-7.5"]) {
    describe(`an app with ${rxjs} is not changed`, async () => {
        const bare = await traces({ variant: "bare", rxjs, files });
        const seen = await traces({ variant: "transformed", rxjs, files });
        for (const [scenario, trace] of Object.entries(bare)) {
            it(scenario, () => assert.deepEqual(seen[scenario], inTransformedSource[scenario] ?? trace));
        }
    });
}
