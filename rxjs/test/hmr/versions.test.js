/** Saves are swapped in every version of RxJS 7. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import test from "node:test";

const APP = resolve(import.meta.dirname, "support/oldest.mjs");

for (const version of ["rxjs-7.0", "rxjs-7.4", "rxjs-7.5", "rxjs"]) {
    test(`a source is edited, operators come and go: ${version}`, () => {
        const { stdout, stderr, status } = spawnSync(process.execPath, [APP, version], { encoding: "utf8", timeout: 60_000 });
        assert.equal(status, 0, stderr);
        assert.deepEqual(JSON.parse(stdout), { seen: ["a1", "b1", "c1", "d1", "d1!"], living: 1, after: 0 });
    });
}
