/**
 * kitchen.js - an app with everything that rxjs 7 exports, and what must come of any edit of it.
 *
 * In a round four values go into `in$`, one above the other. A stream has a source of its own, which counts who subscribes,
 * and says of each round
 *   - how many values it sends (`per`), each with the tag of its last map: "tail"
 *   - which code its function ran, by `mark(name, tag)` in it: "head"
 * A save changes tags and numbers, or puts a tap in and out, of up to three streams of a file. Then each that was edited
 * has its new tag from the next value on, and no other has changed in anything.
 */
const NUMBERS = [1, 2, 3, 4, 5];

/** @typedef {{ source: string, fn: (params: string, result: string) => string, n: number, front: string }} At front: an operator that comes first */
/**
 * @typedef {object} Stream
 * @property {string} name
 * @property {string} file
 * @property {(at: At) => string} text of what stands before the last map
 * @property {number | ((n: number) => number) | "free"} per values a round; free: as its own clock wants
 * @property {boolean} calls its function is called in each round
 * @property {boolean} resubscribes by itself
 * @property {number[]} numbers for `n`; none: it has no number
 * @property {boolean} front an operator may come first
 * @property {boolean} sums its values go up by one for ever
 * @property {string} before lines before its own
 */

/** @type {Stream[]} */
export const STREAMS = [];

/**
 * @param {string} file
 * @param {string} name
 * @param {Stream["text"]} text
 * @param {Partial<Stream>} [more]
 */
function stream(file, name, text, more = {}) {
    const probe = text({ source: "", fn: () => "FN", n: 77, front: "" });
    STREAMS.push({
        name, file, text, per: 4, calls: probe.includes("FN"), resubscribes: false, numbers: probe.includes("77") ? NUMBERS : [],
        front: text({ source: "", fn: () => "", n: 0, front: "FRONT" }).includes("FRONT"), sums: false, before: "", ...more,
    });
}

/** Operators. @type {(file: string) => (name: string, ops: (fn: (params: string, result: string) => string, n: number) => string, more?: Partial<Stream>) => void} */
const piped = (file) => (name, ops, more) => stream(file, name, ({ source, fn, n, front }) => `${source}.pipe(${front}${ops(fn, n)}, `, more);
/** What completes, made anew for each value. @type {typeof piped} */
const inside = (file) => (name, ops, more) => stream(file, name, ({ source, fn, n, front }) => `${source}.pipe(${front}mergeMap((x) => ${ops(fn, n)}), `, more);
/** Creators, at the module's own level. */
const made = (/** @type {string} */ name, /** @type {Stream["text"]} */ text, /** @type {Partial<Stream>} */ more = {}) =>
    stream("creators.js", name, (at) => `${text(at)}.pipe(`, more);

let op = piped("mapping.js");
op("map", (fn) => `map(${fn("x", "x")})`);
op("mapTo", (fn, n) => `mapTo(${n})`);
op("scan", (fn) => `scan(${fn("n, x", "n + 1")}, 0)`, { sums: true });
op("mergeScan", (fn) => `mergeScan(${fn("n, x", "of(n + 1)")}, 0)`, { sums: true });
op("switchScan", (fn) => `switchScan(${fn("n, x", "of(n + 1)")}, 0)`, { sums: true });
op("concatMap", (fn) => `concatMap(${fn("x", "of(x)")})`);
op("mergeMap", (fn, n) => `mergeMap(${fn("x", "of(x)")}, ${n})`);
op("flatMap", (fn) => `flatMap(${fn("x", "of(x)")})`);
op("switchMap", (fn) => `switchMap(${fn("x", "of(x)")})`);
op("exhaustMap", (fn) => `exhaustMap(${fn("x", "of(x)")})`);
op("expand", (fn) => `expand(${fn("x", "EMPTY")})`);
op("concatMapTo", () => "concatMapTo(of(1))");
op("mergeMapTo", () => "mergeMapTo(of(1))");
op("switchMapTo", () => "switchMapTo(of(1))");
op("concatAll", () => "map((x) => of(x)), concatAll()");
op("mergeAll", (fn, n) => `map((x) => of(x)), mergeAll(${n})`);
op("switchAll", () => "map((x) => of(x)), switchAll()");
op("exhaustAll", () => "map((x) => of(x)), exhaustAll()");
op("exhaust", () => "map((x) => of(x)), exhaust()");
op("groupBy", (fn) => `groupBy(${fn("x", "x % 2")}), mergeMap((group) => group)`);
op("pairwise", () => "startWith(0), pairwise()");
op("pluck", () => "map((x) => ({ a: { x } })), pluck(\"a\", \"x\")");
op("materialize", () => "materialize(), dematerialize()");
op("timestamp", () => "timestamp(), map(({ value }) => value)");
op("timeInterval", () => "timeInterval(), map(({ value }) => value)");

