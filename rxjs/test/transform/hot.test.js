// What a module says of itself for hot swap: keys, hashes, what they reach, exports; and what is written for it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { descriptionOf, hotOf, prepare, written } from "./support.js";

const IMPORT = 'import { of, from, map, scan, filter, tap, switchMap, debounceTime, retry, merge, pipe, partition, Subject, BehaviorSubject, Observable, EMPTY } from "rxjs"; ';
const HOT = { hot: true };

/** @param {string} from @param {string} to */
function becomes(from, to) {
    assert.equal(written(IMPORT + from, HOT), IMPORT + to);
}

/** @param {string} code @param {string} key */
function hashOf(code, key) {
    const row = hotOf(IMPORT + code).of(key);
    assert.ok(row, `${key} is none of ${hotOf(IMPORT + code).rows.map((each) => each.key)}`);
    return row.hash;
}

/** @param {string} before @param {string} after @param {string} key */
function same(before, after, key) {
    assert.equal(hashOf(before, key), hashOf(after, key));
}

/** @param {string} before @param {string} after @param {string} key */
function differs(before, after, key) {
    assert.notEqual(hashOf(before, key), hashOf(after, key));
}

describe("a hash stays", () => {
    const code = "const a$ = of(1, 'b').pipe(map((x) => x + 1));";
    test("when lines move", () => same(code, `\n\nconst b = 1;\n${code}`, "a$"));
    test("when it is laid out in another way", () => same(code, "const a$ = of( 1,\n \"b\" )\n  .pipe(\n map((x) =>\n x+1), );", "a$"));
    test("when comments come and go", () => same(code, "/* a */ const a$ = of(1, 'b') // b\n.pipe(map((x) => /* c */ x + 1)); // d", "a$"));
    test("when parentheses come and go", () => same(code, "const a$ = (of((1), 'b')).pipe(map(((x) => (x + 1))));", "a$"));
    test("when something else changes", () => same(`${code} const c = 1; function d() { return c }`, `${code} const c = 2; function d() { return -c }`, "a$"));
    test("when a stream that it reaches is edited, which swaps by itself", () => {
        same("const a$ = of(1); const b$ = a$.pipe(map(f));", "const a$ = of(2).pipe(filter(g)); const b$ = a$.pipe(map(f));", "b$");
        same("const a = new Subject(); const b$ = a.pipe(map(f));", "const a = new BehaviorSubject(2); const b$ = a.pipe(map(f));", "b$");
        same("const all = { a$: of(1), n: 1 }; const b$ = all.a$.pipe(map(f));", "const all = { a$: of(2), n: 1 }; const b$ = all.a$.pipe(map(f));", "b$");
    });
    test("when a name is hidden by one of a function", () => {
        same("const x = 1; const a$ = b$.pipe(map((x) => x));", "const x = 2; const a$ = b$.pipe(map((x) => x));", "a$");
    });
    test("when an element of JSX moves", () => {
        const jsx = (line) => `const a$ = b$.pipe(map((x) => _jsxDEV("p", { a: x }, void 0, false, { fileName: _f, lineNumber: ${line}, columnNumber: 3 }, this)));`;
        same(jsx(1), jsx(20), "a$");
        const old = (line) => `const a$ = b$.pipe(map((x) => React.createElement("p", { a: x, __self: this, __source: { fileName: "a", lineNumber: ${line} } })));`;
        same(old(1), old(20), "a$");
    });
    test("from process to process", () => assert.equal(hashOf("const a$ = of(1, 'b').pipe(map((x) => x + 1));", "a$"), HASH));
});

/** Of an expression that never changes: whoever changes how hashes are made changes it, too. */
const HASH = "Cq3sKRWe9a";

