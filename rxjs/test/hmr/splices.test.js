/**
 * Chains of operators of all families are edited in random ways, and compared with subscriptions that begin anew at each edit: what
 * runs on has to send the same values as these as soon as both have seen the same, once each, and to be subscribed to as much.
 * The operators forget: what they send hangs on the last values, so that the two agree after some time. Numbers of subscriptions are
 * given out in a random order, so that nothing hangs on what ran before.
 * RXSCOPE_SEEDS is a list of other beginnings, RXSCOPE_EDITS another number of edits.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";
import { Clock } from "./support/clock.js";
import { random } from "../support/kitchen.js";
import { give, settle, take } from "../../src/runtime/slots.js";

const SEEDS = (process.env.RXSCOPE_SEEDS ?? "1,2,3,4,5,6").split(",").map(Number), EDITS = Number(process.env.RXSCOPE_EDITS ?? 60);
/** Milliseconds in which every timer of a chain has fired. */
const REST = 40;
/** Notifiers send so often until a chain has forgotten: an operator remembers up to three values that another one sends at each. */
const ROUNDS = 8;
/** Slots. */
const MIXED = 300;

/** @typedef {{ kind: string, a: number }} Op a: a number that an edit changes */

/** Operators, by kind; each takes and gives numbers from 0 to 99. @type {Record<string, (a: number) => string>} */
const KINDS = {
    map: a => `rx.map(x => (x + ${a}) % 100)`,
    filter: a => `rx.filter(x => x % 7 !== ${a % 7})`,
    tap: a => `rx.tap(() => ${a})`,
    scan: a => `rx.scan((last, x) => [last[1], x, ${a}], [0, 0, 0]), rx.map(([p, q, a]) => (3 * p + q + a) % 100)`,
    pairwise: a => `rx.pairwise(), rx.map(([p, q]) => (p + 2 * q + ${a}) % 100)`,
    distinct: () => "rx.distinctUntilChanged()",
    startWith: a => `rx.startWith(${a})`,
    skip: a => `rx.skip(${a % 3})`,
    takeUntil: a => `rx.takeUntil(stop${a % 2}$)`,
    finalize: a => `rx.finalize(() => ${a})`,
    own: a => `from$ => new rx.Observable(to => from$.subscribe(to)), rx.map(x => (x + ${a}) % 100)`,
    merge: a => `rx.mergeMap(x => rx.timer(1, 2).pipe(rx.take(2), rx.map(i => (x + i * ${a}) % 100)))`,
    switch: a => `rx.switchMap(x => rx.timer(1, 2).pipe(rx.take(3), rx.map(i => (x + i * ${a}) % 100)))`,
    concat: a => `rx.concatMap(x => rx.of(x, (x + ${a}) % 100).pipe(rx.delay(1)))`,
    exhaust: a => `rx.exhaustMap(x => rx.timer(2).pipe(rx.map(() => (x + ${a}) % 100)))`,
    alive: a => `rx.switchMap(x => alive$.pipe(rx.map(y => (x + y * ${a}) % 100)))`,
    expand: a => `rx.expand(x => x > ${50 + a % 20} ? rx.of(x - 50) : rx.EMPTY)`,
    // A group lives on: its operator's name is in no other callback, since "the second map" may become the first.
    group: a => `rx.groupBy(x => x % 2), rx.mergeMap(group => group.pipe(rx.mergeScan((_, x) => rx.of((x + ${a}) % 100), 0)))`,
    delay: a => `rx.delay(${1 + a % 3})`,
    debounce: a => `rx.debounceTime(${1 + a % 3})`,
    audit: a => `rx.auditTime(${1 + a % 3})`,
    throttle: a => `rx.throttleTime(${1 + a % 2})`,
    observeOn: a => `rx.observeOn(rx.asyncScheduler, ${a % 2})`,
    buffer: a => `rx.buffer(buffer$), rx.map(all => (all.reduce((p, q) => p + q, 0) + ${a}) % 100)`,
    bufferWhen: a => `rx.bufferWhen(() => when$), rx.map(all => (all.length + ${a}) % 100)`,
    window: a => `rx.window(window$), rx.mergeMap(one => one.pipe(rx.map(x => (x + ${a}) % 100)))`,
    sample: () => "rx.sample(sample$)",
    combine: a => `rx.combineLatestWith(combine$), rx.map(([x, y]) => (x + y * ${a}) % 100)`,
    latest: a => `rx.withLatestFrom(latest$), rx.map(([x, y]) => (x + y * ${a}) % 100)`,
    mergeWith: () => "rx.mergeWith(with$)",
    share: () => "rx.share()",
    shareReplay: a => `rx.shareReplay({ bufferSize: ${1 + a % 2}, refCount: true })`,
    publish: () => "rx.publish(), rx.refCount()",
    publishReplay: a => `rx.publishReplay(${1 + a % 2}), rx.refCount()`,
    publishBehavior: a => `rx.publishBehavior(${a}), rx.refCount()`,
    multicast: a => `rx.multicast(() => (${a}, new rx.Subject())), rx.refCount()`,
    connect: a => `rx.connect(all$ => rx.merge(all$, all$.pipe(rx.map(x => (x + ${a}) % 100))))`,
    retry: a => `rx.map(x => { if (x % 10 === ${a % 10}) { throw new Error("one of those"); } return x; }), rx.retryWhen(errors$ => errors$.pipe(rx.delay(1)))`,
    repeat: a => `rx.takeWhile(x => x % 10 !== ${a % 10}), rx.repeatWhen(ends$ => ends$.pipe(rx.delay(1)))`,
};