op = piped("filtering.js");
op("filter", (fn) => `filter(${fn("x", "x % 2 === 0")})`, { per: 2 });
op("distinct", (fn) => `distinct(${fn("x", "x")})`);
op("distinctUntilChanged", (fn) => `distinctUntilChanged(${fn("a, b", "false")})`);
op("distinctUntilKeyChanged", (fn) => `map((x) => ({ x })), distinctUntilKeyChanged("x", ${fn("a, b", "false")})`);
op("skip", (fn, n) => `skip(0 * ${n})`);
op("index", () => "map((x, i) => i)", { sums: true });
op("skipUntil", () => "skipUntil(of(1))");
op("skipWhile", (fn) => `skipWhile(${fn("x", "false")})`, { calls: false });
op("take", (fn, n) => `take(100000 + ${n})`);
op("takeUntil", () => "takeUntil(NEVER)");
op("takeWhile", (fn) => `takeWhile(${fn("x", "true")})`);
op("tap", (fn) => `tap(${fn("x", "0")})`);
op("tapObserver", (fn) => `tap({ next: ${fn("x", "0")}, finalize: () => 0 })`);
op("withLatestFrom", (fn) => `withLatestFrom(of(1), ${fn("x, y", "x")})`);
op("combineLatestWith", () => "combineLatestWith(of(1))");
op("concatWith", () => "concatWith(of(1))");
op("mergeWith", () => "mergeWith(NEVER)");
op("raceWith", () => "raceWith(NEVER)");
op("zipWith", () => "zipWith(in$)");
op("onErrorResumeNextWith", () => "onErrorResumeNextWith(of(1))");
op("startWith", (fn, n) => `startWith(${n})`);
op("endWith", (fn, n) => `endWith(${n})`);
op("finalize", (fn) => `finalize(${fn("", "0")})`, { calls: false });
op("repeat", (fn) => `take(4), repeat({ delay: ${fn("", "timer(1)")} })`, { resubscribes: true });
op("retry", (fn) => `map((x) => { if (x % 4 === 0) { throw new Error("fourth"); } return x; }), retry({ delay: ${fn("error", "timer(1)")} })`, { per: 3, resubscribes: true });
op("retryWhen", (fn) => `map((x) => { if (x % 4 === 0) { throw new Error("fourth"); } return x; }), retryWhen(${fn("errors$", "errors$.pipe(delay(1))")})`, { per: 3, calls: false, resubscribes: true });
op("repeatWhen", (fn) => `take(4), repeatWhen(${fn("ends$", "ends$.pipe(delay(1))")})`, { calls: false, resubscribes: true });

