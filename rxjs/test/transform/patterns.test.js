// patterns/: what the transform makes of every way to write streams. UPDATE_PATTERNS=1 writes the outputs again.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import path from "node:path";

import { transform } from "../../src/transform/index.js";
import { parse } from "../../src/transform/parse.js";

const FOLDER = fileURLToPath(new URL("../../patterns", import.meta.url));
const NAMES = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** @param {string} name */
function read(name) {
    const type = existsSync(path.join(FOLDER, name, "input.cjs")) ? "cjs" : "js";
    const input = readFileSync(path.join(FOLDER, name, `input.${type}`), "utf8");
    return { type, input, target: /** @type {"cjs" | "esm"} */ (type === "cjs" ? "cjs" : "esm") };
}

/** @param {string} input @param {string} name @param {string} type @param {Partial<import("../../src/transform/index.js").Options>} options */
function prepared(input, name, type, options) {
    const virtual = name === "directives" ? "virtual:rxscope" : undefined;
    return transform(input, `/patterns/${name}/input.${type}`, { root: "/patterns", virtual, ...options })?.code ?? input;
}

describe("patterns", () => {
    for (const name of NAMES) {
        test(name, () => {
            const { type, input, target } = read(name);
            assert.doesNotThrow(() => parse(input, target), "the input does not parse");
            for (const hot of [false, true]) {
                const made = prepared(input, name, type, { target, hot, accept: hot && target === "esm" });
                const output = path.join(FOLDER, name, `output${hot ? ".hot" : ""}.${type}`);
                if (process.env.UPDATE_PATTERNS) {
                    writeFileSync(output, made);
                }
                assert.doesNotThrow(() => parse(made, target), "the output does not parse");
                assert.equal(made, readFileSync(output, "utf8"), "UPDATE_PATTERNS=1 writes the outputs again");
            }
        });
    }

    test("each has a page that explains it, and stands in the index once", () => {
        const index = readFileSync(path.join(FOLDER, "README.md"), "utf8");
        const listed = [...index.matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, title, name]) => ({ title, name }));
        assert.deepEqual(listed.map(({ name }) => name).sort(), [...NAMES].sort());
        for (const { title, name } of listed) {
            const page = readFileSync(path.join(FOLDER, name, "README.md"), "utf8");
            assert.ok(page.startsWith(`# ${title}\n\n`) && page.length > title.length + 60, name);
        }
    });
});
