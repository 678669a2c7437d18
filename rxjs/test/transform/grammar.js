// Makes random programs that use RxJS in as many ways of writing as possible. All streams are synchronous, everything
// that is evaluated says so through `t(number, value)`, so that two runs can be compared step by step.

/** A small generator of random numbers: the same numbers for the same seed. @param {number} seed */
export function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/** Stands where spaces and comments may stand. */
const GAP = "\u00a7";
const GAPS = ["", "", "", "", " ", "\n", "/*(*/", "/* ?. */", "// )\n", "\t/*\n*/ "];
const DEEPEST = 4;

export class Grammar {
    /** @param {number} seed */
    constructor(seed) {
        this.next = random(seed);
        this.count = 0;
        /** Names that hold observables. @type {string[]} */
        this.known = [];
        this.awaits = false;
    }

    /** @param {number} below */
    number(below) {
        return Math.floor(this.next() * below);
    }

    /** @template T @param {T[]} list @returns {T} */
    one(list) {
        return list[this.number(list.length)];
    }

    /** @param {string} prefix */
    fresh(prefix) {
        return `${prefix}${this.count++}`;
    }

    program() {
        const lines = [this.one(["", '"use strict";', "'use strict'\n", "#!/usr/bin/env node\n"]) + this.imports()];
        for (let left = 3 + this.number(8); left > 0; left--) {
            lines.push(this.statement(0));
        }
        const text = lines.reduce((before, line) => before + this.separator(line) + line);
        return text.replaceAll(GAP, () => this.one(GAPS));
    }

    imports() {
        const names = "of, from, map, map: m, filter, scan, take, tap, switchMap, mergeMap, startWith, toArray, merge, concat, " +
            "defer, combineLatest, Subject, BehaviorSubject, ReplaySubject, Observable, catchError, EMPTY";
        return this.one([
            `const rx = require("rxjs"); const { ${names} } = rx`,
            `const { ${names} } = require("rxjs"), rx = require("rxjs")`,
            `var rx = require("rxjs"), { ${names} } = require("rxjs")`,
        ]);
    }

    /** A line break is enough where the next line cannot go on the one before. @param {string} line */
    separator(line) {
        return /^[\w$]/.test(line) && !/^(in|instanceof)\b/.test(line) ? this.one([";", "\n", ";\n"]) : ";";
    }

    /** @param {number} depth @returns {string} */
    statement(depth) {
        const simple = [
            () => this.declare(depth),
            () => this.declare(depth),
            () => `${this.stream(depth)}${this.dot()}subscribe${GAP}(${GAP}${this.observer()}${GAP})`,
            () => `${this.stream(depth)}${this.dot()}subscribe${GAP}(${GAP}${this.observer()}${GAP})`,
            () => `log(typeof ${this.maybe(depth)})`,
            () => `if (${this.truth()}) ${this.stream(depth)}.subscribe(log)\nelse ${this.stream(depth)}.subscribe(log)`,
            () => `for (const i of [1, 2]) ${this.stream(depth)}.pipe(${this.operator(depth)}).subscribe(log)`,
            () => `log(${this.stream(depth)} instanceof${GAP} Observable)`,
            () => `log(\`\${${this.stream(depth)}.constructor.name}${"${"}typeof(of)(1)}\`)`,
        ];
        const nested = [
            () => this.functionStatement(depth), () => this.classStatement(depth), () => this.shadowing(depth),
            () => this.asyncStatement(depth), () => this.generatorStatement(depth), () => this.literals(depth),
            () => `{ let of = (x) => from([x]); of(7).subscribe(log) }`,
            () => `try { t(95, ${this.one(["null", "undefined"])}).${this.one(["pipe", "subscribe"])}(t(96), ${this.operator(3)}) } catch (e) { log(e.name) }`,
            () => `try { let nothing = ${this.one(["null", "undefined"])}; nothing${GAP}.${GAP}subscribe(t(97), log) } catch (e) { log(e.message) }`,
            () => `label${depth}: { ${this.statement(depth + 1)}; break label${depth} }`,
            () => `switch (${this.truth()}) { case(of)(1): default: ${this.statement(depth + 1)} }`,
            () => `try { throw ${this.stream(depth)} } catch (of) { of.subscribe(log) }`,
        ];
        return this.one(depth < 2 ? [...simple, ...nested] : simple)();
    }

    /** @param {number} depth */
    declare(depth) {
        const name = this.fresh(this.one(["v", "w$"]));
        const value = this.one([() => this.stream(depth), () => this.maybe(depth), () => this.stream(depth)])();
        const text = `${this.one(["const", "let", "var"])} ${name} =${GAP}${value}`;
        return depth === 0 ? `${text}; log(typeof ${name})` : text;
    }

