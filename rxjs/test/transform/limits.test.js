// Modules that are very long, very deep or not JavaScript at all, and ids that are no plain paths.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import vm from "node:vm";

import { transform } from "../../src/transform/index.js";
import { descriptionOf, inert, installInert, prepare } from "./support.js";

const IMPORT = 'import { of, map } from "rxjs";\n';

describe("long and deep modules", () => {
    test("50,000 lines", () => {
        const lines = Array.from({ length: 25_000 }, (_, n) => `let b${n} = { c: [${n}] };\nof(b${n}).pipe(map((d) => d + 1));\n`);
        const result = prepare(IMPORT + lines.join(""));
        assert.equal(result.code.split("\n").length, 50_002);
        assert.equal(descriptionOf(result.code).sites.length, 75_000);
        assert.ok(result.map.mappings.length > 50_000);
    });

    test("50,000 lines for hot swap: each statement, recipe and name is looked at once", () => {
        const lines = Array.from({ length: 12_500 }, (_, n) => `const b${n} = (x) => b${Math.max(0, n - 1 - (n % 50))}(x);\nconst c${n} = of(f(${n})).pipe(map(b${n}));\nc${n}.next(1); // rx:reset\nc${n}.subscribe(log);\n`);
        const started = performance.now();
        const result = prepare(IMPORT + lines.join(""), { hot: true });
        assert.equal(descriptionOf(result.code).hot.sites.length, 75_000);
        assert.ok(performance.now() - started < 60_000);
    });
    test("a chain of 3,000 names that need each other", () => {
        const lines = Array.from({ length: 3_000 }, (_, n) => `function f${n}() { return f${(n + 1) % 3_000}() }`);
        assert.notEqual(prepare(`${IMPORT}${lines.join("\n")}\nconst a$ = of(f0)`, { hot: true }), null);
    });

    const deep = {
        "a chain of 10,000 pipes": `a${".pipe(f)".repeat(10_000)}`,
        "a chain of 10,000 optional pipes": `a${"?.pipe(f)".repeat(10_000)}`,
        "10,000 calls inside one another": `${"of(".repeat(10_000)}1${")".repeat(10_000)}`,
        "10,000 functions inside one another": `${"() => ".repeat(10_000)}of(1)`,
        "10,000 terms": `of(1)${" + of(1)".repeat(10_000)}`,
        "10,000 conditions": `const a = ${"b ? c : ".repeat(10_000)}of(1)`,
        "10,000 arrays inside one another": `${"[".repeat(10_000)}of(1)${"]".repeat(10_000)}`,
    };
    for (const [name, code] of Object.entries(deep)) {
        for (const hot of [false, true]) {
            test(`${name}${hot ? ", for hot swap" : ""}: prepared, or left as written with a reason`, () => {
                const reasons = [];
                const result = prepare(`${IMPORT}${code}`, { hot, onSkip: (reason) => reasons.push(reason) });
                assert.deepEqual(reasons, result === null ? ["its nesting is too deep"] : []);
            });
        }
    }

    test("what the engine can read it can still read: of 1,000 pipes in a row the outer ones are sites", () => {
        installInert();
        const code = `module.exports = a${".pipe(f)".repeat(1_000)}`;
        const result = prepare(code, { target: "cjs" });
        let count = 0;
        const a = { pipe: () => (count++, a) };
        const run = vm.compileFunction(result.code, ["module", "a", "f"]);
        run({}, a, 1);
        assert.equal(count, 1_000);
        assert.equal(descriptionOf(result.code).sites.length, 200);
    });
});

describe("what does not parse is left to who reports it", () => {
    for (const code of ["a.pipe(", "const pipe = ;", "<div>{a.pipe()}</div>", "let a: string = a.pipe()", "\u0000.pipe(", "a.pipe(\ud800)"]) {
        test(JSON.stringify(code), () => {
            const reasons = [];
            assert.equal(prepare(code, { onSkip: (reason) => reasons.push(reason) }), null);
            assert.match(reasons[0], /^it does not parse: /);
        });
    }
    test("nothing at all", () => assert.equal(prepare(""), null));
});

describe("modules that hide what the prologue needs", () => {
    for (const code of ["const Symbol = 1; a.pipe(b)", "import { globalThis } from 'x'; a.pipe(b)", "function Symbol() { a.pipe(b) }", "a.pipe($rxs)"]) {
        test(code, () => assert.equal(prepare(code), null));
    }
    test("inside a function they are harmless", () => {
        assert.notEqual(prepare("function f(Symbol) { let globalThis; return a.pipe(b) }"), null);
    });
});