describe("a hash changes", () => {
    const piped = (f) => `const a$ = b$.pipe(map(${f}));`;
    test("with a name, a number, a string, an operator sign", () => {
        for (const [before, after] of [["x => x", "y => y"], ["() => 1", "() => 2"], ["() => '1'", "() => 1"], ["x => x + 1", "x => x - 1"]]) {
            differs(piped(before), piped(after), "a$");
        }
    });
    test("with what looks alike", () => {
        const alike = ["a.b", "a[b]", "a?.b", "(a, b)", "[a, b]", "{ a, b }", "a(b)", "new a(b)", "a`b`", "'a.b'", "`a.b`", "/a.b/", "/a.b/g", "1n", "1",
            "async () => a", "() => a", "function () { return a }", "function* () { return a }", "class { a = b }", "class { static a = b }", "class { a() {} }",
            "class { get a() {} }", "a ? b : c", "a && b", "a || b", "[a, , b]", "[, a, b]", "`${a}b`", "`b${a}`", "-a", "+a", "a++", "++a", "...a", "null", "undefined"];
        const hashes = alike.map((text) => hashOf(`const a$ = of(${text});`, "a$"));
        assert.equal(new Set(hashes).size, alike.length);
    });
    test("with the operators of a pipe, and their order", () => {
        differs("const a$ = b$.pipe(map(f), filter(g));", "const a$ = b$.pipe(filter(g), map(f));", "a$");
    });
    test("with the body of a function that it reaches", () => {
        differs(`function f(x) { return x } ${piped("f")}`, `function f(x) { return -x } ${piped("f")}`, "a$");
        differs(`const f = (x) => x; ${piped("(x) => f(x)")}`, `const f = (x) => -x; ${piped("(x) => f(x)")}`, "a$");
    });
    test("with a constant, also where it is declared below", () => {
        differs("const WAIT = 1; const a$ = b$.pipe(debounceTime(WAIT));", "const WAIT = 2; const a$ = b$.pipe(debounceTime(WAIT));", "a$");
        differs(`${piped("() => WAIT")} const WAIT = 1;`, `${piped("() => WAIT")} const WAIT = 2;`, "a$");
    });
    test("with a helper of a helper", () => {
        const code = (n) => `function f(x) { return g(x) } const g = (x) => x * K; const K = ${n}; ${piped("f")}`;
        differs(code(1), code(2), "a$");
    });
    test("with helpers that call one another", () => {
        const code = (n) => `function f(x) { return x ? g(x) : ${n} } function g(x) { return f(x - 1) } ${piped("f")} const c$ = b$.pipe(map(g));`;
        differs(code(1), code(2), "a$");
        differs(code(1), code(2), "c$");
    });
    test("with a class, and what it extends", () => {
        const code = (n) => `class A { a() { return ${n} } } class B extends A {} ${piped("() => new B()")}`;
        differs(code(1), code(2), "a$");
    });
    test("with what the top level assigns later", () => {
        differs(`let f; f = () => 1; ${piped("f")}`, `let f; f = () => 2; ${piped("f")}`, "a$");
        differs(`const o = {}; o.f = () => 1; ${piped("o.f")}`, `const o = {}; o.f = () => 2; ${piped("o.f")}`, "a$");
        const color = (n) => `var Color; (function (Color) { Color[Color.Red = ${n}] = "Red" })(Color || (Color = {})); ${piped("() => Color.Red")}`;
        differs(color(0), color(1), "a$");
    });
    test("with a member that it reaches which is no stream", () => {
        differs("const all = { a$: of(1), n: 1 }; const b$ = c$.pipe(map(() => all.n));", "const all = { a$: of(1), n: 2 }; const b$ = c$.pipe(map(() => all.n));", "b$");
    });
    test("of the argument, too, and not that of its neighbours", () => {
        const args = (code) => hotOf(IMPORT + code).of("a$/scan").args.map(([hash]) => hash);
        const [f, seed] = args("const K = 1; const a$ = b$.pipe(scan((a, b) => a + b, K));");
        const [f2, seed2] = args("const K = 2; const a$ = b$.pipe(scan((a, b) => a + b, K));");
        assert.equal(f, f2);
        assert.notEqual(seed, seed2);
    });
});

describe("the hash of a module", () => {
    const of = (code) => hotOf(IMPORT + code).result.hash;
    test("is the same while the tokens are", () => assert.equal(of("export const a$ = of(1)"), of("\n/* */ export const a$ =\n of((1)); // b")));
    test("changes with any of them, also inside a stream", () => {
        assert.notEqual(of("const a$ = of(1)"), of("const a$ = of(2)"));
        assert.notEqual(of("const a$ = of(1); const b = 1"), of("const a$ = of(1); const b = 2"));
    });
    test("stands in the module and in the result", () => {
        const { hash, result } = hotOf("a$.pipe(f)");
        assert.equal(hash, result.hash);
    });
    test("without `hot` there is none", () => assert.equal(prepare("a$.pipe(f)").hot, null));
});