    functionStatement(depth) {
        const name = this.fresh("f");
        return this.one([
            `function ${name}(a = ${this.stream(depth + 1)}, ...rest) { return(${this.stream(depth + 1)}) } ${name}()`,
            `const ${name} = (a$ = ${this.stream(depth + 1)}) => ${this.stream(depth + 1)}; log(${name}.name); ${name}().subscribe(log)`,
            `const ${name} = function () { return arguments[0].pipe(${this.operator(depth)}) }; log(${name}.name); ${name}(of(1)).subscribe(log)`,
        ]);
    }

    classStatement(depth) {
        const name = this.fresh("A");
        const inner = depth + 1;
        return `class ${name} extends Subject {
            a$ = ${this.stream(inner)}; #b = ${this.stream(inner)}
            static c = ${this.stream(inner)}; static { log(typeof ${this.stream(inner)}) }
            get d() { return this.#b${this.dot()}pipe(${this.operator(inner)}) }
            pipe(...fs) { t(90); return super.pipe(...fs) }
            constructor(x) { super(); t(91); this.e = ${this.stream(inner)} }
            m() { return this.pipe(${this.operator(inner)}) } [t(92, "n")]() { return this.a$?.pipe() }
        }
        log(${name}.name); { const a = new ${name}; a.d.subscribe(log); a.m().subscribe(log); a.next(5); a.n().subscribe(log); ${name}.c.subscribe(log) }`;
    }

    shadowing(depth) {
        return this.one([
            `(function (of) { log(typeof of); ${this.statement(depth + 2)} })((...xs) => from(xs))`,
            `(function of(x) { log(typeof of); if (x) of(); })(1)`,
            `void function (map) { return map(1) }(t)`,
            `void ((from = t) => from(3, ${this.truth()}))()`,
            `log(((m, { of } = { of: (x) => [x] }) => of(m))(4))`,
        ]);
    }

    asyncStatement(depth) {
        this.awaits = true;
        const text = `void (async () => { log(typeof ${this.stream(depth)}); ` +
            `(await ${this.stream(depth)}).pipe(${this.operator(depth)}).subscribe(log); for await (const of of [1]) t(of) })().catch((e) => log(e.name))`;
        this.awaits = false;
        return text;
    }

    generatorStatement(depth) {
        const text = `for (const x of (function* () { yield ${this.stream(depth)}; yield(of)(2) })()) x.subscribe(log)`;
        return text;
    }

    literals(depth) {
        const inner = depth + 1;
        return `var o = { a: ${this.stream(inner)}, b$: ${this.maybe(inner)}, [t(93, "c")]: [${this.stream(inner)}, , ...[1]], ` +
            `d() { return ${this.stream(inner)} }, get e() { return ${this.stream(inner)} } }; ` +
            `var { a: z = ${this.stream(inner)}, b$: y } = o; z.subscribe(log); o.d()${this.dot()}subscribe(log); o.e.subscribe(log)`;
    }

    dot() {
        return this.one([`${GAP}.${GAP}`, ".", `${GAP}?.${GAP}`, "?."]);
    }

    truth() {
        return `t(${this.number(50)}, ${this.one(["true", "false", "1", "0"])})`;
    }

    /** A stream, or null or undefined at the end of an optional chain. @param {number} depth */
    maybe(depth) {
        return this.one([
            `null?.pipe(${this.operator(depth)})`,
            `t(1, undefined)?.a.b.pipe(${this.operator(depth)}).subscribe(${this.observer()})`,
            `t(2, { a: null }).a?.[t(3, "b")].pipe(${this.operator(depth)})?.subscribe(${this.observer()})`,
            `({ a: { b: ${this.stream(depth)} } })?.a?.b${this.dot()}pipe(${this.operator(depth)})?.pipe()?.a?.b`,
            `t(4, (x) => x)?.(${this.stream(depth)}).pipe(${this.operator(depth)})`,
            `${this.stream(depth)}.pipe?.(${this.operator(depth)})`,
            `(t(5, null)?.pipe)`,
            `delete t(6, { pipe: () => 7 })?.pipe(t(7)).a`,
        ]);
    }

