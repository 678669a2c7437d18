/**
 * What is in the archive that npm publishes: all that it needs, nothing that it does not, and nothing that reaches
 * out of it.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import test from "node:test";
import { filesBelow, unpacked } from "../support/packed.js";

const folder = unpacked();
const files = filesBelow(folder);
const description = JSON.parse(read("package.json"));

/** @param {string} file */
function read(file) {
    return readFileSync(path.join(folder, file), "utf8");
}

/** @param {string} file a module @returns {string[]} what it imports, also what it imports later */
function importsOf(file) {
    const source = read(file).replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
    const pattern = /(?:^|[\s;}])(?:import|export)\s[^"'`;()]*?from\s*"([^"]+)"|(?<!["'])\bimport\s*\(?\s*"([\w@./:-]+)"/g;
    return [...source.matchAll(pattern)].map(([, from, other]) => from ?? other);
}

/** @param {string} file @param {Set<string>} [seen] @returns {Set<string>} the modules of the package that it loads */
function loadedBy(file, seen = new Set()) {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const name of importsOf(file).filter((name) => name.startsWith("."))) {
        loadedBy(path.join(path.dirname(file), name), seen);
    }
    return seen;
}

const sources = files.filter((file) => file.startsWith("src/"));

test("only modules, their types and documents are in it", () => {
    const allowed = /^(bin\/rxscope-node\.js|src\/.*\.js|dist\/page\.js|types\/.*\.d\.ts|README\.md|LICENSE|package\.json)$/;
    assert.deepEqual(files.filter((file) => !allowed.test(file)), []);
    for (const document of ["README.md", "LICENSE"]) assert.ok(files.includes(document), `${document} is missing`);
});

test("every entry has its module and its types", () => {
    const targets = Object.values(description.exports).flatMap((entry) =>
        typeof entry === "string" ? [entry] : Object.values(entry),
    );
    assert.ok(targets.length > 3);
    assert.deepEqual(targets.filter((target) => !existsSync(path.join(folder, target))), []);
});

test("every module has its types, and no types are left of one that is gone", () => {
    const wanted = sources.map((file) => file.replace(/^src/, "types").replace(/js$/, "d.ts"));
    assert.deepEqual(files.filter((file) => file.startsWith("types/")), wanted);
});

test("modules import what is in it, what it depends on, and Node", () => {
    const known = new Set([
        ...Object.keys(description.dependencies ?? {}),
        ...Object.keys(description.peerDependencies ?? {}),
        ...builtinModules.map((name) => `node:${name}`),
    ]);
    for (const file of sources) {
        for (const name of importsOf(file)) {
            const target = name.startsWith(".") ? path.join(path.dirname(file), name) : name;
            const packageName = name.startsWith("node:") ? name : name.split("/").slice(0, name[0] === "@" ? 2 : 1).join("/");
            const found = name.startsWith(".") ? files.includes(target) : known.has(packageName);
            assert.ok(found, `${file} imports "${name}"`);
        }
    }
});

test("what runs in pages imports neither Node nor another package", () => {
    const page = path.normalize(description.exports["./page"].default);
    const modules = [...loadedBy(page)];
    assert.ok(modules.length > 5, modules.join());
    for (const file of modules) {
        assert.deepEqual(importsOf(file).filter((name) => !name.startsWith(".")), [], file);
    }
});

test("a page loads all of it as one file, which imports nothing", () => {
    assert.deepEqual(importsOf("dist/page.js"), []);
});

test("a dependency that is declared is used", () => {
    const used = new Set(sources.flatMap(importsOf));
    for (const name of Object.keys(description.dependencies ?? {})) {
        assert.ok([...used].some((other) => other === name || other.startsWith(`${name}/`)), `nothing imports ${name}`);
    }
});

test("nothing in it names a folder of the machine on which it was packed", () => {
    for (const file of files) {
        const found = /\/(home|root|Users)\/[\w.-]+/.exec(read(file));
        assert.equal(found?.[0], undefined, file);
    }
});
