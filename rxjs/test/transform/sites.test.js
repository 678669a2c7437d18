// Which calls become sites, and what they become.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { prepare, sitesOf, written } from "./support.js";

const IMPORT = 'import { of, map, filter as keep, Subject, combineLatest } from "rxjs"; ';

/** @param {string} from @param {string} to @param {string} [imports] */
function becomes(from, to, imports = IMPORT) {
    assert.equal(written(imports + from), imports + to);
}

describe("calls are changed in place", () => {
    test("a creator", () => becomes("of(1, 2)", "$rxs().k(0, of, 1, 2)"));
    test("a creator without arguments", () => becomes("of()", "$rxs().k(0, of)"));
    test("a creator with a comma at the end", () => becomes("of(1,)", "$rxs().k(0, of, 1,)"));
    test("a class", () => becomes("new Subject()", "$rxs().n(0, Subject)"));
    test("a class without parentheses", () => becomes("new Subject", "$rxs().n(0, Subject)"));
    test("a class in parentheses", () => becomes("new(Subject)", "$rxs().n(0, (Subject))"));
    test("a class in parentheses inside others", () => becomes("(new (Subject))(1)", "($rxs().n(0, (Subject)))(1)"));
    test("a renamed operator", () => becomes("a.pipe(keep(f))", "$rxs().p(0, a, $rxs().o(1, keep, f))"));
    test("an operator outside of a pipe", () => becomes("use(map(f))", "use($rxs().o(0, map, f))"));
    test("a subscription", () => becomes("a.b.subscribe(f)", "$rxs().s(0, a.b, f)"));
    test("pipes in a row", () => becomes("a.pipe(f).pipe(g)", "$rxs().p(0, $rxs().p(1, a, f), g)"));
    test("comments stay where they are", () => {
        becomes("a /*1*/ . /*2*/ pipe /*3*/ ( /*4*/ f /*5*/ )", "$rxs().p(0, a /*1*/  /*2*/  /*3*/ ,  /*4*/ f /*5*/ )");
        becomes("of // (\n(1)", "$rxs().k(0, of // (\n, 1)");
    });
    test("spread arguments", () => becomes("a.pipe(...fs)", "$rxs().p(0, a ?? a.pipe, ...fs)"));
    test("without a receiver arguments that could be noticed are not evaluated", () => {
        becomes("a.pipe(f())", "$rxs().p(0, a ?? a.pipe, f())");
        becomes("a.b.subscribe({ next: f, error: g() })", "$rxs().s(0, a.b ?? (void 0).subscribe, { next: f, error: g() })");
        becomes("a.pipe(map(f), map((x) => g(x)))", "$rxs().p(0, a, $rxs().o(1, map, f), $rxs().o(2, map, (x) => g(x)))");
    });
    test("a call without a receiver, as compilers write it", () => {
        becomes("(0, rx.of)(1)", "$rxs().k(0, (0, rx.of), 1)", 'const rx = require("rxjs"); ');
    });
    test("a method in parentheses", () => {
        becomes("(a.pipe)(f)", "$rxs().p(0, (a), f)");
        becomes("((a).b.pipe)(f)", "$rxs().p(0, ((a).b), f)");
        becomes("(a?.pipe)(f); of()", "(a?.pipe)(f); $rxs().k(0, of)");
    });
    test("names with escapes", () => becomes("\\u006ff(1).p\\u0069pe(f)", "$rxs().p(0, $rxs().k(1, \\u006ff, 1), f)"));
    test("words are not glued together", () => {
        becomes("function f() { return(of)(1) }", "function f() { return $rxs().k(0, (of), 1) }");
        becomes("function f() { return[a].pipe(g) }", "function f() { return $rxs().p(0, [a], g) }");
    });
});

describe("optional chains", () => {
    const open = "$rxo((__rxo = ";
    test("before pipe", () => becomes("a?.pipe(f)", `${open}a) == null ? void 0 : $rxs().p(0, $rxo(), f))`));
    test("further up", () => becomes("a?.b.pipe(f)", `${open}a) == null ? void 0 : $rxs().p(0, $rxo().b, f))`));
    test("computed", () => becomes("a?.[b].pipe(f)", `${open}a) == null ? void 0 : $rxs().p(0, $rxo()[b], f))`));
    test("two sites behind one", () => {
        becomes("a?.pipe(f).subscribe(g)",
            `${open}a) == null ? void 0 : $rxs().s(0, $rxs().p(1, $rxo(), f), g))`);
    });
    test("one behind each", () => {
        becomes("a?.pipe(f)?.subscribe(g)",
            `${open}${open}a) == null ? void 0 : $rxs().p(1, $rxo(), f))) == null ? void 0 : $rxs().s(0, $rxo(), g))`);
    });
    test("the rest of the chain goes on", () => {
        becomes("a?.pipe(f)?.b.c()", `${open}a) == null ? void 0 : $rxs().p(0, $rxo(), f)?.b.c())`);
    });
    test("behind an optional call nothing is changed, since its receiver would be lost", () => {
        becomes("a.b?.(c).pipe(f); of()", "a.b?.(c).pipe(f); $rxs().k(0, of)");
    });
    test("an optional call of the method itself stays", () => becomes("a.pipe?.(f); of()", "a.pipe?.(f); $rxs().k(0, of)"));
});

