/**
 * align.js - compares what runs with what an evaluation has made, and decides what becomes of each operator. It changes
 * nothing.
 *
 *   kept    goes on as it is                   moved    goes on, calls another function
 *   reset   the same operator with other values: made anew, its state starts over
 *   new, dropped
 *
 * Operators are aligned by the longest common subsequence over name and function args; between two that stay lies a span,
 * which is replaced as a whole (splice.js).
 */
import { FunctionArg } from "../args.js";
import { Creator } from "../definitions.js";
import { CONNECTABLE } from "./connectables.js";
import { argsOf } from "./shape.js";
import { isAlike } from "./alike.js";
import { objectIn, observableIn } from "./steps.js";

/** @typedef {import("../args.js").Arg} Arg */
/** @typedef {import("./shape.js").Link} Link */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./running.js").Running} Running */
/** @typedef {import("./running.js").RunningLink} RunningLink */

/** @typedef {"kept" | "moved" | "reset" | "new" | "dropped"} Fate */
/** @typedef {{ to: FunctionArg, from: FunctionArg, changed: boolean }} Move */
/** @typedef {{ fate: Fate, old: RunningLink | null, made: Link | null }} Entry */
/**
 * @typedef {object} Plan
 * @property {Running} running
 * @property {Shape} shape
 * @property {Entry[]} entries in the order in which they stand, dropped ones among them
 * @property {"kept" | "moved" | "new"} source
 * @property {Move[]} moves
 * @property {Plan[]} inner of streams among the args
 * @property {{ to: Arg, from: Arg }[]} texts args whose place was moved
 * @property {boolean} changed a version's worth
 * @property {boolean} structural something is made anew
 */

/** Whether an import is another thing than it was, by its number. @typedef {(dep: number) => boolean} ImportChanged */

/** Operators that hand out what was sent before; cleared when what is sent to them comes another way. */
const REPLAYS = new Set(["shareReplay", "publishReplay", "publishBehavior", "publishLast", "multicast"]);

/** @param {Arg} arg */
function hashOf(arg) {
    const { hot } = arg.current;
    return hot !== null ? hot[0] : arg instanceof FunctionArg ? String(arg.fn) : arg.current.text;
}

/** @param {Arg} old @param {Arg} made @param {ImportChanged} importChanged */
function differs(old, made, importChanged) {
    const { hot } = made.place;
    return hashOf(old) !== (hot !== null ? hot[0] : made instanceof FunctionArg ? String(made.own) : made.place.text) ||
        hot !== null && hot[1].some(importChanged);
}

/** @param {Arg[]} args */
function functionsOf(args) {
    return args.filter(arg => arg instanceof FunctionArg).map(({ place }) => place.path).join();
}

class Comparison {
    /** @param {Running} running @param {Shape} shape @param {ImportChanged} importChanged */
    constructor(running, shape, importChanged) {
        this.running = running;
        this.shape = shape;
        this.importChanged = importChanged;
        /** @type {Move[]} */
        this.moves = [];
        /** @type {Plan[]} */
        this.inner = [];
        /** @type {{ to: Arg, from: Arg }[]} */
        this.texts = [];
    }

    /** @param {Arg} old @param {Arg} made whether the plain value, or the stream, is the same */
    isSame(old, made) {
        const a = observableIn(old), b = observableIn(made);
        if (a !== undefined || b !== undefined) {
            return a === b || a !== undefined && b !== undefined && this.running.inner.has(a) && this.shape.inner.has(b);
        }
        const { value } = /** @type {any} */ (old), other = /** @type {any} */ (made).value;
        if (value !== undefined || other !== undefined) {
            return Object.is(value, other);
        }
        // An object that was evaluated anew is the same when it says the same; one that was changed since, by its text.
        const object = objectIn(old);
        return object !== undefined && isAlike(object, objectIn(made)) || !differs(old, made, this.importChanged);
    }

    /** Whether they are the same operator, or source, with the same values. @param {Arg[]} old @param {Arg[]} made */
    isLike(old, made) {
        return old.length === made.length && old.every((arg, i) => {
            const other = made[i];
            return arg.place.path === other.place.path && (arg instanceof FunctionArg) === (other instanceof FunctionArg) &&
                (arg instanceof FunctionArg || this.isSame(arg, other));
        });
    }

