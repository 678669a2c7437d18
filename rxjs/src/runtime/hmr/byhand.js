/**
 * byhand.js - tracking written by hand, for code that the transform does not see: `__$(name, $ => …)` brackets an expression,
 * `$(name, value)` a part of it, `__$.sub(name, () => a$.subscribe(…))` a subscription, `__$.end()` is the module's end.
 *
 * Here nobody has read the source. A function is the same as long as its text is; an operator goes on when all its functions are
 * parts themselves (`$("map", map($("double", x => x * 2)))`), since what it was made of cannot be seen otherwise.
 */
import { describe, isObservable } from "../adopted.js";
import { FunctionArg } from "../args.js";
import { Creator, Fun, Operator, Pipe } from "../definitions.js";
import { sourceOf } from "../externals.js";
import { hot } from "../hot.js";
import { Site } from "../sites.js";
import { DefinitionStamp } from "../stamp.js";
import { trampoline } from "../trampolines.js";
import { accepted, closeStage, register } from "./commit.js";
import { isOwned } from "./module.js";
import { noteStep } from "./steps.js";
import { Statement } from "./statements.js";
import { isInstance } from "./track.js";

/** @typedef {import("./sites.js").HotSites} HotSites */
/** @typedef {<T>(name: string, value: T) => T} Part names a part of an expression; its place among its siblings is its index */
/**
 * @typedef {object} Tracking
 * @property {<T>(name: string, subscribe: () => T) => T} sub a subscription, which goes on when the module is evaluated again
 * @property {() => void} end the module's evaluation ends: what it made is committed
 * @property {(updated: unknown) => void} accept for `import.meta.hot.accept`
 */

let generation = 0;

/** The parts of one expression. */
class Scope {
    /** Functions so far. @type {FunctionArg[]} */
    #functions = [];
    /** Those that turned out to be operators, and those that belong to one. @type {Set<FunctionArg>} */
    #taken = new Set();
    #count = 0;

    /** @param {ByHand} hand @param {string} key */
    constructor(hand, key) {
        this.hand = hand;
        this.key = key;
    }

    /** @type {Part} */
    part = (name, value) => {
        const index = this.#count++;
        if (typeof value === "function") {
            return /** @type {any} */ (this.#functionPart(name, value));
        }
        return isObservable(value) ? this.#stream(name, index, value) : value;
    };

    /** @param {string} name @param {any} fn */
    #functionPart(name, fn) {
        const before = [...this.#functions], site = this.hand.site("o", name, "", [["0", 0, ""]]);
        site.args[0].hot = [String(fn), [], 0];
        const arg = new FunctionArg(site.args[0]);
        arg.fn = arg.own = fn;
        const call = trampoline(name, fn, arg);
        const note = (/** @type {object} */ from, /** @type {object} */ made) => {
            this.#taken.add(arg);
            this.#step(site, before, fn, from, made);
        };
        this.#functions.push(arg);
        /** @this {unknown} @param {unknown[]} args */
        return function (...args) {
            const isOperator = args.length === 1 && isObservable(args[0]), made = Reflect.apply(isOperator ? fn : call, this, args);
            isOperator && isObservable(made) && note(/** @type {object} */ (args[0]), made);
            return made;
        };
    }

    /**
     * The function was an operator, and has made a step of a pipe: those named before it, since the operator before it, are its own.
     * @param {Site} site
     * @param {FunctionArg[]} before
     * @param {Function} fn
     * @param {object} from
     * @param {object} made
     */
    #step(site, before, fn, from, made) {
        const inner = before.filter(arg => !this.#taken.has(arg)), hash = inner.length > 0 ? "its parts" : `evaluation ${generation}`;
        inner.forEach(arg => this.#taken.add(arg));
        if (DefinitionStamp.get(made) === undefined) {
            const pipe = new Pipe(site, sourceOf(from)), fun = inner.length > 0 ? new Fun(site, inner) : null;
            inner.forEach(arg => {
                arg.owner = fun;
            });
            const operator = new Operator(pipe, fun, sourceOf(from));
            pipe.operators.push(operator);
            DefinitionStamp.set(made, operator);
        }
        noteStep(made, { from, fn, hash, deps: [] });
    }

    /** @template T @param {string} name @param {number} index @param {T} value @returns {T} */
    #stream(name, index, value) {
        const made = /** @type {any} */ (value), site = this.hand.site("k", name, "", []);
        DefinitionStamp.get(made) === undefined && DefinitionStamp.set(made, new Creator(site, [], describe(made).subject));
        return isInstance(made, sourceOf(made)) ? this.hand.declare(`${this.key} ${index}/${name}`, site, made) : value;
    }
}

export class ByHand {
    /** @param {HotSites} sites of an evaluation without sites of its own */
    constructor(sites) {
        this.sites = sites;
        generation++;
    }

