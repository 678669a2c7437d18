// Lines and texts of what the user wrote, where something was compiled before.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import ts from "typescript";

import { sitesOf } from "./support.js";

const IMPORT = 'import { bufferTime, map, of, switchMap } from "rxjs";\ninterface A { a: number }\n\n';

/** @param {string} source  TypeScript @param {(map: any) => void} [change] */
function compiled(source, change = () => {}) {
    const options = { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true, jsx: ts.JsxEmit.ReactJSX };
    const { outputText, sourceMapText } = ts.transpileModule(source, { compilerOptions: options, fileName: "a.tsx" });
    const map = { ...JSON.parse(sourceMapText), sourcesContent: [source] };
    change(map);
    return sitesOf(outputText.replace(/\/\/# .*/, ""), { map: () => map });
}

/** @param {string} source */
const texts = (source) => compiled(IMPORT + source)[0].args.map(([, , text]) => text);

describe("arguments are told as they were written", () => {
    test("numbers, types, comments; parentheses only inside", () => {
        assert.deepEqual(texts("of(1_000, (a ? b : c), d as any, e!, () => (a ? b : c), /* f */ f /* g */)"),
            ["1_000", "a ? b : c", "d as any", "e!", "() => (a ? b : c)", "f"]);
    });
    test("functions with types", () => {
        assert.deepEqual(texts("of((x: A): number => { return ( x.a ); }, function (y?: A) {})"),
            ["(x: A): number => { return ( x.a ); }", "function (y?: A) {}"]);
    });
    test("type arguments", () => assert.deepEqual(texts("of(map<A, B>(f), of<A>({ a: 1 }))"), ["map<A, B>(f)", "of<A>({ a: 1 })"]));
    test("strings with brackets and commas", () => {
        assert.deepEqual(texts("of('a, )' as string, `b ${c}, (`, \"\\\"]\")"), ["'a, )' as string", "`b ${c}, (`", "\"\\\"]\""]);
    });
    test("several lines become one, long ones are cut", () => {
        assert.deepEqual(texts("of({\n    a: 1,\n    b: 2,\n})"), ["{ a: 1, b: 2, }"]);
        assert.deepEqual(texts("of(\n    a, // first\n    f(b), // last,\n)"), ["a", "f(b)"]);
        assert.equal(texts(`of(${"a + ".repeat(100)} a)`)[0].length, 60);
    });
    test("JSX", () => assert.deepEqual(texts("of(<b>x</b>)"), ["<b>x</b>"]));
});

describe("lines are told as they were written", () => {
    test("behind what was taken out", () => {
        assert.deepEqual(compiled(`${IMPORT}type B = {\n};\nconst a$ = of(1)\n  .pipe(map(f));`).map(({ line }) => line), [7, 6, 7]);
    });
});

describe("maps that say little", () => {
    const source = `${IMPORT}of(1_000 as number)`;
    const first = (change) => compiled(source, change)[0];
    test("no text of the source: the code's own", () => {
        assert.deepEqual([first((map) => delete map.sourcesContent).args[0][2], first(() => {}).line], ["1_000", 4]);
        assert.equal(first((map) => (map.sourcesContent = [null])).args[0][2], "1_000");
    });
    test("another text than the map was made for", () => {
        assert.equal(first((map) => (map.sourcesContent = ["short"])).args[0][2], "1_000");
        assert.equal(typeof first((map) => (map.sourcesContent = ["(".repeat(1000)])).args[0][2], "string");
    });
    test("mappings that are nonsense", () => {
        for (const mappings of ["", ";;;;", "AAAA", "AAAA,CAAC;;;AAAA,,,", "!!!!", "ZZZZZZZZ", "A;A;A;A"]) {
            assert.equal(first((map) => (map.mappings = mappings)).kind, "k", mappings);
        }
    });
});
