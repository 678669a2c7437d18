// A module that was parsed before gets the tree that it would get anew, whatever was changed in it.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { transform } from "../../src/transform/index.js";
import { parse } from "../../src/transform/parse.js";
import { Trees } from "../../src/transform/reparse.js";

const PATTERNS = new URL("../../patterns/", import.meta.url);
const INPUTS = readdirSync(PATTERNS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .map(({ name }) => new URL(`${name}/input.js`, PATTERNS)).filter(existsSync).map((file) => readFileSync(file, "utf8"));

const CODE = `"use strict";
import { of, map } from "rxjs";
const a = 1;
export const b$ = of(a).pipe(map((x) => x + 1))
const c = { a, b: [1, , 2], ...a }
function f({ a, b = \`x\${a}y\` }) { return /[(]/.test(a) ? a : b }
export class D { #x = 1; static { f(1); } get x() { return this.#x; } }
export { a as z, f };
b$.subscribe(f);
`;

/** What a change may put in, or where it may cut. */
const BITS = ["(", ")", "{", "}", "`", "/*", "*/", "//", "\n", ";", "\"", "'", "${", "a", "const q = 1;\n", "\"use strict\";\n", "[0]",
    " = ", "=>", "export ", "import \"m\";\n", ".b", "?.", "/", "async ", "await a;\n", "else ", "label: ", "@d ", "\n(f)(1);\n", "-->", "#!x\n", "return 1"];

/** @param {number} seed */
function random(seed) {
    let state = seed;
    return (/** @type {number} */ below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

/** @param {string} code */
function whole(code) {
    try {
        return JSON.stringify(parse(code, "esm"), plain);
    } catch {
        return "does not parse";
    }
}

/** @param {Trees} trees @param {string} code */
function again(trees, code) {
    try {
        return JSON.stringify(trees.parse("a.js", code), plain);
    } catch {
        return "does not parse";
    }
}

/** @param {string} _ @param {unknown} value */
function plain(_, value) {
    return typeof value === "bigint" ? `${value}n` : value;
}

/** Each is what a save makes of the one before. @param {...string} codes */
function same(...codes) {
    const trees = new Trees();
    for (const code of codes) {
        assert.equal(again(trees, code), whole(code), code);
    }
}

describe("the tree is that of the whole text", () => {
    test("when nothing changed", () => same(CODE, CODE));
    test("when something in the middle changed, and back", () => same(CODE, CODE.replace("x + 1", "x + 1000"), CODE));
    test("when the first or the last statement changed", () => same(CODE, CODE.replace("rxjs", "rxjs/x"), CODE.replace("subscribe(f)", "subscribe()")));
    test("when statements came and went", () => same(CODE, CODE.replace("const a = 1;\n", ""), CODE, "", CODE, "a"));
    test("when the statement before goes on", () => same(CODE, CODE.replace("const c", "(1)\nconst c"), CODE.replace("x + 1))\n", "x + 1))\n[0]\n")));
    test("when a declaration becomes a part of what stands before it, and goes on behind", () => {
        same("a;\ny; //\nfunction f() {}\n(1);\nb;\n", "a;\ny = //\nfunction f() {}\n(1);\nb;\n");
    });
    test("when the change swallows what stands behind", () => same(CODE, CODE.replace("const c", "/* const c"), `${CODE.replace("const c", "/* const c")}*/`, CODE));
    test("when a text in the middle looks like a directive", () => same(CODE, CODE.replace("const c", "'use strict';\nconst c")));
    test("when it does not parse for a while", () => same(CODE, CODE.replace("const c", "const const c"), CODE));
    for (const [at, input] of INPUTS.entries()) {
        test(`after random changes of what patterns are made of, ${at}`, () => {
            const below = random(at + 1), trees = new Trees();
            let code = `${INPUTS[(at + 1) % INPUTS.length]}\n${input}\n${CODE}`;
            for (let round = 0; round < 40; round++) {
                const from = below(code.length), to = Math.min(code.length, from + (below(3) === 0 ? below(30) : 0));
                const next = code.slice(0, from) + (below(4) === 0 ? "" : BITS[below(BITS.length)]) + code.slice(to);
                const expected = whole(next);
                assert.equal(again(trees, next), expected, next);
                code = expected === "does not parse" ? code : next;
                assert.equal(again(trees, code), whole(code), code);
            }
        });
    }
});

describe("what is written", () => {
    for (const [at, input] of INPUTS.entries()) {
        test(`is the same, of what patterns are made of, ${at}`, () => {
            const trees = new Trees(), options = { root: "/", hot: true, accept: true };
            for (const code of [input, input, `${input}\nconst more = 1;\n`, `const first = 1;\n${input}`, input]) {
                assert.equal(transform(code, "/a.js", { ...options, trees })?.code, transform(code, "/a.js", options)?.code);
            }
        });
    }
});

describe("what is kept", () => {
    test("statements that did not change are the same nodes", () => {
        const trees = new Trees(), before = trees.parse("a.js", CODE).body;
        const after = trees.parse("a.js", CODE.replace("[1, , 2]", "[1, , 2, 3]")).body;
        assert.deepEqual(after.map((node, at) => node === before[at]), [true, true, true, false, false, false, true, true, true]);
    });
    test("the modules that were parsed last", () => {
        const trees = new Trees(), first = trees.parse("0.js", CODE).body[0], second = trees.parse("1.js", CODE).body[0];
        for (let id = 2; id < 9; id++) {
            trees.parse(`${id}.js`, CODE);
        }
        assert.deepEqual([trees.parse("1.js", CODE).body[0] === second, trees.parse("0.js", CODE).body[0] === first], [true, false]);
    });
    test("what was before, while a module does not parse", () => {
        const trees = new Trees(), [first] = trees.parse("a.js", CODE).body;
        assert.throws(() => trees.parse("a.js", `${CODE}(`), SyntaxError);
        assert.equal(trees.parse("a.js", CODE).body[0], first);
    });
});