describe("what stays as written", () => {
    const stays = (code) => becomes(`${code}; of()`, `${code}; $rxs().k(0, of)`);
    test("super", () => stays("class A extends B { m() { super.pipe(f) } }"));
    test("private methods", () => stays("class A { #pipe; m() { this.#pipe(f) } }"));
    test("computed names", () => stays('a["pipe"](f)'));
    test("new behind new", () => stays("new new Subject()()"));
    test("what delete takes a member of", () => {
        stays("delete a?.pipe(f).b");
        becomes("delete a.pipe(f).b", "delete $rxs().p(0, a, f).b");
    });
    test("decorators", () => stays("@of(1) class A {}"));
    test("names that mean something else", () => {
        stays("function f(of) { return of(1) }");
        stays("{ let of = g; of(1) }");
        stays("function f() { of(1); var of = g }");
        stays("try {} catch ({ of }) { of(1) }");
        stays("for (const of of of) of(1)");
        stays("(function of() { of(1) })");
        stays("(class of { static m() { of(1) } })");
        stays("function f({ a: [of = 1] }) { of(1) }");
    });
    test("functions and classes keep the name of their declaration", () => stays("const f = () => {}; const A = class {}"));
    test("a module without streams", () => assert.equal(prepare("const a = pipe()"), null));
    test("eval and with", () => {
        const reasons = [];
        assert.equal(prepare(`${IMPORT} of(1); eval("of")`, { onSkip: (reason) => reasons.push(reason) }), null);
        assert.equal(prepare("with (a) { b.pipe(c) }", { target: "cjs", onSkip: (reason) => reasons.push(reason) }), null);
        assert.deepEqual(reasons.map((reason) => reason.match(/`\w+`/)[0]), ["`eval`", "`with`"]);
    });
    test("a module that does not parse", () => assert.equal(prepare(`${IMPORT} of(`), null));
    test("a module that was prepared before", () => assert.equal(prepare(prepare(`${IMPORT} of(1)`).code), null));
});

describe("ways to come by rxjs", () => {
    const kinds = (code, target = "esm") => sitesOf(code, { target }).filter(({ kind }) => kind !== "x")
        .map(({ kind, name }) => `${kind} ${name}`);
    test("named, renamed, default, namespace", () => {
        assert.deepEqual(kinds('import { of as o } from "rxjs"; o()'), ["k of"]);
        assert.deepEqual(kinds('import rx from "rxjs"; rx.of()'), ["k of"]);
        assert.deepEqual(kinds('import { default as rx } from "rxjs"; rx.of()'), ["k of"]);
        assert.deepEqual(kinds('import * as rx from "rxjs"; rx.of(); new rx.Subject(); rx.default.map()'),
            ["k of", "n Subject", "o map"]);
        assert.deepEqual(kinds('import { "of" as o } from "rxjs"; o()'), ["k of"]);
    });
    test("its other modules", () => {
        assert.deepEqual(kinds('import { merge } from "rxjs/operators"; merge(a)'), ["o merge"]);
        assert.deepEqual(kinds('import { ajax } from "rxjs/ajax"; ajax(u); ajax.getJSON(u)'), ["k ajax", "k ajax.getJSON"]);
        assert.deepEqual(kinds('import { webSocket } from "rxjs/webSocket"; webSocket(u)'), ["k webSocket"]);
        assert.deepEqual(kinds('import { fromFetch } from "rxjs/fetch"; fromFetch(u)'), ["k fromFetch"]);
    });
    test("CommonJS", () => {
        assert.deepEqual(kinds('const { of, map: m } = require("rxjs"); of(); m()', "cjs"), ["k of", "o map"]);
        assert.deepEqual(kinds('function f() { return rx.of() } const rx = require("rxjs");', "cjs"), ["k of"]);
        assert.deepEqual(kinds('const rx = __importStar(require("rxjs")); const { of } = rx; of()', "cjs"), ["k of"]);
        assert.deepEqual(kinds('var rx = __toESM(require("rxjs"), 1); (0, rx.of)()', "cjs"), ["k of"]);
        assert.deepEqual(kinds('const of = require("rxjs").of; of(); return', "cjs"), ["k of"]);
        assert.deepEqual(kinds('function f(require) { const { of } = require("rxjs"); of() }', "cjs"), []);
    });
    test("a dynamic import", () => {
        assert.deepEqual(kinds('const { of } = await import("rxjs"); of()'), ["k of"]);
    });
});

