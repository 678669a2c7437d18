/** The oldest RxJS of the peer range and some between: the same scenarios, bare and with everything. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inTransformedSource } from "./support/differences.js";
import { traces } from "./support/processes.js";

for (const rxjs of ["rxjs-7.0", "rxjs-7.4", "rxjs-7.5"]) {
    describe(`an app with ${rxjs} is not changed`, async () => {
        const bare = await traces({ variant: "bare", rxjs });
        const seen = await traces({ variant: "transformed", rxjs });
        for (const [scenario, trace] of Object.entries(bare)) {
            it(scenario, () => assert.deepEqual(seen[scenario], inTransformedSource[scenario] ?? trace));
        }
    });
}
