/**
 * running.js - a stream that runs: the observable that everybody holds, and the links in it, each of some shape. Applying a
 * plan changes what is in the observable, and the chains that live (splice.js).
 *
 * A link that stays keeps its observable, since its operator may subscribe to it again (retry, repeat): what comes to
 * stand before it takes over the observable that stood there.
 */
import { Operator } from "../definitions.js";
import { DefinitionStamp } from "../stamp.js";
import { renew } from "../tell.js";
import { argsOf, become, linkOn, pieceOf } from "./shape.js";
import { spliceSpan } from "./splice.js";
import { isConnectable } from "./connectables.js";
import { observableIn } from "./steps.js";
import { probe } from "./probation.js";

/** @typedef {import("./shape.js").Link} Link */
/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {import("./align.js").Plan} Plan */
/** @typedef {import("./align.js").Entry} Entry */

/** @typedef {{ link: Link, object: any, from: any }} RunningLink an operator with its observable and its input */

/**
 * What lies between two things that stay.
 * @typedef {object} Span
 * @property {RunningLink[]} old
 * @property {RunningLink[]} made
 * @property {RunningLink | null} before null: the source
 * @property {RunningLink | null} after null: the end
 * @property {boolean} source the source is replaced, too
 */

export class Running {
    /** @param {Shape} shape */
    constructor(shape) {
        this.object = shape.object;
        this.definition = shape.definition;
        this.source = shape.source;
        this.ownsSource = shape.ownsSource;
        /** @type {RunningLink[]} */
        this.links = shape.links.map(link => ({ link, object: objectOf(link, shape), from: link.step.from }));
        /** Streams among the args, by their observable. @type {Map<object, Running>} */
        this.inner = new Map();
        this.adopt(shape);
    }

    /** @param {Shape} shape */
    adopt(shape) {
        for (const [object, inner] of shape.inner) {
            this.inner.set(object, new Running(inner));
        }
    }

    /** The definition that the observable of everybody is stamped with. */
    get output() {
        return this.links.length === 0 ? this.definition : this.links[this.links.length - 1].link.operator;
    }

    /**
     * The first half of a plan: functions and texts. What is sent by the second half goes through new functions everywhere, if all
     * first halves come before.
     * @param {Plan} plan
     * @param {import("./probation.js").Mode} mode
     */
    move({ entries, moves, inner, texts }, mode) {
        for (const { to, from, changed } of moves) {
            probe(to, from, changed, mode);
        }
        texts.forEach(({ to, from }) => {
            to.current = from.place;
            renew(to.owner);
        });
        inner.forEach(plan => plan.running.move(plan, mode));
        retext(entries);
    }

    /**
     * The second half: what is made anew.
     * @param {Plan} plan
     * @returns {{ replayed: number, left: number }} values sent by the change itself; chains that stay as they are, since they end by themselves
     */
    rebuild({ shape, entries, source, inner }) {
        const sum = { replayed: 0, left: 0 };
        for (const plan of inner) {
            add(sum, plan.running.rebuild(plan));
        }
        const before = this.links, spans = this.#spans(entries, source === "new");
        if (spans.length === 0) {
            return sum;
        }
        if (![this, ...this.links].every(({ object }) => Object.isExtensible(object))) {
            throw new Error("it is frozen");
        }
        this.#refresh();
        const old = { definition: this.definition, source: this.source };
        this.links = entries.flatMap(({ fate, old: kept, made }) =>
            fate === "dropped" ? [] : fate === "kept" || fate === "moved" ? [/** @type {any} */ (kept)] : [madeLink(spans, made)]);
        if (source === "new") {
            this.#replaceSource(shape);
        }
        this.adopt(shape);
        try {
            this.#relink(before, shape, old);
        } catch (error) {
            Object.assign(this, { links: before, ...old }); // an operator of the app's own threw: the next save compares with what runs
            throw error;
        }
        for (const span of spans.reverse()) {
            add(sum, spliceSpan(this, span, old));
        }
        this.#prune();
        return sum;
    }

    /** Both halves. @param {Plan} plan @param {import("./probation.js").Mode} [mode] */
    apply(plan, mode = "try") {
        this.move(plan, mode);
        return this.rebuild(plan);
    }