/** What sends the same value first to whoever subscribes, again and again. */
const REMEMBERING = ["publishReplay", "publishBehavior", "startWith"];

const NAMES = ["1", "2"];

/** The slots that are given out next come in another order. @param {number} seed */
function mixSlots(seed) {
    settle();
    const draw = random(seed), slots = Array.from({ length: MIXED }, () => take(0, null, 0)).sort((a, b) => a - b);
    for (let i = slots.length - 1; i > 0; i--) {
        const at = Math.floor(draw() * (i + 1));
        [slots[i], slots[at]] = [slots[at], slots[i]];
    }
    slots.forEach(give);
}

/** Edits that are given. */
class Script {
    /** @param {string[]} texts */
    constructor([first, ...rest]) {
        this.text = first;
        this.rest = rest;
    }

    edit() {
        this.text = this.rest.shift() ?? this.text;
        return "the next text";
    }
}

/** Random edits of a list of operators. */
class Editor {
    /** @type {Op[]} */
    ops = [];

    /** @param {(n: number) => number} random */
    constructor(random) {
        this.random = random;
        this.ops = [this.#make()];
    }

    /** Of a kind there is one: two that wait for the same notifier would see what it sends in the order in which they have come. @returns {Op} */
    #make() {
        const kinds = Object.keys(KINDS).filter(kind => this.ops.every(op => op.kind !== kind));
        return { kind: kinds[this.random(kinds.length)], a: 1 + this.random(90) };
    }

    /** One change of the text, or two. @returns {string} what was done */
    edit() {
        const { ops } = this, done = Array.from({ length: 1 + (this.random(3) >> 1) }, () => this.#one()).join(" and ");
        if (!this.#remembers()) {
            return done;
        }
        this.ops = ops;
        return this.edit();
    }

    /** Whether something goes on handing out the very value that repeat or retry ends with: they end in each round, and never get another one. */
    #remembers() {
        const at = this.ops.findIndex(({ kind }) => REMEMBERING.includes(kind));
        return at >= 0 && this.ops.slice(at).some(({ kind }) => kind === "repeat" || kind === "retry");
    }

    #one() {
        const { random, ops } = this, at = random(ops.length), op = ops[at];
        const what = ops.length < 2 ? "insert" : ops.length > 6 ? "remove" : ["insert", "insert", "remove", "exchange", "move", "change", "change"][random(7)];
        if (what === "insert") {
            const made = this.#make();
            this.ops = ops.toSpliced(random(ops.length + 1), 0, made);
            return `insert ${made.kind}`;
        }
        if (what === "exchange") {
            const made = this.#make();
            this.ops = ops.with(at, made);
            return `exchange ${op.kind} for ${made.kind}`;
        }
        const rest = ops.toSpliced(at, 1);
        this.ops = what === "remove" ? rest : what === "move" ? rest.toSpliced(random(ops.length), 0, op) : ops.with(at, { ...op, a: op.a + 1 });
        return `${what} ${op.kind}`;
    }

    get text() {
        return this.ops.map(({ kind, a }) => KINDS[kind](a)).join(", ");
    }
}

