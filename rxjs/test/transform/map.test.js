// The source map: lines stay, and every word of the module traces back to where it was written.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

import { prepare } from "./support.js";

const SOURCE = `#!/usr/bin/env node
"use strict"
/* first */ import { of, map as m, Subject } from "rxjs"; // ünïcödé
const a$ = of(alpha, "b\u00e4ta").pipe(
    m((gamma) => gamma + 1), // comment
    m(delta),
)
export const s = new Subject, t = new Subject(epsilon)
zeta?.eta.pipe(m(theta))?.subscribe({ next(iota) { kappa(iota) } })

class Lambda { x$ = this.mu.nu; #p = new Subject(); m() { return(of)(xi) } }
const long = \`\${omicron}
\${of(pi)} rho\`; of(sigma);\r
export default tau`;

/** @param {string} text */
function words(text) {
    return text.split("\n").flatMap((line, index) => {
        return [...line.matchAll(/[\w$\u0080-\uffff]+/g)].map((match) => ({ word: match[0], line: index + 1, column: match.index }));
    });
}

describe("the source map", () => {
    const result = prepare(SOURCE);
    const trace = new TraceMap(result.map);

    test("traces every word of the result that stands in the source to the same word", () => {
        const behindPrologue = result.code.indexOf("/* first */") >= 0;
        assert.ok(behindPrologue);
        const start = result.code.indexOf("import { of");
        let offset = 0;
        const lines = result.code.split("\n").map((line) => [line, (offset += line.length + 1) - line.length - 1]);
        const seen = words(result.code).filter(({ line, column }) => lines[line - 1][1] + column >= start || line < 3);
        let compared = 0;
        for (const { word, line, column } of seen.filter((each) => !isOurs(each, result.code))) {
            const found = originalPositionFor(trace, { line, column });
            assert.deepEqual([found.line, SOURCE.split("\n")[found.line - 1]?.slice(found.column).startsWith(word)], [line, true],
                `${word} at ${line}:${column} → ${found.line}:${found.column}`);
            compared++;
        }
        assert.ok(compared >= words(SOURCE).length - 12, `${compared} of ${words(SOURCE).length}`);
    });

    test("traces each site to the word that it stands for", () => {
        const at = (text, from = 0) => {
            const offset = result.code.indexOf(text, from);
            const before = result.code.slice(0, offset).split("\n");
            const { line, column } = originalPositionFor(trace, { line: before.length, column: before.at(-1).length });
            return `${line}: ${SOURCE.split("\n")[line - 1].slice(column, column + 9)}`;
        };
        assert.equal(at("$rxs().p(0"), "4: pipe(");
        assert.equal(at("$rxs().k(1"), "4: of(alpha,");
    });

    test("traces what was added to nothing", () => {
        const column = result.code.split("\n")[2].indexOf("var __rxs");
        assert.equal(originalPositionFor(trace, { line: 3, column }).line, null);
    });

    test("leaves every line where it was", () => {
        assert.equal(result.code.split("\n").length, SOURCE.split("\n").length);
        assert.equal(result.map.mappings.split(";").length, SOURCE.split("\n").length);
        assert.deepEqual(result.code.split("\n").slice(0, 2), SOURCE.split("\n").slice(0, 2));
        assert.match(result.code.split("\n")[2], /^\/\* first \*\/ var __rxs;/);
    });

    test("names the file and holds its text", () => {
        assert.deepEqual(result.map.sources, ["/app/src/app.ts"]);
        assert.deepEqual(result.map.sourcesContent, [SOURCE]);
    });
});

describe("the source map for hot swap", () => {
    const code = `import { map, of } from "rxjs"
export function load(id) {
    return of(id).pipe(
        map((alpha) => of(beta).pipe(
            map((gamma) =>
                gamma + delta))),
        map((epsilon) => new Subject),
    )
} // the end`;
    const result = prepare(code, { hot: true });
    const trace = new TraceMap(result.map);
    const lines = code.split("\n");

    test("leaves every line where it was: copies stand behind the last one", () => {
        assert.deepEqual([5, 8].map((line) => result.code.split("\n")[line]), [5, 8].map((line) => lines[line]));
        assert.match(result.code.split("\n")[9], /^; \$rxs\(\)\.e\(\{ h: \[\[/);
        assert.equal(result.map.mappings.split(";").length, result.code.split("\n").length);
    });

    test("traces every word of a copy to where it was written", () => {
        const copied = words(result.code).filter(({ word, line }) => line > 9 && /^(alpha|beta|gamma|delta|epsilon|Subject)$/.test(word));
        assert.ok(copied.length >= 10, String(copied.length));
        for (const { word, line, column } of copied) {
            const found = originalPositionFor(trace, { line, column });
            assert.ok(lines[found.line - 1]?.slice(found.column).startsWith(word), `${word} at ${line}:${column} → ${found.line}:${found.column}`);
        }
    });
});

/** Words that the transform wrote. @param {{ word: string, line: number, column: number }} each @param {string} code */
function isOurs({ word, line, column }, code) {
    const text = code.split("\n")[line - 1];
    return /^(\$rxs|\$rxo|__rxo|null|void)$/.test(word)
        || /\$rxs\(\)\.$/.test(text.slice(0, column))
        || /\$rxs\(\)\.[knopsx]\($/.test(text.slice(0, column))
        || (word === "0" && /void $/.test(text.slice(0, column)));
}