    /** @param {RunningLink} old @param {Link} made 0: they are nothing to each other */
    likeness(old, made) {
        if (old.link.name !== made.name || functionsOf(old.link.args) !== functionsOf(made.args)) {
            return 0;
        }
        if (made.operator.fun === null) {
            return this.isSameStep(old.link, made) ? 4 : 1;
        }
        if (!this.isLike(old.link.args, made.args)) {
            return 1;
        }
        return old.link.args.some((arg, i) => differs(arg, made.args[i], this.importChanged)) ? 3 : 4;
    }

    /** An operator of the app's own: by what it reaches. @param {Link} old @param {Link} made */
    isSameStep(old, made) {
        return old === made || made.step.hash !== "" && old.step.hash === made.step.hash &&
            !made.step.deps.some(this.importChanged);
    }

    /** They go on: functions move, streams among the args are compared. @param {Arg[]} old @param {Arg[]} made @returns {Fate} */
    keep(old, made) {
        let changed = false;
        old.forEach((to, i) => {
            const from = made[i];
            this.texts.push({ to, from });
            if (to instanceof FunctionArg && from instanceof FunctionArg) {
                const move = { to, from, changed: differs(to, from, this.importChanged) };
                this.moves.push(move);
                changed ||= move.changed;
            } else {
                changed = this.compareInner(to, from) || changed;
            }
        });
        return changed ? "moved" : "kept";
    }

    /** @param {Arg} old @param {Arg} made */
    compareInner(old, made) {
        const a = observableIn(old), b = observableIn(made);
        const running = a && this.running.inner.get(a), shape = b && this.shape.inner.get(b);
        if (running === undefined || shape === undefined || a === b) {
            return false;
        }
        const plan = compare(running, shape, this.importChanged);
        this.inner.push(plan);
        return plan.changed;
    }

    /** @returns {"kept" | "moved" | "new"} */
    source() {
        const { running, shape } = this, old = running.definition, made = shape.definition;
        if (running.source === shape.source && (old === made || !running.ownsSource)) {
            return "kept";
        }
        if (!isMadeHere(running) || !isMadeHere(shape)) {
            return "new"; // a stream that others have, too: one that looks like it is another one
        }
        if (!(old instanceof Creator && made instanceof Creator) || old.site.name !== made.site.name) {
            return "new";
        }
        if (!this.isLike(argsOf(old), argsOf(made))) {
            return "new";
        }
        const fate = this.keep(argsOf(old), argsOf(made));
        return fate === "moved" ? "moved" : "kept";
    }

    /** Longest common subsequence, the likest first. @returns {Entry[]} */
    align() {
        const old = this.running.links, made = this.shape.links;
        const like = old.map(a => made.map(b => this.likeness(a, b)));
        const best = Array.from({ length: old.length + 1 }, () => new Float64Array(made.length + 1));
        for (let i = old.length - 1; i >= 0; i--) {
            for (let j = made.length - 1; j >= 0; j--) {
                const pair = like[i][j] > 0 ? like[i][j] + 10 + best[i + 1][j + 1] : 0;
                best[i][j] = Math.max(pair, best[i + 1][j], best[i][j + 1]);
            }
        }
        /** @type {Entry[]} */
        const entries = [];
        let i = 0, j = 0;
        while (i < old.length || j < made.length) {
            const pairs = i < old.length && j < made.length && like[i][j] > 0 &&
                best[i][j] === like[i][j] + 10 + best[i + 1][j + 1];
            if (pairs) {
                const fate = like[i][j] >= 3 ? "kept" : "reset";
                entries.push({ fate, old: old[i++], made: made[j++] });
            } else if (j === made.length || i < old.length && best[i + 1][j] >= best[i][j + 1]) {
                entries.push({ fate: "dropped", old: old[i++], made: null });
            } else {
                entries.push({ fate: "new", old: null, made: made[j++] });
            }
        }
        return entries;
    }

    /** What replays is made anew behind a change. @param {Entry[]} entries @param {boolean} changed whether the source is another one */
    clearReplays(entries, changed) {
        for (const entry of entries) {
            if (changed && entry.fate === "kept" && entry.old !== null && replays(entry.old.link)) {
                entry.fate = "reset";
            }
            changed ||= entry.fate !== "kept";
        }
    }

    /** refCount counts for the connectable before it: with another one it begins anew. @param {Entry[]} entries */
    resetCounts(entries) {
        let was = null, is = /** @type {Entry | null} */ (null);
        for (const entry of entries) {
            const { name } = /** @type {Link} */ (entry.made ?? entry.old?.link);
            if (CONNECTABLE.has(name)) {
                was = entry.old !== null ? entry : was;
                is = entry.made !== null ? entry : is;
            } else if (name === "refCount" && entry.fate === "kept" && (was !== is || is !== null && is.fate !== "kept")) {
                entry.fate = "reset";
            }
        }
    }