describe("keys", () => {
    const keys = (code) => hotOf(IMPORT + code).rows.map(({ key }) => key);
    test("a track has its name", () => assert.deepEqual(keys("const a$ = of(1); export default of(2)"), ["a$", "default"]));
    test("what belongs to a track has its name before its own", () => {
        assert.deepEqual(keys("const a$ = of(1).pipe(map(f), map(g))"), ["a$", "a$/of", "a$/map", "a$/map~2"]);
    });
    test("members", () => assert.deepEqual(keys("const all = { a$: of(1).pipe(map(f)), b: [of(2)] }"), ["all.a$", "all.a$/of", "all.a$/map", "all.b.0"]));
    test("functions", () => {
        assert.deepEqual(keys("function load() { const d$ = of(1).pipe(map(f)); return d$.pipe(tap(g)) }"),
            ["load/d$", "load/d$/of", "load/d$/map", "load/pipe", "load/tap"]);
    });
    test("callbacks", () => {
        assert.deepEqual(keys("const a$ = b$.pipe(switchMap((id) => of(id).pipe(map(f))))"),
            ["a$", "a$/switchMap", "a$/switchMap()/pipe", "a$/switchMap()/of", "a$/switchMap()/map"]);
    });
    test("classes", () => assert.deepEqual(keys("class A { b$ = of(1); c = of(2).pipe(f); m() { return of(3) } }"), ["A/b$", "A/c", "A/c/of", "A/m/of"]));
    test("a subscribe has that of its stream, whoever observes", () => {
        assert.deepEqual(keys("a$.subscribe(log); store.b$.pipe(map(f)).subscribe(log)"), ["a$/subscribe", "b$/subscribe", "b$/pipe", "b$/map"]);
    });
    test("statements", () => assert.deepEqual(keys("const a = new Subject(); a.next(1); a.next(2); a.complete()"), ["a", "a/next", "a/next~2", "a/complete"]));
    test("recipes have that of what they call", () => {
        assert.deepEqual(keys("const a$ = from(fetch(url)).pipe(scan(f, seed(1))); const s = make()"),
            ["a$", "a$/from", "a$/fetch", "a$/scan", "a$/seed", "s"]);
    });
    test("are unique, whatever names look like", () => {
        const found = keys("const a = { b: of(1), 'b~2': of(2) }; { const a = { b: of(3) } } const c = x ? of(4) : of(5); (() => { const c = of(6) })()");
        assert.equal(new Set(found).size, found.length);
        assert.ok(found.includes("c") && found.includes("c~2") && found.includes("/c"));
    });
    test("are the same when the text is laid out in another way", () => {
        const code = "const a$ = of(1).pipe(map(f), map(g)); function b() { return of(2) } a$.subscribe(log);";
        assert.deepEqual(keys(code), keys(`\n\n/* */ ${code.replaceAll(" ", "\n ").replaceAll("(", "( ")}`));
    });
    test("a line that comes before others with other names changes none of theirs", () => {
        const code = "const a$ = of(1).pipe(map(f)); a$.subscribe(log);";
        assert.deepEqual(keys(`const b$ = of(2).pipe(map(f)); b$.subscribe(log); ${code}`).slice(-4), keys(code));
    });
});

describe("what a site reaches of other modules", () => {
    const deps = (code, key) => hotOf(IMPORT + code).of(key).deps;
    const TWO = 'import { A, b as B } from "./a"; import * as ns from "./c"; ';
    test("by its own text", () => assert.deepEqual(deps(`${TWO} const a$ = b$.pipe(debounceTime(A))`, "a$"), ["A"]));
    test("through helpers", () => assert.deepEqual(deps(`${TWO} const f = () => g(); function g() { return B + ns.c } const a$ = b$.pipe(map(f))`, "a$"), ["B", "ns"]));
    test("not where a function has the name for itself", () => assert.deepEqual(deps(`${TWO} const a$ = b$.pipe(map((A) => A))`, "a$"), []));
    test("not rxjs", () => assert.deepEqual(hotOf(`${IMPORT} const a$ = of(1).pipe(map(f))`).imports, []));
    test("what is required", () => {
        const code = 'const { of, map } = require("rxjs"); const { A } = require("./a"); const b = __importDefault(require("./b")); const a$ = of(A, b)';
        assert.deepEqual(hotOf(code, { target: "cjs" }).of("a$").deps, ["A", "b"]);
    });
    test("each argument for itself", () => {
        const { args } = hotOf(`${IMPORT + TWO} const a$ = b$.pipe(scan((a) => A, B))`).of("a$/scan");
        assert.deepEqual(args.map(([, which]) => which.length), [1, 1]);
    });
    test("is read by functions, since a module that is imported may not be there yet", () => {
        assert.match(prepare(`${IMPORT + TWO} const a$ = of(A, ns)`, HOT).code, /"imports":\[\["A",\(\) => A\],\["ns",\(\) => ns\]\],/);
    });
});

