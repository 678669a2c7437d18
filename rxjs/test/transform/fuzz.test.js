// Random programs and mutated real modules: what comes out always parses, and does what the module did.
//
// FUZZ_SECONDS=600 FUZZ_SEED=1 node --test test/transform/fuzz.test.js runs longer, from a seed that a failure named.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";
import vm from "node:vm";

import { transform } from "../../src/transform/index.js";
import { Grammar, ModuleGrammar, random } from "./grammar.js";
import { installFirst, installInert } from "./support.js";

const require = createRequire(import.meta.url);
const rx = require("rxjs");

const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1e9);
/** Without FUZZ_SECONDS so many rounds, whatever the speed of the machine. */
const ROUNDS = 400;

/** @param {(seed: number) => Promise<void> | void} round @param {number} rounds */
async function rounds(round, rounds) {
    const end = Date.now() + SECONDS * 1000;
    for (let index = 0; SECONDS > 0 ? Date.now() < end : index < rounds; index++) {
        await round((SEED + index) >>> 0);
    }
}

/** What the engine says of a module's text. @param {string} code @param {"esm" | "cjs"} target @returns {string} "": it parses */
function fault(code, target) {
    if (target === "esm") {
        const file = ts.createSourceFile("a.js", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
        return file.parseDiagnostics.map(({ messageText }) => messageText).join();
    }
    try {
        vm.compileFunction(code.replace(/^#!/, "//"), ["require", "exports", "module"]);
        return "";
    } catch (error) {
        return error.message;
    }
}

/** An ES module as a function's body. @param {string} code */
function asBody(code) {
    return code.replace(/\bimport \* as rx from "rxjs"/, 'const rx = require("rxjs")')
        .replace(/\bimport \{([^}]*)\} from "rxjs"/g, (_, names) => `const {${names.replaceAll(" as ", ": ")}} = require("rxjs")`)
        .replace(/\bexport (?=(?:async|const|let|var|function|class) )/g, "")
        .replace(/\bexport default /g, "var $default = ")
        .replace(/\bexport \{[^}]*\}/g, "void 0");
}

/** @param {string} code */
async function run(code) {
    const steps = [];
    const say = (value) => steps.push(typeof value === "object" || typeof value === "function" ? typeof value : String(value));
    const log = (...values) => values.forEach(say);
    const t = (number, value = number) => (say(`t${number}`), value);
    try {
        const body = vm.compileFunction(code.replace(/^#!/, "//"), ["require", "log", "t"]);
        body.call(undefined, require, log, t);
    } catch (error) {
        say(error.name);
    }
    await new Promise((resolve) => setImmediate(resolve));
    return steps;
}

/** @param {string} code @param {"esm" | "cjs"} target @param {number} seed @param {{ hot?: boolean }} options */
async function compare(code, target, seed, options) {
    assert.equal(fault(asBody(code), "cjs"), "", `seed ${seed} made a program that does not parse:\n${code}`);
    const onSkip = (/** @type {string} */ why) => assert.fail(`seed ${seed}: ${why}\n${code}`);
    const result = transform(code, "/app/a.js", { root: "/app", target, onSkip, ...options });
    if (result !== null) {
        const both = `seed ${seed}:\n${code}\n\nbecame\n\n${result.code}`;
        assert.equal(fault(asBody(result.code), "cjs"), "", both);
        assert.deepEqual(await run(asBody(result.code)), await run(asBody(code)), both);
    }
}

describe(`fuzz (seed ${SEED})`, () => {
    rx.config.onUnhandledError = () => {};

    test("a prepared program does step by step what the program does", async () => {
        installInert();
        await rounds(async (seed) => {
            await compare(new Grammar(seed).program(), "cjs", seed, {});
        }, ROUNDS);
    });

    test("so does one that is prepared for hot swap", async () => {
        installFirst();
        await rounds(async (seed) => {
            await compare(new Grammar(seed).program(), "cjs", seed, { hot: true });
        }, ROUNDS / 2);
    });

    test("and a module with exports", async () => {
        installFirst();
        await rounds(async (seed) => {
            await compare(new ModuleGrammar(seed).program(), "esm", seed, { hot: true });
        }, ROUNDS);
    });

    test("what real modules become parses, also when they are mutated", async () => {
        const modules = realModules();
        await rounds((seed) => {
            const next = random(seed);
            const { code, target } = modules[Math.floor(next() * modules.length)];
            const mutated = mutate(code, next);
            const hot = next() < 0.5;
            const result = transform(mutated, "/app/a.js", { root: "/app", target, hot, accept: hot && target === "esm" });
            if (result !== null && fault(mutated, target) === "") {
                assert.equal(fault(result.code, target), "", `seed ${seed}:\n${mutated}\n\nbecame\n\n${result.code}`);
            }
            if (result !== null) {
                const lines = mutated.split("\n").length;
                const made = result.code.split("\n");
                assert.ok(hot || made.length === lines, `seed ${seed}: lines moved`);
                assert.ok(made.length === lines || made[lines].startsWith("; $rxs().e({ h: ["), `seed ${seed}: lines moved`);
                result.map;
            }
        }, ROUNDS);
    });
});

/** RxJS's own files and those of a few tools: hand-written, compiled and bundled. */
function realModules() {
    const dist = path.join(path.dirname(require.resolve("rxjs/package.json")), "dist");
    const folders = [["cjs/internal", "cjs"], ["esm/internal", "esm"], ["esm5/internal", "esm"]];
    const files = folders.flatMap(([folder, target]) => {
        return ["", "/operators", "/observable", "/observable/dom", "/ajax"].flatMap((below) => {
            const at = path.join(dist, folder + below);
            return readdirSync(at).filter((name) => name.endsWith(".js")).map((name) => ({ file: path.join(at, name), target }));
        });
    });
    return files.map(({ file, target }) => ({ code: readFileSync(file, "utf8"), target }));
}

const MUTATIONS = [
    /** @param {string} code @param {() => number} next */
    (code, next) => replaceOne(code, /\.\w+\(/g, [".pipe(", ".subscribe(", "?.pipe(", "?.subscribe(", "?.a.pipe("], next),
    (code, next) => replaceOne(code, /\.(?=\w+\()/g, ["?.", " .\n", "/* . */.", "?.[0]."], next),
    (code, next) => replaceOne(code, /;\n/g, ["\n", ";", "; // (\n"], next),
    (code, next) => replaceOne(code, /\bnew \w+\([^()]*\)/g, ["new Subject", "(new (Subject))", "new new Subject()()", "new Subject().pipe()"], next),
    (code, next) => replaceOne(code, /return /g, ["return(a)\n.pipe(b), ", "return[a].pipe(b) || ", "yield(of)(1), "], next),
    (code, next) => replaceOne(code, /\(\w+\)/g, ["(of(1))", "(a.pipe(b))", "(...a)", "(a?.b.pipe(c))"], next),
    (code, next) => replaceOne(code, /[{};(),]/g, ["", "\n"], next),
];

/** @param {string} code @param {() => number} next */
function mutate(code, next) {
    let mutated = `${next() < 0.5 ? "" : '"use strict"\n'}${code}`;
    for (let left = 1 + Math.floor(next() * 4); left > 0; left--) {
        mutated = MUTATIONS[Math.floor(next() * MUTATIONS.length)](mutated, next);
    }
    return mutated;
}

/** @param {string} code @param {RegExp} what @param {string[]} by @param {() => number} next */
function replaceOne(code, what, by, next) {
    const found = [...code.matchAll(what)];
    if (found.length === 0) {
        return code;
    }
    const match = found[Math.floor(next() * found.length)];
    return code.slice(0, match.index) + by[Math.floor(next() * by.length)] + code.slice(match.index + match[0].length);
}
