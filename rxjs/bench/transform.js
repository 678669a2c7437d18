/**
 * The transform beside its floor, and the parsers that could have carried it.
 *
 *     node bench/transform.js [rounds]
 *
 * A parser counts with all it hands to JavaScript, since the transform walks the tree there. The floor is what any
 * transform has to do with the quickest of them: parse, put in as many edits, and make the map. Rounds are
 * interleaved and medians taken, so the ratio holds on a busy machine, too. Goal: at most 1.5 times the floor, also with
 * what hot swap needs. A module that was saved is not parsed as a whole; the goal does not count that.
 */

import MagicString from "magic-string";
import { parse as acorn } from "acorn";
import { parse as lexer, init as lexerReady } from "es-module-lexer";
import { js as astGrep } from "@ast-grep/napi";
import { parse as meriyah } from "meriyah";
import { parseSync as oxc } from "oxc-parser";
import { parseAst as vite } from "vite";

import { transform } from "../src/transform/index.js";
import { Trees } from "../src/transform/reparse.js";

const ROUNDS = Number(process.argv[2] ?? 150);
const GOAL = 1.5;
const QUIET = "export const a = 1;\n".repeat(1000);
const RANGES = { start: true, end: true };

/** @type {Record<string, (code: string) => unknown>} */
const PARSERS = {
    "meriyah": (code) => meriyah(code, { sourceType: "module", next: true, ranges: RANGES, validateRegex: false }),
    "acorn": (code) => acorn(code, { ecmaVersion: "latest", sourceType: "module" }),
    "oxc-parser": (code) => oxc("a.js", code).program,
    "oxc-parser, tree not handed over": (code) => oxc("a.js", code),
    "Vite's parseAst (rolldown)": (code) => vite(code),
    "@ast-grep/napi, calls found": (code) => astGrep.parse(code).root().findAll({ rule: { kind: "call_expression" } }).map(placesOf),
    "es-module-lexer, imports only": (code) => lexer(code),
};

/** @param {import("@ast-grep/napi").SgNode} call  what a rewrite of the call needs */
function placesOf(call) {
    return [call.range().start.index, call.child(0)?.kind(), call.child(0)?.range().end.index];
}

/** Cannot carry a transform: no tree. */
const NO_TREE = new Set(["oxc-parser, tree not handed over", "es-module-lexer, imports only"]);

/** What the dev server keeps of modules from one save to the next. */
const trees = new Trees();
let saves = 0;

await lexerReady;
for (const lines of [300, 1000]) {
    report(moduleOf(lines));
}

/** @param {string} code */
function report(code) {
    const sites = transform(code, "/app/a.ts", { root: "/app" })?.code.split("$rxs()").length ?? 0;
    const medians = measure({ ...PARSERS, transform: whole, nothing }, code);
    const trees = Object.keys(PARSERS).filter((name) => !NO_TREE.has(name));
    const quickest = trees.reduce((a, b) => (medians[b] < medians[a] ? b : a));
    const floors = measure({ floor: (text) => floor(text, PARSERS[quickest], sites), transform: whole, hot: wholeHot }, code);
    const again = measure({ saved }, code); // by itself: what is kept for it costs the others collections
    console.log(`\n${code.split("\n").length} lines, ${code.length} characters, ${sites} sites; ms, warm, median of ${ROUNDS}`);
    for (const name of Object.keys(PARSERS)) {
        row(`  ${name}${NO_TREE.has(name) ? " (no tree)" : ""}`, medians[name]);
    }
    row("a module that mentions no stream", medians.nothing);
    row(`floor: ${quickest}, magic-string, map`, floors.floor);
    row("transform", floors.transform);
    row("transform for hot swap", floors.hot);
    row("the same, of a module that was saved", again.saved);
    ratio("transform / floor", floors.transform / floors.floor);
    ratio("transform for hot swap / floor", floors.hot / floors.floor);
}

/** @param {string} name @param {number} value */
function ratio(name, value) {
    console.log(`${name.padEnd(52)}${value.toFixed(2).padStart(8)}  ${value <= GOAL ? "ok" : `goal ${GOAL}`}`);
}

/** @param {string} name @param {number} ms */
function row(name, ms) {
    console.log(`${name.padEnd(52)}${ms.toFixed(3).padStart(8)}`);
}

