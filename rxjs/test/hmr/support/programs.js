/** programs.js - a module of streams that is edited again and again, in random ways that a person may edit one. */

/** Numbers below n, the same ones for a seed. @param {number} seed @returns {(n: number) => number} */
export function dice(seed) {
    let state = seed * 7919 + 1;
    return n => (state = state * 48271 % 0x7fffffff) % n;
}

const NAMES = ["a$", "b$", "c$", "d$", "e$"];
/** `@`: a stream that stands above, or in$; `#`: a number. */
const SOURCES = [
    "in$", "@", "@", "merge(@, rx.NEVER)", "rx.defer(() => in$)", "merge(in$.pipe(map(x => x + #)), rx.NEVER)", "of(#, 2)", "make(#)",
    "rx.combineLatest([@, @])", "#4 ? @ : in$", "list[0]",
];
const OPERATORS = [
    "map(x => x + #)", "filter(x => x !== #)", "rx.share()", "rx.takeUntil(rx.NEVER)", "rx.startWith(#)", "plus(#)", "rx.shareReplay(1)",
    "rx.switchMap(x => of(x, #))", "rx.mergeWith(in$.pipe(map(x => x * #), filter(x => x > #)))", "rx.finalize(() => #)", "rx.take(#5)",
    "scan((sum, x) => sum + x + #, 0)", "rx.switchMap(x => make(x))", "rx.mergeMap(x => in$.pipe(map(y => x + y + #)))", "rx.withLatestFrom(@)",
    "map(x => x.no.such)", "rx.groupBy(x => x % 2), rx.mergeMap(g$ => g$)", "rx.exhaustMap(x => @.pipe(rx.take(#)))", "rx.debounceTime(#)",
];
const INSTANCES = ["new Subject()", "new BehaviorSubject(#)", "new rx.ReplaySubject(#)", "rx.connectable(in$.pipe(map(x => x + #)))"];

/** @typedef {{ name: string, source: string, operators: string[], comment: string }} Stream */

export class Program {
    /** @type {Stream[]} */
    streams = [];
    /** @type {string[]} */
    statements = [];
    throws = false;
    maker = "map(x => x + n)";

    /** @param {(n: number) => number} pick */
    constructor(pick) {
        this.pick = pick;
        for (let n = 1 + pick(3); n > 0; n--) {
            this.add();
        }
        this.statements.push(this.subscribe());
    }

    /** @template T @param {T[]} list */
    one(list) {
        return list[this.pick(list.length)];
    }

    /** @param {string} text @param {number} [at] the streams that stand above */
    fill(text, at = this.streams.length) {
        const above = ["in$", ...this.streams.slice(0, at).map(({ name }) => name)];
        return text.replace(/@/g, () => this.one(above)).replace(/#\d?/g, n => String(1 + this.pick(n === "#" ? 3 : Number(n[1]))));
    }

    /** @param {number} [at] */
    operators(at) {
        return Array.from({ length: this.pick(4) }, () => this.fill(this.one(OPERATORS), at));
    }

    freeName() {
        const free = NAMES.filter(name => this.streams.every(stream => stream.name !== name));
        return free.length === 0 ? undefined : this.one(free);
    }

    add() {
        const name = this.freeName();
        if (name !== undefined) {
            const isInstance = this.pick(5) === 0, source = this.fill(this.one(isInstance ? INSTANCES : SOURCES));
            this.streams.push({ name, source, operators: isInstance ? [] : this.operators(), comment: "" });
        }
    }

    subscribe() {
        const name = this.one(["in$", ...this.streams.map(({ name }) => name)]), piped = this.pick(3) === 0 ? `.pipe(${this.fill(this.one(OPERATORS))})` : "";
        return this.fill(this.one([`@.subscribe(x => #);`, `${name}${piped}.subscribe({ next: x => #, error: () => {} });`,
            `${name}${piped}.subscribe({ next: x => #, error: () => {} });`, "in$.next(#);"]));
    }

    /** @returns {string} what was done */
    edit() {
        const at = this.pick(this.streams.length), stream = this.streams[at];
        switch (this.streams.length === 0 ? 0 : this.pick(13)) {
        case 0:
            this.add();
            return "a stream is added";
        case 1:
            this.remove(at);
            return `${stream.name} is removed`;
        case 2:
            this.rename(stream.name, this.freeName() ?? stream.name);
            return `${stream.name} is renamed`;
        case 3: {
            const other = this.one(this.streams).name;
            this.rename(stream.name, "tmp$");
            this.rename(other, stream.name);
            this.rename("tmp$", other);
            return "two names change places";
        }
        case 4:
            this.statements.push(this.subscribe());
            return "a statement is added";
        case 5:
            this.statements.splice(this.pick(this.statements.length + 1), 1);
            return "a statement is removed";
        case 6:
            stream.comment = stream.comment === "" ? this.one(["// rx:reset", "// rx:ignore"]) : "";
            return "a comment comes or goes";
        case 7:
            this.throws = !this.throws;
            return `it throws: ${this.throws}`;
        case 8:
            this.maker = this.fill(this.one(OPERATORS).replace("plus(#)", "map(x => n)").replace("make(x)", "of(n)"), 0);
            return "what makes streams is edited";
        default:
            return this.touch(stream, at);
        }
    }

    /** @param {Stream} stream @param {number} at */
    touch(stream, at) {
        const { operators } = stream;
        if (this.pick(4) === 0 || operators.length === 0 && this.pick(2) === 0) {
            stream.source = this.fill(this.one(this.pick(5) === 0 ? INSTANCES : SOURCES), at);
            return `${stream.name} has another source`;
        }
        const i = this.pick(operators.length + 1), made = this.fill(this.one(OPERATORS), at);
        const isSame = this.pick(2) === 0 && i < operators.length;
        operators.splice(i, this.pick(2), ...isSame ? [operators[i].replace(/\d/, n => String(Number(n) % 3 + 1))] : this.pick(2) === 0 ? [made] : []);
        return `an operator of ${stream.name} is edited`;
    }

    /** @param {number} at */
    remove(at) {
        const [{ name }] = this.streams.splice(at, 1);
        this.rename(name, "in$");
    }

    /** @param {string} from @param {string} to */
    rename(from, to) {
        const pattern = new RegExp(`(?<![\\w$])${from.replace("$", "\\$")}`, "g"), swap = (/** @type {string} */ text) => text.replace(pattern, () => to);
        this.streams.forEach(stream => {
            stream.name = swap(stream.name);
            stream.source = swap(stream.source);
            stream.operators = stream.operators.map(swap);
        });
        this.statements = this.statements.map(swap);
    }

    get text() {
        return [
            "export const in$ = new Subject(); globalThis.told$ = in$;",
            "const plus = n => s => s.pipe(map(x => x + n)), list = [in$, rx.NEVER];",
            `const make = n => in$.pipe(${this.maker});`,
            ...this.streams.map(({ name, source, operators, comment }) =>
                `const ${name} = ${source}${operators.length === 0 ? "" : `.pipe(${operators.join(", ")})`}; ${comment}`),
            ...this.statements,
            this.throws ? 'throw new Error("it throws");' : "",
        ].join("\n");
    }
}