    /** A source that others have, too, may be something else by now. */
    #refresh() {
        if (!this.ownsSource && this.source !== this.object) {
            this.definition = DefinitionStamp.get(this.source) ?? this.definition;
        }
    }

    /** Streams among the args that are gone are let go of. */
    #prune() {
        const args = [...argsOf(this.definition), ...this.links.flatMap(({ link }) => link.args)], living = new Set(args.map(observableIn));
        for (const object of this.inner.keys()) {
            living.has(object) || this.inner.delete(object);
        }
    }

    /**
     * An observable that only this stream has becomes the new source, for operators that subscribe to it again.
     * @param {Shape} shape
     */
    #replaceSource(shape) {
        const old = this.source, owned = this.ownsSource && old !== this.object;
        if (old === shape.source) {
            owned && become(old, shape.sourcePiece, undefined);
            this.definition = shape.definition;
            DefinitionStamp.set(old, shape.definition);
            return;
        }
        this.definition = shape.definition;
        this.ownsSource = shape.ownsSource;
        this.source = shape.source;
        if (owned && shape.ownsSource) {
            become(old, shape.sourcePiece, undefined);
            DefinitionStamp.set(old, shape.definition);
            this.source = old;
        } else if (owned) {
            become(old, { prototype: Object.getPrototypeOf(old), own: {} }, shape.source);
        }
    }

    /** @param {Entry[]} entries @param {boolean} newSource @returns {Span[]} */
    #spans(entries, newSource) {
        /** @type {Span[]} */
        const spans = [];
        let span = /** @type {Span} */ ({ old: [], made: [], before: null, after: null, source: newSource });
        const close = (/** @type {RunningLink | null} */ after) => {
            span.after = after;
            if (span.source || span.old.length > 0 || span.made.length > 0) {
                spans.push(span);
            }
            span = { old: [], made: [], before: after, after: null, source: false };
        };
        for (const { fate, old, made } of entries) {
            if ((fate === "kept" || fate === "moved") && old !== null) {
                close(old);
                continue;
            }
            old !== null && span.old.push(old);
            made !== null && span.made.push({ link: made, object: null, from: null });
        }
        close(null);
        return spans;
    }

    /**
     * Gives each link its observable, from the end on.
     * @param {RunningLink[]} before
     * @param {Shape} shape
     * @param {{ definition: any, source: object }} old
     */
    #relink(before, shape, old) {
        this.#placeSource(shape);
        let object = this.object;
        const taken = new Set([object, old.source, ...before.map(({ object }) => object).filter(isConnectable)]);
        for (let i = this.links.length - 1; i >= 0; i--) {
            const running = this.links[i], at = before.indexOf(running);
            const from = i === 0 ? this.source : isConnectable(this.links[i - 1].object) && this.links[i - 1].object !== this.object
                ? this.links[i - 1].object : this.#inputFor(i, at > 0 ? before[at - 1].object : null, taken);
            taken.add(from);
            place(running, object, from);
            object = from;
        }
    }

    /**
     * With no operator left the source is what everybody holds; with the first ones it stands behind them.
     * @param {Shape} shape
     */
    #placeSource(shape) {
        const { object, source, definition } = this, isAlone = this.links.length === 0;
        if (isAlone === (source === object)) {
            return;
        }
        const place = isAlone ? object : Object.create(Object.getPrototypeOf(object));
        become(place, pieceOf(source), undefined);
        DefinitionStamp.set(place, definition);
        this.source = place;
        this.ownsSource = shape.ownsSource;
    }

    /**
     * The observable of the link before one: that which stood there, or the one that this link has, unless they have another use.
     * @param {number} i
     * @param {object | null} input
     * @param {Set<object>} taken
     */
    #inputFor(i, input, taken) {
        const own = this.links[i - 1].object, free = [input, own].find(object => object !== null && !taken.has(object));
        return free ?? Object.create(Object.getPrototypeOf(this.object));
    }
}

/** @param {Link} link @param {Shape} shape */
function objectOf(link, shape) {
    const at = shape.links.indexOf(link) + 1;
    return at === shape.links.length ? shape.object : shape.links[at].step.from;
}

/** @param {Span[]} spans @param {Link | null} made @returns {RunningLink} */
function madeLink(spans, made) {
    for (const span of spans) {
        for (const running of span.made) {
            if (running.link === made) {
                return running;
            }
        }
    }
    throw new Error("a link of a plan is in no span");
}

/**
 * @param {RunningLink} running
 * @param {any} object which it becomes
 * @param {object} from its input
 */
function place(running, object, from) {
    const { link } = running;
    if (running.object === object && isConnectable(object)) {
        object.source = running.from = from; // who is connected stands on it
    } else if (running.object !== object || running.from !== from) {
        const made = linkOn(link, from);
        become(object, pieceOf(made), made.source);
        running.object = object;
        running.from = from;
    }
    DefinitionStamp.set(object, link.operator);
}

/** @param {{ replayed: number, left: number }} sum @param {{ replayed: number, left: number }} more */
function add(sum, more) {
    sum.replayed += more.replayed;
    sum.left += more.left;
}

/** What stays stands where the newest text has it. @param {Entry[]} entries */
function retext(entries) {
    for (const { fate, old, made } of entries) {
        const kept = old?.link.operator;
        if ((fate === "kept" || fate === "moved") && kept instanceof Operator && kept.fun !== null && made?.site) {
            kept.fun.site = made.site;
            renew(kept.fun);
        }
    }
}