    /** @param {string} kind @param {string} name @param {string} variable @param {import("../sites.js").SiteArg[]} args */
    site(kind, name, variable, args) {
        const site = new Site([kind, name, 0, variable, "", args], this.sites.module);
        site.hot = [variable || name, "", [], 0, []];
        return site;
    }

    /** @param {string} key @param {Site} site @param {any} made @returns {any} */
    declare(key, site, made) {
        const { stage } = this.sites, given = stage.declare(key, site, made, sourceOf(made), null);
        stage.isFirst && register(stage, key);
        return given;
    }

    /** @template T @param {string} name @param {($: Part) => T} build @returns {T} */
    track(name, build) {
        const { stage } = this.sites;
        if (!this.sites.isOpen) {
            return build((_, value) => value);
        }
        const key = stage.keyFor(name), value = stage.within(key, () => build(new Scope(this, key).part));
        return isObservable(value) && !isOwned(value) ? this.declare(key, this.site("x", name, name, []), value) : value;
    }

    /** @template T @param {string} name @param {() => T} subscribe @returns {T} */
    sub(name, subscribe) {
        const { stage, swap } = this.sites;
        if (!this.sites.isOpen) {
            return subscribe();
        }
        const key = stage.keyFor(`subscribe ${name}`), known = swap.statements.get(key), { result, caught } = capture(subscribe);
        stage.statements.add(key);
        if (caught.length === 0) {
            return result;
        }
        const [{ to, subscriber }] = caught;
        if (known !== undefined && !stage.isFirst) {
            const site = this.site("s", name, "", []);
            stage.todo.push({ statement: known, hash: "", site, to, args: [], observer: subscriber });
            return known.subscription;
        }
        caught.forEach(one => one.to.subscribe(one.subscriber));
        const statement = new Statement(key, "", subscriber);
        statement.attach(to, []);
        swap.statements.set(key, statement);
        return result;
    }

    end() {
        closeStage(this.sites, {});
    }
}

/**
 * What would be subscribed to, and by whom.
 * @template T
 * @param {() => T} subscribe
 */
function capture(subscribe) {
    /** @type {{ to: any, subscriber: any }[]} */
    const caught = [];
    hot.capture = (to, subscriber) => {
        caught.push({ to, subscriber });
    };
    try {
        return { result: subscribe(), caught };
    } finally {
        hot.capture = null;
    }
}

/**
 * @param {HotSites} sites
 * @returns {(<T>(name: string, build: ($: Part) => T) => T) & Tracking}
 */
export function byHand(sites) {
    const hand = new ByHand(sites);
    const track = (/** @type {string} */ name, /** @type {any} */ build) => hand.track(name, build);
    return Object.assign(/** @type {any} */ (track), {
        sub: (/** @type {string} */ name, /** @type {any} */ subscribe) => hand.sub(name, subscribe),
        end: () => hand.end(),
        accept: (/** @type {unknown} */ updated) => accepted(sites.swap, updated !== undefined, undefined),
    });
}