op = piped("timing.js");
op("audit", (fn) => `audit(${fn("x", "timer(2)")})`, { per: 1 });
op("auditTime", (fn, n) => `auditTime(${n})`, { per: 1 });
op("debounce", (fn) => `debounce(${fn("x", "timer(2)")})`, { per: 1 });
op("debounceTime", (fn, n) => `debounceTime(${n})`, { per: 1 });
op("delay", (fn, n) => `delay(${n})`);
op("delayWhen", (fn) => `delayWhen(${fn("x", "timer(1)")})`);
op("sample", () => "sample(fourth$)", { per: 1 });
op("sampleTime", (fn, n) => `sampleTime(${n})`, { per: 1 });
op("throttle", (fn) => `throttle(${fn("x", "timer(1)")})`, { per: 1 });
op("throttleTime", (fn, n) => `throttleTime(${n} / 5)`, { per: 1 });
op("timeout", (fn, n) => `timeout({ each: 600000 + ${n} })`);
op("timeoutWith", (fn, n) => `timeoutWith(600000 + ${n}, of(1))`);
op("observeOn", () => "observeOn(asyncScheduler)");
op("subscribeOn", () => "subscribeOn(asapScheduler)");
op("buffer", () => "buffer(fourth$)", { per: 1 });
op("bufferCount", (fn, n) => `bufferCount(${n})`, { per: (n) => 4 / n, numbers: [1, 2, 4] });
op("bufferTime", (fn, n) => `bufferTime(${n}), filter((all) => all.length > 0)`, { per: 1 });
op("bufferToggle", (fn) => `bufferToggle(fourth$, ${fn("", "fourth$")})`, { per: 1 });
op("bufferWhen", (fn) => `bufferWhen(${fn("", "fourth$")})`, { per: 1 });
op("window", () => "window(fourth$), mergeMap((one) => one)");
op("windowCount", (fn, n) => `windowCount(${n}), mergeMap((one) => one)`);
op("windowTime", (fn, n) => `windowTime(${n}), mergeMap((one) => one)`);
op("windowToggle", (fn) => `windowToggle(of(1), ${fn("", "NEVER")}), mergeMap((one) => one)`, { calls: false });
op("windowWhen", (fn) => `windowWhen(${fn("", "fourth$")}), mergeMap((one) => one)`);
op("share", () => "share()");
op("shareConnector", (fn) => `share({ connector: ${fn("", "new Subject()")} })`, { calls: false });
op("shareReplay", (fn, n) => `shareReplay(${n})`, { resubscribes: true });
op("connect", (fn) => `connect(${fn("shared$", "merge(shared$, NEVER)")})`, { calls: false });
op("publish", () => "publish(), refCount()");
op("publishBehavior", (fn, n) => `publishBehavior(${n}), refCount()`, { resubscribes: true });
op("publishReplay", (fn, n) => `publishReplay(${n}), refCount()`, { resubscribes: true });
op("multicast", (fn) => `multicast(${fn("", "new Subject()")}), refCount()`, { calls: false });

op = inside("completing.js");
op("catchError", (fn) => `throwError(() => x).pipe(catchError(${fn("error", "of(error)")}))`);
op("combineLatestAll", (fn) => `of(of(x), of(1)).pipe(combineLatestAll(${fn("a, b", "a")}))`);
op("combineAll", (fn) => `of(of(x), of(1)).pipe(combineAll(${fn("a, b", "a")}))`);
op("zipAll", (fn) => `of(of(x), of(1)).pipe(zipAll(${fn("a, b", "a")}))`);
op("count", (fn) => `of(1, 2).pipe(count(${fn("y", "true")}))`);
op("defaultIfEmpty", () => "EMPTY.pipe(defaultIfEmpty(1))");
op("elementAt", () => "of(1, 2).pipe(elementAt(1))");
op("every", (fn) => `of(1, 2).pipe(every(${fn("y", "true")}))`);
op("find", (fn) => `of(1, 2).pipe(find(${fn("y", "y === 2")}))`);
op("findIndex", (fn) => `of(1, 2).pipe(findIndex(${fn("y", "y === 2")}))`);
op("first", (fn) => `of(1, 2).pipe(first(${fn("y", "true")}))`);
op("last", (fn) => `of(1, 2).pipe(last(${fn("y", "true")}))`);
op("single", (fn) => `of(1, 2).pipe(single(${fn("y", "y === 2")}))`);
op("ignoreElements", () => "of(1, 2).pipe(ignoreElements(), endWith(1))");
op("isEmpty", () => "EMPTY.pipe(isEmpty())");
op("max", (fn) => `of(1, 2).pipe(max(${fn("a, b", "a - b")}))`);
op("min", (fn) => `of(1, 2).pipe(min(${fn("a, b", "a - b")}))`);
op("reduce", (fn) => `of(1, 2).pipe(reduce(${fn("a, b", "a + b")}))`);
op("sequenceEqual", (fn) => `of(1, 2).pipe(sequenceEqual(of(1, 2), ${fn("a, b", "true")}))`);
op("skipLast", () => "of(1, 2).pipe(skipLast(1))");
op("takeLast", () => "of(1, 2).pipe(takeLast(1))");
op("throwIfEmpty", (fn) => `EMPTY.pipe(throwIfEmpty(${fn("", "1")}), catchError(() => of(1)))`);
op("toArray", () => "of(1, 2).pipe(toArray())");
op("publishLast", () => "of(1, 2).pipe(publishLast(), refCount())");
op("forkJoin", (fn) => `forkJoin([of(1), of(2)], ${fn("a, b", "a")})`);
op("from", () => "from([x])");
op("generate", (fn) => `generate(0, ${fn("y", "y < 1")}, (y) => y + 1)`);
op("iif", (fn) => `iif(${fn("", "true")}, of(1), of(2))`);
op("range", () => "range(1, 1)");
op("scheduled", () => "scheduled([1], asapScheduler)");
op("onErrorResumeNext", () => "onErrorResumeNext(throwError(() => 1), of(1))");
op("pairs", () => "pairs({ a: x })");
op("empty", () => "concat(empty(), of(1))");
op("bindCallback", (fn) => `bindCallback(${fn("y, done", "done(y)")})(x)`);
op("bindNodeCallback", (fn) => `bindNodeCallback(${fn("y, done", "done(null, y)")})(x)`);
op("promise", (fn) => `from((${fn("", "Promise.resolve(1)")})())`);