describe("names", () => {
    const named = (code) => sitesOf(IMPORT + code).map(({ kind, variable, scope }) => `${kind} ${scope}:${variable}`);
    test("a declaration names its value, not what is inside", () => {
        assert.deepEqual(named("const a$ = of(1).pipe(map(f))"), ["p :a$", "k :", "o :"]);
    });
    test("through conditions", () => {
        assert.deepEqual(named("const a = b ? of(1) : (c, d.pipe(f)) ?? e()"), ["k :a", "p :a", "x :a"]);
    });
    test("members", () => {
        assert.deepEqual(named("const a = { b: of(), c: [of(), d()] }"), ["k :a.b", "k :a.c.0", "x :a.c.1"]);
    });
    test("assignments", () => assert.deepEqual(named("this.a$ = of(); exports.b = of(); c = of()"), ["k :a$", "k :b", "k :c"]));
    test("fields, methods, getters", () => {
        assert.deepEqual(named("class A { b = of(); #c = of(); static { of() } m() { of() } get d() { of() } }"),
            ["k A:b", "k A:#c", "k A:", "k A/m:", "k A/d:"]);
    });
    test("functions", () => {
        assert.deepEqual(named("function f() { const g = () => { useEffect(() => of()); } }"), ["k f/g/useEffect():"]);
    });
    test("defaults", () => assert.deepEqual(named("function f({ a$ = of() }, b = of()) {}"), ["k f:a$", "k f:b"]));
    test("the default export", () => assert.deepEqual(named("export default of()"), ["k :default"]));
    test("inside functions only names with $ get x()", () => {
        assert.deepEqual(named("of(); function f() { const a = b(); const c$ = d(); }"), ["k :", "x f:c$"]);
    });
    test("what the language makes gets no x(), unless a name of the module hides it", () => {
        assert.deepEqual(named("of(); class A { b = new Map(); c = new Own() }"), ["k :", "x A:c"]);
        assert.deepEqual(named("of(); const Set = own; const a = new Set(); var B = function (B) {}(B)"), ["k :", "x :a"]);
    });
    test("lines are those of the code, or of what was before it", () => {
        assert.deepEqual(sitesOf("\n\na\n.pipe(f)").map(({ line }) => line), [4]);
        const map = () => ({ mappings: ";;;AAUA" });
        assert.deepEqual(sitesOf("\n\na\n.pipe(f)", { map }).map(({ line }) => line), [11]);
        const several = () => ({ mappings: "AAAA,EAGA,EAAE,CADF;A;AAAA" });
        assert.deepEqual(sitesOf("a.pipe(f)", { map: several }).map(({ line }) => line), [4]);
        const broken = () => { throw new Error("no map"); };
        assert.deepEqual(sitesOf("\na.pipe(f)", { map: broken }).map(({ line }) => line), [2]);
    });
});

describe("arguments", () => {
    const args = (code) => sitesOf(`import * as rx from "rxjs"; ${code}`)[0].args;
    test("by position", () => assert.deepEqual(args("rx.scan(f, 0)"), [["0", 0, "f"], ["1", 1, "0"]]));
    test("by key", () => {
        assert.deepEqual(args("rx.retry({ count: 2, delay: (e) => wait(e) })"),
            [["0.count", 1, "2"], ["0.delay", 0, "(e) => wait(e)"]]);
    });
    test("in arrays and dictionaries", () => {
        assert.deepEqual(args("rx.combineLatest([a$, b$], f)"),
            [["0.0", 2, "a$"], ["0.1", 2, "b$"], ["1", 2, "f"]]);
        assert.deepEqual(args("rx.forkJoin({ a: a$ })"), [["0.a", 2, "a$"]]);
    });
    test("observers", () => {
        assert.deepEqual(args("a.subscribe({ next() {}, error: f })"),
            [["0.next", 0, "next() {}"], ["0.error", 0, "f"]]);
    });
    test("nothing is known behind a spread", () => {
        assert.deepEqual(args("rx.map(...a, f)"), [["0", 1, "...a"]]);
    });
    test("long texts are cut", () => assert.equal(args(`rx.of("${"a".repeat(100)}")`)[0][2].length, 60));
    test("gaps that stripped types leave are closed", () => {
        assert.equal(args("rx.map(([n, d]         ) => n  * d)")[0][2], "([n, d] ) => n * d");
        assert.equal(args("rx.map((n) =>\n    n * 2)")[0][2], "(n) => n * 2");
    });
    test("white space in strings, templates and regular expressions stays, on one line", () => {
        for (const text of ["\"a  b\"", "'a\\'  b'", "`a  ${b}  c`", "/a  [/ ]  b/", "(s) => /'  x/.test(s)", "(s) => s / 2"]) {
            assert.equal(args(`rx.map(${text})`)[0][2], text);
        }
        assert.equal(args("rx.of(`a\n  b`,   c)")[0][2], "`a b`");
        assert.equal(args("rx.map((a, b) => a  /  b + \"  \"  / c)")[0][2], "(a, b) => a / b + \"  \" / c");
    });
});
