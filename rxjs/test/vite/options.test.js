/* What a config file may say, and what it is told when it says something else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOptions, sourceOf } from "../../src/vite/options.js";

test("every option may be left out", () => {
    assert.deepEqual(checkOptions({}), {});
    assert.deepEqual(checkOptions({ name: undefined, mask: /x/ }), { mask: /x/ });
});

/** @type {[any, RegExp][]} */
const WRONG = [
    [{ exlude: "x" }, /no option "exlude"; there are enabled, hot, include, exclude, name, mask, root/],
    [{ toString: 1 }, /no option "toString"/],
    [{ enabled: "yes" }, /"enabled" has to be true or false/],
    [{ hot: 1 }, /"hot" has to be true or false/],
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
