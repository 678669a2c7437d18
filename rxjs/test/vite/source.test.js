/* Which modules are read, and that nothing which goes wrong there costs the user a module. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { frameworkOf } from "../../src/vite/frameworks.js";
import { Known } from "../../src/vite/known.js";
import { moduleFilter, UsersModules } from "../../src/vite/modules.js";
import { sourcePlugin } from "../../src/vite/source.js";

const CONFIG = { root: "/app", cacheDir: "/app/.cache/vite" };
const wanted = moduleFilter({}, CONFIG);

for (const id of ["/app/src/a.ts", "/app/src/a.jsx", "/app/a.mjs", "/app/App.vue", "/app/App.vue?vue&type=script&setup=true&lang.ts",
    "/app/A.svelte", "/app/src/a.ts?t=1700000000000", "/elsewhere/linked/src/a.js", "/app/src/w.ts?worker_file&type=module"]) {
    test(`${id} is the user's own`, () => assert.equal(wanted(id), true));
}

for (const id of ["/app/node_modules/rxjs/dist/esm5/index.js", "/app/src/a.css", "/app/index.html", "\0virtual:x.js", "/app/a.ts?raw",
    "/app/a.ts?url", "/app/App.vue?vue&type=style&index=0&lang.css", "/app/App.vue?vue&type=template&lang.js",
    "/app/src/w.ts?worker_file&type=classic", "/@vite/client.js", "/home/me/vite/dist/client/client.mjs",
    "/home/me/rxjs/dist/esm/internal/Subject.js", fileURLToPath(new URL("../../src/page.js", import.meta.url)), "/app/logo.svg?inline", "/app/.cache/vite/deps/rxjs.js"]) {
    test(`${JSON.stringify(id)} is left alone`, () => assert.equal(wanted(id), false));
}

test("include and exclude are globs from Vite's root, or regular expressions", () => {
    const chosen = moduleFilter({ include: ["src/**", /libs\/mine/], exclude: "src/generated/**" }, CONFIG);
    assert.equal(chosen("/app/src/a.ts"), true);
    assert.equal(chosen("/app/src/generated/a.ts"), false);
    assert.equal(chosen("/app/other/a.ts"), false);
    assert.equal(chosen("/app/node_modules/libs/mine/a.js"), true);
});

/** @param {any} transform @param {object} [options] */
function plugin(transform, options = {}) {
    /** @type {string[]} */
    const warnings = [];
    const made = /** @type {any} */ (sourcePlugin(new UsersModules(options), new Known(), transform));
    made.configResolved({ ...CONFIG, logger: { warn: (/** @type {string} */ text) => warnings.push(text) } });
    const context = { getCombinedSourcemap: () => ({ mappings: "AAAA" }) };
    return { warnings, run: (/** @type {string} */ id, /** @type {object} */ env) => made.transform.call(context, "code", id, env) };
}

test("a transform that throws hands the module on untouched, with one warning", () => {
    const { run, warnings } = plugin(() => { throw new Error("no such token"); });
    assert.equal(run("/app/src/a.ts"), null);
    assert.equal(run("/app/src/a.ts?t=2"), null);
    assert.equal(run("/app/src/b.ts"), null);
    assert.deepEqual(warnings, [
        "rxscope: the streams of src/a.ts have no names in the inspector: no such token",
        "rxscope: the streams of src/b.ts have no names in the inspector: no such token",
    ]);
});

test("a module that is skipped for a reason is told of, but one that does not parse by Vite", () => {
    const { run, warnings } = plugin((/** @type {string} */ _, /** @type {string} */ id, /** @type {any} */ options) => {
        options.onSkip(id.includes("deep") ? "its nesting is too deep" : "it does not parse: Unexpected token");
        return null;
    });
    run("/app/deep.ts");
    run("/app/broken.ts");
    assert.deepEqual(warnings, ["rxscope: the streams of deep.ts have no names in the inspector: its nesting is too deep"]);
});

test("the transform is told the path, the root and, if it asks, the map of what ran before", () => {
    /** @type {any[]} */
    let args = [];
    const { run } = plugin((/** @type {any[]} */ ...given) => { args = given; return { code: "new", map: null }; }, { root: ".." });
    assert.deepEqual(run("/app/src/a.ts?t=1"), { code: "new", map: null });
    assert.equal(args[1], "/app/src/a.ts");
    assert.deepEqual([args[2].root, args[2].virtual, args[2].map().mappings], ["/", "virtual:rxscope", "AAAA"]);
});

test("modules for a server are not touched", () => {
    const { run } = plugin(() => assert.fail("a module for the server was read"));
    assert.equal(run("/app/src/a.ts", { ssr: true }), null);
});

for (const [framework, file, code] of [
    ["React", "/app/use.ts", "var _s = $RefreshSig$();"], ["React", "/app/A.tsx", '$RefreshReg$(_c, "A");'],
    ["Preact", "/app/A.jsx", 'import "@prefresh/core"; $RefreshReg$(_c, "A");'], ["Vue", "/app/A.vue", "__VUE_HMR_RUNTIME__.createRecord(id)"],
    ["Svelte", "/app/A.svelte", "import.meta.hot.accept(module => {})"], ["Solid", "/app/A.jsx", 'import { $$registry } from "solid-refresh";'],
    ["", "/app/A.jsx", "export const A = () => jsx(p);"], ["", "/app/A.svelte", "export default A;"], ["", "/app/store.svelte.js", "import.meta.hot.accept()"],
]) {
    test(`${file} with ${code} holds components of ${framework || "nobody"}`, () => assert.equal(frameworkOf(code, file), framework));
}