describe("flags", () => {
    const flags = (code, key) => hotOf(IMPORT + code).of(key).flags;
    test("a statement of its own", () => {
        assert.equal(flags("a$.subscribe(f)", "a$/subscribe"), 4);
        assert.equal(flags("const s = a$.subscribe(f)", "s"), 0);
        assert.equal(flags("const s = a$.subscribe(f); s$.next(1); ", "s"), 0);
        assert.equal(flags("const a$ = new Subject(); a$.next(1)", "a$/next"), 4);
        assert.equal(flags("a$?.subscribe(f)", "a$/subscribe"), 4);
    });
    test("rx:reset on the line before, and at the end of the line", () => {
        assert.equal(flags("\n// rx:reset\nconst a$ = of(1)\n.pipe(map(f))", "a$/map"), 1);
        assert.equal(flags("\nconst a$ = of(1) // rx:reset\n.pipe(map(f)); const b$ = of(2)", "a$/map"), 1);
        assert.equal(flags("\nconst a$ = of(1) // rx:reset\n.pipe(map(f)); const b$ = of(2)", "b$"), 0);
        assert.equal(flags("\n/* rx:reset: it is cheap */\nconst a$ = of(1)", "a$"), 1);
    });
    test("on a field, and on a member", () => {
        const code = "\nclass A {\n// rx:ignore\na$ = of(1);\nb$ = of(2);\n}\nconst o = {\n  c$: of(3), // rx:reset\n  d$: of(4),\n};";
        assert.deepEqual(["A/a$", "A/b$", "o.c$", "o.d$"].map((key) => flags(code, key)), [2 + 8, 8, 1, 0]);
    });
    test("on what is around it", () => assert.equal(flags("\n// rx:ignore\nfunction load() {\n  return of(1);\n}", "load/of"), 2 + 8));
    test("what may run when the evaluation is over", () => {
        const code = "const a$ = of(() => of(1)); for (const b of c) { of(b) } export const make = () => of(2); export function get() { return of(3) }";
        assert.deepEqual(hotOf(IMPORT + code).rows.map(({ key, flags }) => [key, flags & 8]),
            [["a$", 0], ["a$/of()/of", 8], ["/of", 0], ["make", 8], ["make/of", 8], ["get", 8], ["get/of", 8]]);
        assert.equal(flags("class A { static a$ = of(1) }", "A/a$"), 8);
    });
    test("in what was there before TypeScript", () => {
        const map = () => ({ mappings: "AAAA;AACA;AAEA", sourcesContent: ["import x\nlet y\n// rx:reset\nconst a$: A = of(1)\n"] });
        assert.equal(hotOf(`import { of } from "rxjs"\nlet y\nconst a$ = of(1)`, { map }).of("a$").flags, 1);
    });
    test("a string that says so is no comment", () => assert.equal(flags('\nconst b = "rx:reset";\nconst a$ = of(1)', "a$"), 0));
});

describe("arguments", () => {
    const of = (code, key) => hotOf(IMPORT + code).of(key).args.map(([, , flag]) => flag);
    test("one that throws by itself", () => {
        assert.deepEqual(of("const a$ = b$.pipe(map((x) => { if (!x) throw new Error(); return x }))", "a$/map"), [1]);
        assert.deepEqual(of("const a$ = b$.pipe(map((x) => { x.forEach(() => { throw 1 }) }))", "a$/map"), [0]);
        assert.deepEqual(of("function f(x) { throw x } const a$ = b$.pipe(map(f))", "a$/map"), [1]);
        assert.deepEqual(of("const a$ = b$.pipe(retry({ count: 1, delay() { throw 1 } }))", "a$/retry"), [0, 1]);
    });
    test("a constant that is a config object is told as the literal that it is", () => {
        const paths = (code, key = "a$/retry") => {
            const { rows, code: text } = hotOf(IMPORT + code);
            return descriptionOf(text).sites[rows.findIndex((row) => row.key === key)][5].map(([path]) => path);
        };
        const use = "const a$ = b$.pipe(retry(c))";
        assert.deepEqual(paths(`const c = { count: 1, delay: (e) => of(e) }; ${use}`), ["0.count", "0.delay"]);
        assert.deepEqual(paths("const c = { delay: f }; function g() { return b$.pipe(retry(c)) }", "g/retry"), ["0.delay"]);
        assert.deepEqual(hotOf(`${IMPORT}const c = { delay: (e) => of(e) }; function g() { return b$.pipe(retry(c)) }`).of("g/retry").args[0][2], 2, "it is hoisted");
        const others = ["let c = { delay: f }", "const c = { delay: f }; c.delay = g", "const c = { delay() { return this.d } }", "const c = { ...d }", "const c = { get delay() { return f } }",
            "const c = d()", "import { c } from './c'"];
        for (const other of others) {
            assert.deepEqual(paths(`${other}; ${use}`), ["0"], other);
        }
        assert.deepEqual(paths("const c = { delay: f }; function g(c) { return b$.pipe(retry(c)) }", "g/retry"), ["0"]);
        assert.deepEqual(paths("const c = { next: f }; const a$ = b$.pipe(tap(c))", "a$/tap"), ["0"], "methods of an observer are looked for each time");
    });
});