made("merge", ({ source }) => `merge(${source}, NEVER)`);
made("concat", ({ source }) => `concat(of(), ${source})`);
made("race", ({ source }) => `race(${source}, NEVER)`);
made("zip", ({ source, fn }) => `zip(${source}, in$, ${fn("a, b", "a")})`);
made("combineLatest", ({ source, fn }) => `combineLatest([${source}, of(1)], ${fn("a, b", "a")})`);
made("partition", ({ source, fn }) => `partition(${source}, ${fn("x", "x % 2 === 0")})[0]`, { per: 2, resubscribes: true });
made("defer", ({ source, fn }) => `defer(${fn("", source)})`, { calls: false });
made("using", ({ source, fn }) => `using(${fn("", "({ unsubscribe() {} })")}, () => ${source})`, { calls: false });
made("fromEvent", ({ fn }) => `fromEvent(target, "in", ${fn("event", "event.detail")})`);
made("fromEventPattern", ({ fn }) => `fromEventPattern((h) => target.addEventListener("in", h), (h) => target.removeEventListener("in", h), ${fn("event", "event.detail")})`);
made("observable", ({ fn }) => `new Observable(${fn("subscriber", "in$.subscribe((x) => subscriber.next(x))")})`, { calls: false });
made("interval", ({ n }) => `interval(${n} * 3)`, { per: "free" });
made("timer", ({ n }) => `timer(0, ${n} * 3)`, { per: "free" });
made("animationFrames", () => "animationFrames()", { per: "free" });

const subject = (/** @type {string} */ name, /** @type {string} */ text) =>
    stream("subjects.js", name, ({ fn }) => `${name}In$.pipe(map(${fn("x", "x")}), `, { before: `const ${name}In$ = ${text};\nsourceOf("${name}").subscribe(${name}In$);\n` });
subject("Subject", "new Subject()");
subject("BehaviorSubject", "new BehaviorSubject(0)");
subject("ReplaySubject", "new ReplaySubject(2)");
subject("Own", "new Own()");
stream("subjects.js", "connectable", ({ fn }) => `connectableIn$.pipe(map(${fn("x", "x")}), `,
    { before: 'const connectableIn$ = connectable(sourceOf("connectable"));\nconnectableIn$.connect();\n' });

/** @typedef {{ head: number, tail: number, n: number, tap: boolean, front: boolean }} Edition what was edited of a stream */

/** @param {Stream} stream @param {Edition} edition */
function textOf({ name, text, before }, { head, tail, n, tap, front }) {
    const fn = (/** @type {string} */ params, /** @type {string} */ result) => `(${params}) => (mark("${name}", ${head}), ${result})`;
    const start = text({ source: `sourceOf("${name}")`, fn, n, front: front ? `tap(() => mark("${name} front", 0)), ` : "" });
    return `${before}export const ${name}$ = ${start}${tap ? `tap(() => mark("${name} tap", 0)), ` : ""}map((x) => [${tail}, x]));`;
}

