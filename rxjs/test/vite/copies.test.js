/* rxjs's own files tell the runtime of their classes, whatever built or bundled them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { trailer } from "../../src/transform/copies.js";
import { VITES, openServer } from "../support/vite.js";

const require = createRequire(import.meta.url);
const RXJS = path.dirname(require.resolve("rxjs/package.json"));

/** @param {string} build @param {string} name */
const file = (build, name) => path.join(RXJS, "dist", build, "internal", `${name}.js`);
/** @param {string} build @param {string} name */
const trailerOf = (build, name) => trailer(file(build, name), readFileSync(file(build, name), "utf8"));

for (const build of ["esm", "esm5", "cjs"]) {
    test(`Observable.js and Subject.js of ${build} get a trailer, their neighbours none`, () => {
        assert.match(trailerOf(build, "Observable") ?? "", /push\(\{ Observable/);
        assert.match(trailerOf(build, "Subject") ?? "", /push\(\{ Subject/);
        assert.equal(trailerOf(build, "Subscriber"), null);
        assert.equal(trailerOf(build, "ReplaySubject"), null);
    });
}

test("a trailer stands on a line of its own, behind a comment that ends without a line feed", () => {
    assert.match(trailerOf("esm5", "Subject") ?? "", /^\n[^\n]+\n$/);
});

test("other packages' files of the same name, and rxjs 6, are left alone", () => {
    const code = "export class Subject {}\n";
    assert.equal(trailer("/app/src/internal/Subject.js", code), null);
    assert.equal(trailer("/app/node_modules/rxjs/_esm5/internal/Subject.js", code), null);
    assert.equal(trailer("/app/node_modules/other/dist/esm/internal/Subject.js", "export class Topic {}\n"), null);
});

test("the trailers of the CommonJS build hand over that copy's classes", () => {
    const pushed = /** @type {Record<string, unknown>} */ (Object.assign({}, ...runCommonJs()));
    assert.deepEqual(Object.keys(pushed).sort(), ["Observable", "Subject", "Subscriber", "Subscription"]);
    assert.ok(Object.values(pushed).every((value) => typeof value === "function"));
    const { Observable, Subject } = /** @type {Record<string, any>} */ (pushed);
    assert.ok(new Subject() instanceof Observable);
});

/** Loads the CommonJS build with its trailers. @returns {object[]} what was pushed */
function runCommonJs() {
    const context = vm.createContext({ setTimeout, clearTimeout, setInterval, clearInterval });
    /** @type {Map<string, { exports: object }>} */
    const modules = new Map();
    /** @param {string} id */
    const load = (id) => {
        const known = modules.get(id);
        if (known !== undefined) {
            return known.exports;
        }
        const module = { exports: {} };
        modules.set(id, module);
        const code = readFileSync(id, "utf8");
        const run = vm.runInContext(`(function (exports, require) {${code}${trailer(id, code) ?? ""}\n})`, context);
        run(module.exports, (/** @type {string} */ name) => load(`${path.resolve(path.dirname(id), name)}.js`));
        return module.exports;
    };
    load(file("cjs", "Subject"));
    return vm.runInContext('globalThis[Symbol.for("rxscope.copies")]', context);
}

for (const vite of VITES) {
    test(`${vite} pre-bundles rxjs with its trailers`, async (t) => {
        const server = await openServer(t, vite);
        const dependency = await server.importOf("src/main.ts", "rxjs");
        const code = await server.withImports(dependency);
        assert.equal(code.match(/rxscope\.copies/g)?.length, 2);
    });

    test(`${vite} hands out rxjs that is not pre-bundled with its trailers`, async (t) => {
        const server = await openServer(t, vite, { optimizeDeps: { exclude: ["rxjs"] } });
        const index = await server.importOf("src/main.ts", "rxjs");
        const code = await server.withImports(index);
        assert.equal(code.match(/rxscope\.copies/g)?.length, 2);
    });
}

test("the plugin's coming and going makes Vite's dependency cache anew", async (t) => {
    const { cacheDir, ...first } = await openServer(t, "vite", { plugins: [] });
    const bare = await first.withImports(await first.importOf("src/main.ts", "rxjs"));
    assert.doesNotMatch(bare, /rxscope\.copies/);
    await first.close();
    const second = await openServer(t, "vite", { cacheDir });
    const hooked = await second.withImports(await second.importOf("src/main.ts", "rxjs"));
    assert.match(hooked, /rxscope\.copies/);
    await second.close();
    const third = await openServer(t, "vite", { cacheDir, plugins: [] });
    const again = await third.withImports(await third.importOf("src/main.ts", "rxjs"));
    assert.doesNotMatch(again, /rxscope\.copies/);
});