/** @param {Record<string, (code: string) => unknown>} tasks @param {string} code @returns {Record<string, number>} */
function measure(tasks, code) {
    /** @type {Record<string, number[]>} */
    const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
    for (let round = -ROUNDS / 3; round < ROUNDS; round++) {
        for (const name of Object.keys(tasks)) {
            const start = performance.now();
            tasks[name](code);
            if (round >= 0) {
                times[name].push(performance.now() - start);
            }
        }
    }
    return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, list.sort((a, b) => a - b)[list.length >> 1]]));
}

/** @param {string} code */
function whole(code) {
    const result = transform(code, "/app/a.ts", { root: "/app", virtual: "virtual:rxscope" });
    return [result?.code, JSON.stringify(result?.map)];
}

/** @param {string} code */
function wholeHot(code) {
    const result = transform(code, "/app/a.ts", { root: "/app", virtual: "virtual:rxscope", hot: true, accept: true });
    return [result?.code, JSON.stringify(result?.map)];
}

/** As a dev server makes what was saved: something in the middle is another than before. @param {string} code */
function saved(code) {
    const middle = code.indexOf("1000", code.length / 2);
    const other = `${code.slice(0, middle)}${1000 + (saves++ % 9000)}${code.slice(middle + 4)}`;
    const result = transform(other, "/app/a.ts", { root: "/app", virtual: "virtual:rxscope", hot: true, accept: true, trees });
    return [result?.code, JSON.stringify(result?.map)];
}

function nothing() {
    return transform(QUIET, "/app/a.ts", { root: "/app" });
}

/** @param {string} code @param {(code: string) => unknown} parse @param {number} edits */
function floor(code, parse, edits) {
    const tree = parse(code);
    const text = new MagicString(code);
    for (let edit = 0; edit < edits; edit++) {
        text.appendLeft(Math.floor((code.length * edit) / edits), "$rxs().k(1, ");
    }
    return [tree, text.toString(), text.generateMap({ hires: "boundary", includeContent: true }).toString()];
}

/** A module as apps have them: streams, a component, a class, and what has nothing to do with streams. @param {number} lines */
function moduleOf(lines) {
    const parts = ['import { of, interval, map, filter, scan, switchMap, Subject, debounceTime as quiet } from "rxjs";'];
    for (let n = 0; parts.join("\n").split("\n").length < lines; n++) {
        parts.push(part(n));
    }
    return parts.join("\n");
}

/** @param {number} n */
function part(n) {
    return `
export const items${n}$ = interval(1000).pipe(
    filter((x) => x % 2 === 0),
    switchMap((x) => api.getJSON(\`/items/\${x}\`).pipe(map((reply) => reply.items))),
    scan((all, one) => [...all, ...one], []),
);
const chosen${n} = new Subject();
export function useItems${n}(id, options = {}) {
    const [state, setState] = React.useState(null);
    React.useEffect(() => {
        const sub = items${n}$.pipe(quiet(options.delay ?? 100)).subscribe({
            next: (value) => setState(value),
            error: (error) => console.error("failed", error, id),
        });
        return () => sub.unsubscribe();
    }, [id, options.delay]);
    if (state === null) {
        return React.createElement("div", { className: "loading", "data-id": id }, "loading ", id);
    }
    for (const [key, value] of Object.entries(state)) {
        if (value && typeof value === "object" && !Array.isArray(value)) {
            console.log(key, value.name ?? "none", value.length > 3 ? value.slice(0, 3) : value);
        }
    }
    return React.createElement("ul", null, state.map((item, at) =>
        React.createElement("li", { key: at, onClick: () => chosen${n}.next(item) }, item.name)));
}
class Service${n} {
    #cache = new Map();
    constructor(http) { this.http = http; this.url = "/api/" + ${n}; }
    load(id) {
        if (this.#cache.has(id)) return of(this.#cache.get(id));
        return this.http.get(this.url + id).pipe(map((reply) => { this.#cache.set(id, reply); return reply; }));
    }
    async all() {
        const reply = await fetch(this.url);
        return (await reply.json()).map(({ id, ...rest }) => ({ id, rest }));
    }
}`;
}