    /** @param {number} depth @returns {string} */
    stream(depth) {
        if (depth >= DEEPEST) {
            return this.one(["of(1, 2)", "EMPTY", "from([3])", "rx.of()", "rx.EMPTY"]);
        }
        const inner = depth + 1;
        const s = () => this.stream(inner);
        return this.one([
            () => `of${GAP}(${GAP}t(${this.number(9)}, 1), 2${this.one(["", ","])})`,
            () => `rx${this.dot().replace("?", "")}of(3)`,
            () => `(0,${GAP}rx.of)(4)`,
            () => `(of)${GAP}(5)`,
            () => `(((rx.from)))([t(6)])`,
            () => `new BehaviorSubject${GAP}(${this.number(9)})`,
            () => `(new Subject)`,
            () => `new rx${GAP}.ReplaySubject(1)`,
            () => `(new(Subject))`,
            () => `new (class extends Subject {})()`,
            () => `new Observable${GAP}((s) => { s.next(t(10)); s.complete() })`,
            () => `${s()}${this.dot()}pipe${GAP}(${GAP}${this.operators(inner)}${GAP})`,
            () => `${s()}${this.dot()}pipe${GAP}(${GAP}${this.operators(inner)}${GAP})`,
            () => `${s()}${this.dot()}pipe${GAP}(${GAP}${this.operators(inner)}${GAP})`,
            () => `(${s()})${this.dot()}pipe(${this.operators(inner)})`,
            () => `(${this.truth()} ? ${s()} : ${s()})`,
            () => `(null ?? ${s()})`,
            () => `(${this.truth()}, ${s()})`,
            () => `merge(${s()}, ${s()})`,
            () => `concat(...[${s()}, ${s()}])`,
            () => `combineLatest([${s()}, ${s()}])`,
            () => `rx.combineLatest({ a: ${s()} })`,
            () => `defer(() => ${this.outside(s)})`,
            () => `({ a$: ${s()} })${this.dot()}a$`,
            () => `[${s()}][0]`,
            () => `t(11, ${s()})`,
            () => `(() => ${this.outside(s)})()`,
            () => `((a, b) => b)\`\${${s()}}\``,
            () => (this.awaits ? `(await ${s()})` : s()),
        ])();
    }

    /** @param {number} depth */
    operators(depth) {
        return Array.from({ length: this.number(4) }, () => this.operator(depth)).join(`${GAP},${GAP}`);
    }

    /** Inside of a function that is not async. @param {() => string} make */
    outside(make) {
        const { awaits } = this;
        this.awaits = false;
        const text = make();
        this.awaits = awaits;
        return text;
    }

    /** @param {number} depth @returns {string} */
    operator(depth) {
        return this.outside(() => this.operatorOutside(depth));
    }

    /** @param {number} depth @returns {string} */
    operatorOutside(depth) {
        return this.one([
            () => `map((x) => t(12, x))`,
            () => `m${GAP}(${GAP}function named(x) { return [x, this === undefined] }${GAP})`,
            () => "rx.map(async => t(13))",
            () => `filter(Boolean)`,
            () => `scan((a, x) => t(14, a) + 1, t(15, 0))`,
            () => `(0, rx.take)(${1 + this.number(3)})`,
            () => `tap({ next(v) { t(16) }, complete: () => t(17) })`,
            () => `switchMap(() => ${this.stream(depth + 1)})`,
            () => `mergeMap((x) => { return ${this.stream(depth + 1)} })`,
            () => `...[startWith(0), rx.toArray()]`,
            () => `${this.truth()} ? take(1) : toArray()`,
            () => `catchError(() => ${this.stream(depth + 1)})`,
            () => `(s) => s${this.dot()}pipe(take(2))`,
            () => `rx.pipe(${this.one(["take(1)", "map(t), take(2)"])})`,
        ])();
    }

    observer() {
        return this.one([
            "log",
            "(v) => t(18)",
            "{ next: (v) => log(v), error: (e) => t(19), complete() { t(20) } }",
            "function observer(v) { log(typeof v, arguments.length) }",
            "log, t, t",
            "...[log]",
            "",
        ]);
    }
}

/** ES modules with what hot swap looks at: recipes, statements that send, exports of all kinds, hooks and factories. */
export class ModuleGrammar extends Grammar {
    hasDefault = false;

    program() {
        const lines = [this.one(["", '"use strict";', "/* first */ "]) + this.imports()];
        for (let left = 4 + this.number(8); left > 0; left--) {
            lines.push(this.number(3) === 0 ? this.statement(0) : this.top());
        }
        const text = lines.reduce((before, line) => before + this.mark() + this.separator(line) + line);
        return text.replaceAll(GAP, () => this.one(GAPS)) + this.one(["", "\n", " // the end", "\n/* end */\n", ";"]);
    }