    /** @returns {Plan} */
    plan() {
        const { running, shape, moves, inner, texts } = this;
        const source = this.source(), entries = this.align();
        this.clearReplays(entries, source === "new" || inner.some(plan => plan.structural));
        this.resetCounts(entries);
        for (const entry of entries) {
            if (entry.fate === "kept" && entry.old !== null && entry.made !== null && entry.made.operator.fun !== null) {
                entry.fate = this.keep(entry.old.link.args, entry.made.args);
            }
        }
        const rebuilt = source === "new" || entries.some(({ fate }) => fate !== "kept" && fate !== "moved");
        const structural = rebuilt || inner.some(plan => plan.structural);
        const changed = structural || source === "moved" || entries.some(({ fate }) => fate !== "kept");
        return { running, shape, entries, source, moves, inner, texts, changed, structural };
    }
}

/** Whether the source was made by the expression itself, for itself. @param {Running | Shape} stream */
function isMadeHere({ object, source, ownsSource }) {
    return ownsSource || source === object;
}

/** @param {Link} link */
function replays(link) {
    return REPLAYS.has(link.name) || link.name === "share" && link.args.some(({ place }) => place.path.endsWith(".connector"));
}

/**
 * @param {Running} running
 * @param {Shape} shape
 * @param {ImportChanged} importChanged
 * @returns {Plan}
 */
export function compare(running, shape, importChanged) {
    return new Comparison(running, shape, importChanged).plan();
}

/**
 * Whether a creator was called with the same values; its functions may be others.
 * @param {Arg[]} old
 * @param {Arg[]} made
 * @param {ImportChanged} importChanged
 */
export function agree(old, made, importChanged) {
    return old.length === made.length && old.every((arg, i) => {
        const other = made[i];
        if (arg instanceof FunctionArg && other instanceof FunctionArg) {
            return arg.place.path === other.place.path;
        }
        return observableIn(arg) !== undefined ? observableIn(arg) === observableIn(other)
            : observableIn(other) === undefined && !differs(arg, other, importChanged);
    });
}

/** Functions that move from one call of a creator to another. @param {Arg[]} old @param {Arg[]} made @param {ImportChanged} importChanged @returns {Move[]} */
export function movesOf(old, made, importChanged) {
    return old.flatMap((to, i) => {
        const from = made[i];
        return to instanceof FunctionArg && from instanceof FunctionArg ? [{ to, from, changed: differs(to, from, importChanged) }] : [];
    });
}

/** What a shape is made of, as text: equal where nothing differs. @param {Shape} shape @returns {string} */
export function signatureOf(shape) {
    const args = (/** @type {Arg[]} */ list) => list.map(({ place }) => `${place.path} ${place.hot?.[0] ?? place.text}`).join();
    const { definition } = shape, source = definition instanceof Creator ? `${definition.site.name} ${args(definition.args)}` : "";
    return [source, ...shape.links.map(link => `${link.name} ${args(link.args)} ${link.step.hash}`)].join("\n");
}

/**
 * Everything starts over.
 * @param {Running} running
 * @param {Shape} shape
 * @returns {Plan}
 */
export function startOver(running, shape) {
    /** @type {Entry[]} */
    const entries = running.links.map(old => ({ fate: "dropped", old, made: null }));
    entries.push(...shape.links.map(made => /** @type {Entry} */ ({ fate: "new", old: null, made })));
    return { running, shape, entries, source: "new", moves: [], inner: [], texts: [], changed: true, structural: true };
}

/** @param {Link} link */
function textOf(link) {
    const { site } = link;
    return site === null ? "operator" : `${site.name}${site.text === "" ? "" : ` ${site.text}`}`;
}

/** What becomes of each operator, one a line. @param {Plan} plan @returns {string[]} */
export function linesOf({ source, entries, shape, inner }) {
    const { definition } = shape;
    const name = definition instanceof Creator ? ` ${definition.site.name}` : "";
    const lines = source === "kept" ? [] : [`${source} source${name}`];
    for (const { fate, old, made } of entries) {
        lines.push(`${fate} ${textOf(/** @type {any} */ (made ?? old?.link))}`);
    }
    for (const plan of inner) {
        plan.changed && lines.push(...linesOf(plan).map(line => `${line} (inner)`));
    }
    return lines;
}