describe("the module's name and file", () => {
    const names = (id, root = "/app") => {
        const { name, file } = descriptionOf(transform("a.pipe(b)", id, { root }).code);
        return [name, file];
    };
    test("from the root", () => assert.deepEqual(names("/app/src/a.ts"), ["src/a.ts", "/app/src/a.ts"]));
    test("with a query or a hash", () => {
        assert.deepEqual(names("/app/src/A.vue?vue&type=script&lang.ts"), ["src/A.vue", "/app/src/A.vue"]);
        assert.deepEqual(names("/app/src/a.ts?t=1#x"), ["src/a.ts", "/app/src/a.ts"]);
    });
    test("a file whose name has a hash or a question mark, as a URL", () => {
        assert.deepEqual(names("file:///app/a%23b%20c.js?v=1"), ["a#b c.js", "/app/a#b c.js"]);
    });
    test("outside of the root", () => assert.deepEqual(names("/lib/b/a.ts", "/app/x"), ["/lib/b/a.ts", "/lib/b/a.ts"]));
    test("beside the root", () => assert.deepEqual(names("/home/lib/a.ts", "/home/app/"), ["../lib/a.ts", "/home/lib/a.ts"]));
    test("Windows", () => {
        assert.deepEqual(names("C:\\app\\src\\a.ts", "C:\\app"), ["src/a.ts", "C:/app/src/a.ts"]);
        assert.deepEqual(names("file:///C:/app/src/a.ts", "C:/app"), ["src/a.ts", "C:/app/src/a.ts"]);
        assert.deepEqual(names("D:/b/a.ts", "C:/app"), ["D:/b/a.ts", "D:/b/a.ts"]);
    });
    test("virtual ids", () => assert.deepEqual(names("\0virtual:routes"), ["virtual:routes", "virtual:routes"]));
    test("quotes and line separators in names and texts", () => {
        const { code } = transform('a.subscribe("\u2028\\n`${")', '/app/"\u2028.ts', { root: "/app" });
        assert.doesNotThrow(() => vm.compileFunction(code, ["a"]));
        assert.equal(descriptionOf(code).name, '"\u2028.ts');
    });
});

describe("the prologue", () => {
    test("imports what it is told to, before everything else of the module", () => {
        const { code } = prepare(`/* a */ "use client"; ${IMPORT}of(1)`, { virtual: "virtual:rxscope" });
        assert.match(code, /^\/\* a \*\/ "use client"; import "virtual:rxscope"; var __rxs; function \$rxs\(\) \{.*\} import \{ of/);
    });
    test("stands behind a byte order mark, before a string that is no directive", () => {
        assert.match(prepare("\ufeff'use strict'; a.pipe(b)").code, /^\ufeff'use strict'; var __rxs;/);
        assert.match(prepare('("use strict"); a.pipe(b)').code, /^var __rxs;.* \("use strict"\);/);
        assert.match(prepare('"use strict" + a.pipe(b)').code, /^var __rxs;/);
    });
    test("the module's description is made once, by whichever site comes first, also before the first line has run", () => {
        let made = 0;
        const sites = [];
        globalThis[Symbol.for("rxscope")] = {
            module: (description) => {
                made++;
                return { ...inert, k: (site, f, ...args) => (sites.push(JSON.parse(description.sites)[site][1]), f(...args)), e: () => sites.push("end") };
            },
        };
        const { code } = prepare('early(() => f()); const { of } = require("rxjs"); function f() { return rx.of(1) } var rx = require("rxjs"); f(); of(2)', { target: "cjs" });
        const rx = { of: (x) => x };
        let later;
        vm.compileFunction(code, ["require", "early"])(() => rx, (f) => (later = f));
        later();
        assert.equal(made, 1);
        assert.deepEqual(sites, ["of", "of", "end", "of"]);
    });
});

describe("optional chains", () => {
    test("nothing holds the receiver once it is used, also where an argument or the call throws", () => {
        globalThis[Symbol.for("rxscope")] = { module: () => inert };
        const { code } = prepare("try { a?.pipe(f()) } catch {} try { a?.b.subscribe(f) } catch {}", { target: "cjs" });
        const held = vm.compileFunction(`${code}; return typeof __rxo`, ["a", "f"]);
        const a = { pipe() {}, get b() { throw new Error("b"); } };
        assert.equal(held(a, () => { throw new Error("f"); }), "undefined");
    });
});