    imports() {
        const names = "of, from, map, map as m, filter, scan, take, tap, switchMap, mergeMap, startWith, toArray, merge, concat, " +
            "defer, combineLatest, Subject, BehaviorSubject, ReplaySubject, Observable, catchError, EMPTY, pipe";
        return `import * as rx from "rxjs"; import { ${names} } from "rxjs"`;
    }

    /** Ends the line that it stands on. */
    mark() {
        return this.one(["", "", "", "", " // rx:ignore\n", "\n// rx:reset\n", "\n/* rx:ignore */\n"]);
    }

    /** @returns {string} */
    top() {
        const name = this.fresh(this.one(["v", "w$"]));
        const value = () => this.one([() => this.stream(0), () => this.recipe(), () => this.recipe()])();
        return this.one([
            () => `${this.exported()}${this.one(["const", "let"])} ${name} =${GAP}${value()}; log(typeof ${name})`,
            () => `const ${name} = new Subject(); ${name}.subscribe(log); ${name}${GAP}.${GAP}next(${this.recipe()}); ${name}.complete()`,
            () => `const ${name} = new BehaviorSubject(${this.recipe()}); (${name}).next(t(71)); ${name}.error(t(72))`,
            () => `rx.connectable(${this.stream(2)}).connect()`,
            () => `${this.exported()}const ${name} = { a$: ${this.stream(1)}, n: ${this.recipe()}, b: [${this.stream(2)}, 1] }; log(typeof ${name}.a$)`,
            () => this.maker(this.fresh("make")),
            () => this.maker(this.fresh("make")),
            () => this.maker(this.fresh("use")),
            () => this.byDefault(),
            () => `let ${name}; ${name} = ${this.one([this.stream(1), this.recipe()])}; export { ${name} as ${name}_ }`,
            () => `log(${value()}.constructor === t(74))`,
        ])();
    }

    /** There is only one. */
    byDefault() {
        const what = this.hasDefault ? "log(t(70))" : "export default ";
        const values = [this.stream(1), `(${this.recipe()})`, `(n) => ${this.stream(1)}`, "class { a$ = of(t(73)) }", "function () { return of(1) }"];
        const text = this.hasDefault ? what : what + this.one(values);
        this.hasDefault = true;
        return text;
    }

    exported() {
        return this.one(["", "export "]);
    }

    /** What is evaluated once, or has to stay where it is. @returns {string} */
    recipe() {
        return this.one([
            () => `t(60, 1)`,
            () => `(t)${GAP}(61, of(1))`,
            () => `new (t(62, class { get 0() { return 1 } }))`,
            () => `{}.constructor(t(63))`,
            () => `(t(64), t(65))`,
            () => `from([t(66)])`,
            () => `t${"`a${1}`"}`,
            () => `(${this.truth()} ? t(67, 1) : t(68, 2))`,
            () => `[t(69)]${this.dot()}slice(${GAP}0)`,
            () => `((a = t(75)) => a)()`,
            () => `t(76, () => ${this.outside(() => this.stream(2))})().pipe(${this.operator(2)})`,
            () => `(function () { return t(77) })()`,
            () => `async function () {}.constructor`,
        ])();
    }

    /** @param {string} name */
    maker(name) {
        const inner = `of(n).pipe(${this.operator(1)}, m((x) => t(80, x)), ${this.operator(2)})`;
        const use = `log(${name}.name, ${name}.length); ${name}(1).subscribe?.(log)`;
        return this.one([
            () => `${this.exported()}const ${name} = (n) =>${GAP}${inner}; ${use}`,
            () => `${this.exported()}const ${name} = function (n) { if (n) return ${inner}; return EMPTY }; ${use}`,
            () => `${this.exported()}function ${name}(n = t(81)) ${GAP}{${GAP}return(${inner}) } ${use}`,
            () => `${this.exported()}function ${name}(n) { "use strict"\nconst $m = ${inner}; return $m } ${use}`,
            () => `${this.exported()}const ${name} = (n) => (source) => source.pipe(${this.operator(1)}); of(1).pipe(${name}(2)).subscribe(log)`,
            () => `${this.exported()}async function ${name}(n) { const w = await n; return from([w]).pipe(mergeMap(async (x) => await x)) } ${name}(1).then((a$) => a$.subscribe(log))`,
            () => `class A${name} { a$ = ${this.stream(2)}; b = of(1).pipe(m((x) => t(82, x)), m(() => typeof this)) } new A${name}().b.subscribe(log)`,
        ])();
    }
}