describe("recipes", () => {
    test("an initialiser that is a call", () => {
        becomes("const a = make(1); of()", "const a = $rxs().t(0, () => make(1)); $rxs().k(1, of)");
        becomes("export default make(1); of()", "export default $rxs().t(0, () => make(1)); $rxs().k(1, of)");
        becomes("const a$ = new Own(b)", "const a$ = $rxs().t(0, () => new Own(b))");
        becomes("const a$ = gql`a`", "const a$ = $rxs().t(0, () => gql`a`)");
        becomes("const a = { b: make(), c$: of(make()) }", "const a = { b: $rxs().t(0, () => make()), c$: $rxs().k(1, of, $rxs().t(2, () => make())) }");
        becomes("let a$; a$ = make()", "let a$; a$ = $rxs().t(0, () => make())");
    });
    test("a pattern's: each name of it is a site of its own, with the way to it", () => {
        becomes("const [a$, set] = make(1); of()", "const [a$, set] = $rxs().t(0, () => make(1), [[1,0], [2,1]]); $rxs().k(3, of)");
        becomes("const { a$, b: [, { c$ = d }], [e]: f$, ...g } = make()", "const { a$, b: [, { c$ = d }], [e]: f$, ...g } = $rxs().t(0, () => make(), [[1,\"a$\"], [2,\"b\",1,\"c$\"]])");
        becomes("const { a$ } = {}.b()", "const { a$ } = $rxs().t(0, () => ({}.b()), [[1,\"a$\"]])");
        becomes("const [a$] = await make(), [b$] = own(of(1))", "const [a$] = $rxs().x(0, await make(), [[1,0]]), [b$] = $rxs().x(2, own($rxs().k(4, of, 1)), [[3,0]])");
        becomes("const [a$] = x ? make() : new Subject", "const [a$] = $rxs().x(0, x ? make() : $rxs().n(2, Subject), [[1,0]])");
        assert.deepEqual(hotOf(`${IMPORT}const [a$, set] = make(1), { b$ } = make(1); of()`).rows.map(({ key }) => key), ["a$+set/make", "a$", "set", "b$/make", "b$", "/of"]);
        differs("const [a$] = make(1)", "const [a$] = make(2)", "a$");
        differs("const [a$] = make(1)", "const [, a$] = make(1)", "a$");
    });
    test("not a pattern's that only reads, imports, or is a call of rxjs, nor in a function", () => {
        const stays = "const { a$ } = store, { b$ } = await import(\"./b\"), [c$] = d, { e$ } = f.g; function h() { const [i$] = make() }";
        becomes(`${stays}; of()`, `${stays}; $rxs().k(0, of)`);
        becomes("const [a$, b$] = partition(c$, f)", "const [a$, b$] = $rxs().k(0, partition, c$, f)");
        becomes("const { a$ } = make() // rx:ignore\nof()", "const { a$ } = make() // rx:ignore\n$rxs().k(0, of)");
    });
    test("a module that has nothing else is told of", () => {
        assert.match(prepare("export const { a, list: [a$, ...b] } = make()", HOT).code, /\.t\(0/);
        assert.equal(prepare(`${IMPORT}export const [a] = make()`, HOT), null);
        assert.equal(prepare(`${IMPORT}export const [a$] = make()`), null);
    });
    test("what is only read stays", () => becomes("const a$ = store.b$; const c$ = store?.d.e$", "const a$ = $rxs().x(0, store.b$); const c$ = $rxs().x(1, store?.d.e$)"));
    test("an argument", () => {
        becomes("const a$ = from(fetch(url))", "const a$ = $rxs().k(0, from, $rxs().t(1, () => fetch(url)))");
        becomes("const a = new BehaviorSubject(load().b)", "const a = $rxs().n(0, BehaviorSubject, $rxs().t(1, () => load().b))");
        becomes("const a$ = b$.pipe(scan(f, c() + 1))", "const a$ = $rxs().p(0, b$ ?? b$.pipe, $rxs().o(1, scan, f, $rxs().t(2, () => c() + 1)))");
        becomes("b$.pipe(retry({ count: c(), delay: f }))", "$rxs().p(0, b$ ?? b$.pipe, $rxs().o(1, retry, { count: $rxs().t(2, () => c()), delay: f }))");
        becomes("const a$ = of([b(), c], d ? e() : 1)", "const a$ = $rxs().k(0, of, [$rxs().t(1, () => b()), c], $rxs().t(2, () => d ? e() : 1))");
    });
    test("what is piped or subscribed to", () => {
        becomes("const a$ = http.get(b).pipe(map(f))", "const a$ = $rxs().p(0, $rxs().t(1, () => http.get(b)), $rxs().o(2, map, f))");
        becomes("load().subscribe(f)", "$rxs().s(0, $rxs().t(1, () => load()), f)");
    });
    test("where the text of an arrow needs parentheses", () => {
        becomes("const a$ = of((b, c()))", "const a$ = $rxs().k(0, of, ($rxs().t(1, () => (b, c()))))");
        becomes("const a$ = of({}.b())", "const a$ = $rxs().k(0, of, $rxs().t(1, () => ({}.b())))");
    });
    test("not what has to be evaluated in its place", () => {
        becomes("const a$ = of(await b())", "const a$ = $rxs().k(0, of, await b())");
        becomes("const a$ = of(b += c(), d(e++))", "const a$ = $rxs().k(0, of, b += c(), d(e++))");
        becomes("const a$ = own(of(1), 2)", "const a$ = $rxs().x(0, own($rxs().k(1, of, 1), 2))");
        becomes("const a$ = of(...b())", "const a$ = $rxs().k(0, of, ...b())");
    });
    test("not a function, nor what one holds", () => becomes("const a$ = b$.pipe(map(() => f()))", "const a$ = $rxs().p(0, b$, $rxs().o(1, map, () => f()))"));
    test("not an operator of the app's own, which stays in its pipe", () => becomes("const a$ = b$.pipe(own(3))", "const a$ = $rxs().p(0, b$ ?? b$.pipe, own(3))"));
    test("not in functions, classes, blocks and loops", () => {
        becomes("function f() { const a$ = own(); return of(own()) }", "function f() { const a$ = $rxs().x(0, own()); return $rxs().k(1, of, own()) }");
        becomes("class A { a$ = of(own()); b = own() }", "class A { a$ = $rxs().k(0, of, own()); b = $rxs().x(1, own()) }");
        becomes("{ const a$ = of(own()) } for (const b of c) { const d = own(b) }", "{ const a$ = $rxs().k(0, of, own()) } for (const b of c) { const d = $rxs().x(1, own(b)) }");
    });
});

describe("statements", () => {
    test("what sends something into a stream of the module", () => {
        becomes("const a = new Subject(); a.next(1); a.complete()", "const a = $rxs().n(0, Subject); $rxs().c(1, () => a.next(1)); $rxs().c(2, () => a.complete())");
        becomes('import { b$ } from "./b"; b$.error(f()); of()', 'import { b$ } from "./b"; $rxs().c(0, () => b$.error(f())); $rxs().k(1, of)');
        becomes("new Subject().next(1)", "$rxs().c(0, () => $rxs().n(1, Subject).next(1))");
        becomes("store.a$.next(1); of()", "$rxs().c(0, () => store.a$.next(1)); $rxs().k(1, of)");
    });
    test("not what may be something else", () => becomes("iterator.next(1); promise.a.complete(); of()", "iterator.next(1); promise.a.complete(); $rxs().k(0, of)"));
    test("not what waits, and not in blocks", () => {
        becomes("const a = new Subject(); a.next(await b); if (c) a.next(1)", "const a = $rxs().n(0, Subject); a.next(await b); if (c) a.next(1)");
    });
    test("nothing of it is a recipe of its own", () => {
        becomes("const a = new Subject(); a.next(from(f()))", "const a = $rxs().n(0, Subject); $rxs().c(1, () => a.next($rxs().k(2, from, f())))");
    });
});

describe("what the user takes out", () => {
    test("looks as it does without hot", () => {
        const code = "\n// rx:ignore\nconst a$ = from(fetch(url));\nconst s = new Subject();\n// rx:ignore\ns.next(1);\nfunction f() {\n  // rx:ignore\n  return a$.pipe(map((x) => x));\n}\nexport const make = () => of(1); // rx:ignore";
        assert.equal(written(IMPORT + code, HOT), written(IMPORT + code));
        assert.match(prepare(IMPORT + code, HOT).code, /h: \[\], m: \{\}/);
    });
});

describe("exports", () => {
    const kinds = (code) => Object.fromEntries(hotOf(IMPORT + code).exports.map(([name, kind]) => [name, kind]));
    const literals = (code) => hotOf(IMPORT + code).exports[0][2];
    test("streams", () => {
        assert.deepEqual(kinds("export const a = of(1), b$ = make(), c = new Subject(), d = x ? of(1) : a.pipe(f); const e = of(1); export { e as f, e as default }"),
            { a: "stream", b$: "stream", c: "stream", d: "stream", f: "stream", default: "stream" });
        assert.deepEqual(kinds("export default of(1).pipe(map(f))"), { default: "stream" });
        assert.deepEqual(kinds("export const a = s.asObservable(), b$ = store.b$; of()"), { a: "stream", b$: "stream" });
        assert.deepEqual(kinds("let a$; a$ = of(1); export { a$ }"), { a$: "stream" });
    });
    test("makers of streams and of operators", () => {
        const makers = ["export const m = () => of(1)", "export const m = (n) => { if (n) return of(1); return EMPTY }", "export function m() { return a$.pipe(f) }",
            "export const m = (n) => pipe(map(f), tap(n))", "export const m = (n) => map(n)", "export const m = (n) => (source) => source.pipe(map(n))",
            "const inner = () => of(1); export const m = (n) => n ? inner() : a$", "export function m() { const b = of(1); return b }",
            "const make = function () { return of(1) }; export { make as m }", "export const m = (n) => n > 0 ? of(n) : m(n + 1)",
            "export function m() { return s.asObservable() }", "const s = new Subject(); export const m = () => s", "export const m = () => new Observable(f)"];
        for (const code of makers) {
            assert.deepEqual(kinds(`of(); ${code}`), { m: "maker" }, code);
        }
        assert.deepEqual(kinds("export default () => of(1)"), { default: "maker" });
        assert.deepEqual(kinds("export default function make() { return of(1) }"), { default: "maker" });
    });
    test("literals", () => {
        assert.deepEqual(kinds("export const a = 1, b = 'x', c = -1, d = `y`, e = null; of()"), { a: "const", b: "const", c: "const", d: "const", e: "const" });
    });
    test("with the hash of their literals, which importers have as they were", () => {
        assert.equal(literals("export const a = 1; of()"), literals("export const a = (1); of(2)"));
        assert.notEqual(literals("export const a = 1; of()"), literals("export const a = 2; of()"));
        assert.equal(literals("export const a = { b$: of(1), c: 1 }"), literals("const d = { b$: of(2), c: 1 }; export { d as a }"));
        assert.notEqual(literals("export const a = { b$: of(1), c: 1 }"), literals("export const a = { b$: of(1), c: 2 }"));
        assert.equal(literals("export const a$ = of(1)"), undefined);
    });
    test("objects and arrays of these", () => {
        assert.deepEqual(kinds("export const a = { b$: of(1), c: 1, d: () => of(2), e: [of(3)] }"), { a: "members" });
        assert.deepEqual(kinds("const a = [of(1), of(2)]; export default a"), { default: "members" });
    });
    test("everything else is plain", () => {
        const plain = ["function p() { return 1 }", "const p = () => fetch(url)", "async function p() { return of(1) }", "function* p() { return of(1) }",
            "class p { a$ = of(1) }", "let p = 1", "const p = { a: f() }", "const p = {}", "const p = `${a}`", "const p = map(f)", "const p = pipe(map(f))",
            "const p = make()", "function p() {}", "function p() { return of(1), 1 }", "const p = a$.subscribe(f)", "let p = of(1); p = of(2)", "const p = { a() { return of(1) } }",
            "const [p] = partition(a$, f)", "function p(a) { if (a) return of(1); return null }"];
        for (const code of plain) {
            assert.deepEqual(kinds(`of(); export ${code}`), { p: "plain" }, code);
        }
        assert.deepEqual(kinds("export function useStream() { return of(1) } export const List = () => of(1); export { useStream as b }; of()"),
            { useStream: "plain", List: "plain", b: "plain" });
        assert.deepEqual(kinds("const make = () => of(1); export { make as useMake }"), { useMake: "plain" });
        assert.deepEqual(kinds("export default class { a$ = of(1) }"), { default: "plain" });
        assert.deepEqual(kinds("export default function () { return of(1) }"), { default: "plain" });
        assert.deepEqual(kinds("\n// rx:ignore\nexport const a$ = of(1)"), { a$: "plain" });
    });
    test("what only passes through is none of its own, but stops the module, since importers hold it", () => {
        const { exports, result } = hotOf(`${IMPORT} export const a$ = of(1); export { b, c$ } from "./b"; export * from "./c"; export * as d from "./d"`);
        assert.deepEqual(exports, [["a$", "stream"]]);
        assert.deepEqual(result.stops, ["b", "*", "d"]);
        assert.deepEqual(kinds('import { a, b$ } from "./a"; export { a, b$ }; of()'), { a: "plain", b$: "stream" });
    });
    test("names that need each other end somewhere", () => assert.deepEqual(kinds("const a = b; const b = a; export { a }; of()"), { a: "plain" }));
});

describe("makers", () => {
    test("an expression is handed through", () => {
        becomes("export const make = (n) => of(n)", "export const make = $rxs().m(0, { make: (n) => $rxs().k(1, of, n) }.make)");
        becomes("export default function make2() { return of(1) }; export const make = function () { return of(1) }",
            "export default function make2() { { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); } return $rxs().k(1, of, 1) }; export const make = $rxs().m(2, { make: function () { return $rxs().k(3, of, 1) } }.make)");
        becomes("export const make = () => new Subject", "export const make = $rxs().m(0, { make: () => $rxs().n(1, Subject) }.make)");
        becomes("const make = (n) => of(n); export { make as default }", "const make = $rxs().m(0, { make: (n) => $rxs().k(1, of, n) }.make); export { make as default }");
        becomes("export default (n) => of(n)", "export default $rxs().m(0, { default: (n) => $rxs().k(1, of, n) }.default)");
        becomes("export const make = function own() { return of(1) }", "export const make = $rxs().m(0, function own() { return $rxs().k(1, of, 1) })");
        becomes("export const a = { 'b c': () => of(1), __proto__: () => of(2) }, d = [() => of(3)]",
            'export const a = { \'b c\': $rxs().m(0, { ["b c"]: () => $rxs().k(1, of, 1) }["b c"]), __proto__: $rxs().m(2, { ["__proto__"]: () => $rxs().k(3, of, 2) }["__proto__"]) }, d = [$rxs().m(4, () => $rxs().k(5, of, 3))]');
    });
    test("a declaration asks for a newer one first, behind its directives", () => {
        becomes('export function make(n) { "use strict"\nreturn of(n) }',
            'export function make(n) { "use strict"; { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); }\nreturn $rxs().k(1, of, n) }');
        assert.match(prepare(`${IMPORT} export function make() { return of(1) }`, HOT).code, /m: \{ make \} \}\);$/);
    });
    test("one that nobody imports stays", () => becomes("const make = (n) => of(n)", "const make = (n) => $rxs().k(0, of, n)"));
});