/** What is sent to, in this order: the source, notifiers of which each operator has its own, and values that stay. */
const FLUSHES = ["buffer$", "when$", "window$", "sample$"], LASTING = ["alive$", "combine$", "latest$", "with$"];
const GIVEN = ["in$", "stop0$", "stop1$", ...FLUSHES, ...LASTING];

/** @param {string} text */
const moduleOf = text => `
    export const ${GIVEN.map(name => `${name} = new ${LASTING.includes(name) ? "BehaviorSubject(1)" : "Subject()"}`)};
    export const out$ = rx.defer(() => counted("in", in$)).pipe(${text});
    export const subs = [${NAMES.map(name => `out$.subscribe(watch("${name}"))`)}];
`;

/** Subscriptions that begin now, to subjects of their own. */
class Fresh {
    /** @param {App} app @param {string} text @param {any} module whose last values these have, too */
    constructor(app, text, module) {
        const { rxjs } = app, { counted, watch } = /** @type {any} */ (globalThis);
        this.subjects = GIVEN.map(name => LASTING.includes(name) ? new rxjs.BehaviorSubject(module[name].value) : new rxjs.Subject());
        delete app.counts.fresh;
        const out$ = new Function("rx", "counted", ...GIVEN, `return rx.defer(() => counted("fresh", in$)).pipe(${text});`)(rxjs, counted, ...this.subjects);
        this.subs = NAMES.map(name => out$.subscribe(watch(`fresh ${name}`)));
    }

    end() {
        this.subs.forEach(sub => sub.unsubscribe());
    }
}

/**
 * @param {import("node:test").TestContext} t
 * @param {number} seed
 * @param {Script | null} [script] instead of random edits
 */
async function play(t, seed, script = null) {
    mixSlots(seed);
    const app = new App(t), clock = new Clock(t), draw = random(seed), pick = (/** @type {number} */ n) => Math.floor(draw() * n);
    const editor = script ?? new Editor(pick), edits = script?.rest.length ?? EDITS, done = /** @type {string[]} */ ([]);
    await app.save("a.js", moduleOf(editor.text));
    const module = app.module("a.js"), subjects = GIVEN.map(name => module[name]);
    let { subs } = module, fresh = /** @type {Fresh | null} */ (null), before = "";
    /** The same for all. @param {string} name of a subject @param {number} [value] */
    const send = (name, value) => [subjects, fresh?.subjects ?? []].forEach(all => all[GIVEN.indexOf(name)]?.next(value));
    const flush = () => FLUSHES.forEach(name => send(name));
    const event = () => {
        const what = pick(8);
        what === 0 ? flush() : what === 1 ? send(LASTING[pick(4)], pick(100)) : what < 4 ? clock.tick(1 + pick(3)) : send("in$", pick(100));
    };
    /** What each was sent. @param {string} prefix @param {[string, unknown][]} all */
    const of = (prefix, all) => NAMES.map(name => all.filter(([to]) => to === prefix + name).map(([, ...what]) => what.join()).join(" "));
    const left = () => [...GIVEN.filter(name => module[name].observers.length > 0), ...app.counts.in.living > 0 ? ["in"] : [], ...clock.size > 0 ? ["timers"] : []];
    for (let i = 0; i < edits; i++) {
        const story = () => `edit ${i}: ${done.slice(-3).join("; ")}\n${before}\n${editor.text}`;
        before = editor.text;
        done.push(editor.edit());
        for (let n = pick(4); n > 0; n--) {
            event();
        }
        subs = (await app.save("a.js", moduleOf(editor.text))).subs;
        fresh = new Fresh(app, editor.text, module);
        for (let n = 0; n < 40; n++) {
            event();
        }
        for (let n = 0; n < 8; n++) {
            send(LASTING[n % 4], pick(100));
            send("in$", pick(100));
            clock.tick(5);
        }
        for (let n = 0; n < ROUNDS; n++) {
            flush();
            clock.tick(REST);
        }
        app.take();
        for (let n = 0; n < 20; n++) {
            event();
            const all = app.take();
            assert.deepEqual(of("", all), of("fresh ", all), story());
        }
        flush();
        clock.tick(REST);
        const all = app.take();
        assert.deepEqual(of("", all), of("fresh ", all), story());
        const living = subjects.map(({ observers }) => observers.length), due = fresh.subjects.map(({ observers }) => observers.length);
        assert.deepEqual([...living, app.counts.in.living], [...due, app.counts.fresh.living], `subscribed to ${GIVEN}: ${story()}`);
        fresh.end();
        fresh = null;
        assert.equal(app.counts.fresh.living, 0, story());
        app.take();
        if (i % 10 === 9) {
            subs.forEach((/** @type {any} */ sub) => sub.unsubscribe());
            assert.deepEqual(left(), [], `left behind: ${story()}`);
        } // the next save makes anew what the app itself has ended
    }
    subs.forEach((/** @type {any} */ sub) => sub.unsubscribe());
    assert.deepEqual(left(), []);
}

