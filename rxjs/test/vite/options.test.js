/* What a config file may say, and what it is told when it says something else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { retries } from "../../src/node/options.js";
import { checkOptions, sourceOf } from "../../src/vite/options.js";
import { pageModulePlugin } from "../../src/vite/page-module.js";

test("every option may be left out", () => {
    assert.deepEqual(checkOptions({}), {});
    assert.deepEqual(checkOptions({ name: undefined, mask: /x/ }), { mask: /x/ });
});

/** @param {import("../../src/vite/options.js").Options} options */
async function startOf(options) {
    const { load, resolveId } = /** @type {any} */ (pageModulePlugin(options));
    return String(await load(resolveId("virtual:rxscope")));
}

test("retry: false comes to the page, and nothing does without it", async () => {
    assert.match(await startOf({ retry: false }), /, retry: false \}/);
    assert.doesNotMatch(await startOf({}), /retry/);
    assert.doesNotMatch(await startOf({ hot: false, retry: false }), /retry/);
});

test("RXSCOPE_RETRY=0 says the same to rxscope-node", t => {
    t.after(() => delete process.env.RXSCOPE_RETRY);
    assert.equal(retries(), true);
    process.env.RXSCOPE_RETRY = "0";
    assert.equal(retries(), false);
});

/** @type {[any, RegExp][]} */
const WRONG = [
    [{ exlude: "x" }, /no option "exlude"; there are enabled, hot, retry, include, exclude, name, mask, root/],
    [{ toString: 1 }, /no option "toString"/],
    [{ enabled: "yes" }, /"enabled" has to be true or false/],
    [{ hot: 1 }, /"hot" has to be true or false/],
    [{ retry: 0 }, /"retry" has to be true or false/],
    [{ include: [1] }, /"include" has to be a glob/],
    [{ name: "../x" }, /"name" has to be a name/],
    [{ name: "" }, /"name" has to be a name/],
    [{ root: "" }, /"root" has to be a path/],
    [{ mask: { name: "x" } }, /"mask" has to be false, a name/],
    [{ mask: 7 }, /"mask" has to be/],
];
for (const [options, message] of WRONG) {
    test(`${JSON.stringify(options)} is refused`, () => assert.throws(() => checkOptions(options), message));
}

test("a mask reaches the page as it is", () => {
    for (const mask of [undefined, false, /a\/b"/gi, "to</script>ken", "\u2028", [/a/, "b"], { names: [/a/u, "b"], defaults: false }]) {
        assert.doesNotThrow(() => checkOptions({ mask }));
        assert.deepEqual(new Function(`return ${sourceOf(mask)}`)(), mask);
    }
});