describe("accepting", () => {
    const accepts = (code, accept = true, options = {}) => {
        const result = prepare(IMPORT + code, { hot: true, accept, ...options });
        return [/import\.meta\.hot\?\.accept\(\$rxs\(\)\.accept\(import\.meta\.hot\)\); /.test(result.code), result.hot.accepts, result.hot.stops];
    };
    test("a module whose exports may be kept", () => {
        assert.deepEqual(accepts("export const a$ = of(1)"), [true, true, []]);
        assert.deepEqual(accepts("of(1).subscribe(f)"), [true, true, []]);
    });
    test("not with one that may not, unless it did before", () => {
        assert.deepEqual(accepts("export const a$ = of(1); export function b() {}"), [false, false, ["b"]]);
        assert.deepEqual(accepts("export const a$ = of(1); export function b() {}", "always"), [true, false, ["b"]]);
    });
    test("not where nobody asks for it", () => assert.deepEqual(accepts("export const a$ = of(1)", false), [false, true, []]));
    test("not where it is accepted already, whatever is asked for", () => {
        for (const by of ["import.meta.hot.accept(f);", "import.meta.hot?.accept();", "import.meta.hot.acceptExports(['default'], f);", "$RefreshReg$(_c, 'A');", "RefreshRuntime.x();"]) {
            assert.deepEqual(accepts(`export const a$ = of(1); ${by}`), [false, false, []]);
            assert.deepEqual(accepts(`export const a$ = of(1); ${by}`, "always"), [false, false, []]);
        }
    });
    test("also when its last stream is gone", () => {
        const { code } = prepare("export const a = 1;", { hot: true, accept: "always", virtual: "virtual:rxscope" });
        assert.match(code, /^import "virtual:rxscope"; var __rxs;.* import\.meta\.hot\?\.accept\(\$rxs\(\)\.accept\(import\.meta\.hot\)\); export const a = 1; \$rxs\(\)\.e\(/);
        assert.match(prepare("", { hot: true, accept: "always" }).code, /^var __rxs;.*\$rxs\(\)\.e\(\{ h: \[\], m: \{\} \}\);$/);
        assert.match(prepare('"use client"', { hot: true, accept: "always" }).code, /^"use client"; var __rxs;/);
    });
    test("stands where nothing of the module can have thrown", () => {
        const { code } = prepare(`${IMPORT} a?.pipe(f); export const a$ = of(1)`, { hot: true, accept: true });
        assert.match(code, /^var __rxs; function \$rxs\(\) \{[^\n]* \}\); \} import\.meta\.hot\?\.accept\([^;]*; var __rxo; function \$rxo/);
    });
    test("CommonJS accepts nothing", () => {
        assert.equal(prepare('const { of } = require("rxjs"); of(1)', { hot: true, accept: true, target: "cjs" }).hot.accepts, false);
    });
});