for (const seed of SEEDS) {
    test(`a chain of operators of all families, edited ${EDITS} times, runs as one that begins anew (seed ${seed})`, t => play(t, seed));
}

const BUFFER = "rx.bufferWhen(() => when$), rx.map(all => (all.length + 20) % 100)", PUBLISH = "rx.publish(), rx.refCount()";
const PAIRS = "rx.pairwise(), rx.map(([p, q]) => (p + 2 * q) % 100)", BEHAVIOR = "rx.publishBehavior(29), rx.refCount()";
const REPLAY = "rx.shareReplay({ bufferSize: 2, refCount: true })", EXPAND = "rx.expand(x => x > 51 ? rx.of(x - 50) : rx.EMPTY)";
const MULTICAST = "rx.multicast(() => new rx.Subject()), rx.refCount()", AGAIN = "rx.takeWhile(x => x % 10 !== 3), rx.repeatWhen(ends$ => ends$.pipe(rx.delay(1)))";

for (const [what, ...texts] of [
    ["operators go together with the one before which some of them were put", "rx.map(x => x + 1)", "rx.switchMap(x => alive$), rx.map(x => x + 1)", "rx.tap(() => {})"],
    ["as above, and others come in their place", "rx.map(x => x + 1)", `${BUFFER}`, PUBLISH],
    ["an operator goes that had got what another subscriber's connection brings", "rx.map(x => x + 1)", BUFFER, `${PUBLISH}, ${BUFFER}`, PUBLISH],
    ["a connectable goes and the one behind it stays", `rx.publishReplay(1), rx.refCount(), ${PUBLISH}`, PUBLISH],
    ["a connection stands below one who gets its values from it", BEHAVIOR, `${BEHAVIOR}, rx.share()`, "rx.share()"],
    ["a connectable goes before one that was put in while another went", `${MULTICAST}, ${PAIRS}, rx.tap(() => {}), ${PUBLISH}`,
        `${MULTICAST}, ${PUBLISH}, ${PAIRS}, rx.tap(() => {})`, PUBLISH],
    ["what was shared is subscribed to once when another operator shares", `${REPLAY}, ${EXPAND}, ${PAIRS}`, `${REPLAY}, rx.distinctUntilChanged(), ${EXPAND}`,
        `rx.distinctUntilChanged(), rx.publishReplay(1), rx.refCount(), ${EXPAND}`],
    ["what an operator sends before it subscribes ends who was subscribed", "rx.map(x => x + 1)",
        "rx.startWith(9), rx.connect(all$ => rx.merge(all$, all$)), rx.map(x => { if (x === 9) { throw new Error(); } return x; }), rx.retryWhen(errors$ => errors$.pipe(rx.delay(1)))"],
    ["a repeat goes on after what stood behind it has gone", `${AGAIN}, rx.filter(x => x % 7 !== 5)`, AGAIN, `rx.share(), ${AGAIN}`, `rx.map(x => x + 1), ${AGAIN}`, "rx.share()"],
]) {
    test(`${what}: as if it began anew`, async t => {
        for (let seed = 1; seed <= 4; seed++) {
            await t.test(`slots in order ${seed}`, t => play(t, seed, new Script(texts)));
        }
    });
}