/** Names that rxjs exports and an expression may use. @type {RegExp} */
const WORD = /\b[a-zA-Z]\w*\b/g;

/** The text of a file. @param {string} file @param {Map<string, Edition>} editions @param {Set<string>} exported by rxjs */
export function fileOf(file, editions, exported) {
    const streams = STREAMS.filter((one) => one.file === file);
    const lines = streams.map((one) => textOf(one, /** @type {Edition} */ (editions.get(one.name))));
    const subscribes = isOwn(file) ? streams.map(({ name }) => `${name}$.subscribe((x) => got("${name}", x));`) : [];
    const names = new Set(lines.join("\n").match(WORD)?.filter((word) => exported.has(word)));
    const own = file === "subjects.js" ? "class Own extends Subject { twice() { return 2; } }\n" : "";
    return `import { ${[...names].join(", ")} } from "rxjs";\nimport { fourth$, in$, sourceOf, target } from "./given.js";\n${own}${lines.join("\n")}\n${subscribes.join("\n")}\n`;
}

/** Whether a file subscribes to its streams itself; the others' are subscribed to in another module. @param {string} file */
export function isOwn(file) {
    return file === "filtering.js" || file === "completing.js";
}

export const FILES = [...new Set(STREAMS.map(({ file }) => file))];

/** mulberry32: numbers from 0 to 1. @param {number} seed */
export function random(seed) {
    let state = seed;
    return () => {
        state = state + 0x6d2b79f5 | 0;
        let t = Math.imul(state ^ state >>> 15, 1 | state);
        t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
        return ((t ^ t >>> 14) >>> 0) / 4294967296;
    };
}

/** What no edit touches: where values come from, and who looks at them. */
export const GIVEN = {
    "main.js": `${FILES.map((file) => `import * as ${file.slice(0, -3)} from "./${file}";`).join("\n")}
for (const module of [${FILES.filter((file) => !isOwn(file)).map((file) => file.slice(0, -3)).join(", ")}]) {
    for (const [key, stream$] of Object.entries(module)) {
        const name = key.slice(0, -1);
        stream$.subscribe({ next: (x) => got(name, x), error: (e) => ended.push([name, String(e)]), complete: () => ended.push([name, "complete"]) });
    }
}
ran("main");
`,
    "given.js": `import { Observable, Subject, filter } from "rxjs";
export const in$ = new Subject();
export const fourth$ = in$.pipe(filter((x) => x % 4 === 0));
export const target = new EventTarget();
const sources = {};
export const sourceOf = (name) => sources[name] ??= new Observable((subscriber) => {
    subscribed[name] = [(subscribed[name]?.[0] ?? 0) + 1, subscribed[name]?.[1] ?? 0];
    const subscription = in$.subscribe(subscriber);
    return () => { subscribed[name][1]++; subscription.unsubscribe(); };
});
let last = 0;
in$.subscribe((detail) => target.dispatchEvent(new CustomEvent("in", { detail })));
window.sendFour = () => { for (let i = 0; i < 4; i++) { in$.next(++last); } };
`,
};

/** In the page, before its modules. */
export function kitchenPrelude() {
    const world = /** @type {any} */ (window);
    Object.assign(world, { subscribed: {}, ended: [], round: { values: {}, marks: {} } });
    world.mark = (/** @type {string} */ name, /** @type {number} */ tag) => (world.round.marks[name] ??= []).push(tag);
    world.got = (/** @type {string} */ name, /** @type {unknown} */ value) => (world.round.values[name] ??= []).push(value);
    /** Sends four values, and waits for what is expected of them. @param {Record<string, number>} due values by stream */
    world.play = async (/** @type {Record<string, number>} */ due) => {
        const left = world.round.values, began = performance.now(), fresh = () => ({ values: {}, marks: {} });
        world.round = fresh();
        world.sendFour();
        const isDone = () => Object.entries(due).every(([name, count]) => (world.round.values[name]?.length ?? 0) >= count);
        while (!isDone() && performance.now() - began < 2000) {
            await new Promise((resolve) => setTimeout(resolve, 4));
        }
        const { values, marks } = world.round;
        world.round = fresh();
        return { left, values, marks, subscribed: world.subscribed, ended: world.ended };
    };
}
