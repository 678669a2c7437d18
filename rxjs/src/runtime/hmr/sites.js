/**
 * sites.js - what `$rxs()` returns in a module that is swapped. While the module is evaluated its sites write to a stage; from
 * then on they are ordinary ones.
 */
import { createSubscriber, isObservable } from "../adopted.js";
import { ownArgs } from "../args.js";
import { Creator, Fun } from "../definitions.js";
import { sourceOf } from "../externals.js";
import { fault } from "../fault.js";
import { hot } from "../hot.js";
import { Sites, hasPlainPipe } from "../modules.js";
import { Rows } from "../rows.js";
import { Site, definitionOf } from "../sites.js";
import { DefinitionStamp, EndStamp } from "../stamp.js";
import { agree, movesOf } from "./align.js";
import { noteInput } from "./apart.js";
import { accepted, closeStage, openStage, register } from "./commit.js";
import { watchInitial } from "./instances.js";
import { HotModule, hotModules, isOwned } from "./module.js";
import { noteStandIn, standIn } from "./standins.js";
import { Statement, takeObserver } from "./statements.js";
import { noteArgs, noteStep } from "./steps.js";
import { takeParts } from "./taken.js";
import { noteGiven, ownParts } from "./upstream.js";

/** @typedef {import("../sites.js").Module} Module */
/** @typedef {import("../modules.js").Description} Description */

/** Flags of a site. */
const FLAG = Object.freeze({ RESET: 1, IGNORE: 2, STATEMENT: 4 });
/** Flags of an arg. */
const HOISTED = 2;

export class HotSites extends Sites {
    /** @param {Module} module @param {Description} description */
    constructor(module, description) {
        super(module, new Rows(description.sites, description.hot?.imports.map(([name]) => name)));
        this.swap = hotModules.get(module.file) ?? new HotModule(module);
        hotModules.set(module.file, this.swap);
        this.swap.open.add(this);
        this.stage = openStage(this.swap, /** @type {import("./module.js").HotDescription} */ (description.hot), this.rows);
    }

    get isOpen() {
        return this.stage.isOpen && !hot.off;
    }

    /** @param {number} index @returns {Site} */
    makeSite(index) {
        const site = super.makeSite(index), row = site.hot = this.rows.hot(index);
        this.swap.open.add(this);
        site.key = this.stage.keyAt(index);
        site.args.forEach((place, i) => {
            place.hot = row?.[4][i] ?? null;
            if (place.hot !== null && place.hot[2] & HOISTED) {
                place.cell = this.swap.cells.at(site.key, place.path);
            }
        });
        return site;
    }

    /** Whether a site is left to itself by a comment. @param {Site} site */
    #isIgnored(site) {
        return ((site.hot?.[3] ?? 0) & FLAG.IGNORE) !== 0;
    }

    /** Declaring is the stage's, where it is open. @param {Site} site @param {any} source @param {object} made */
    declare(site, source, made) {
        if (!this.isOpen || this.#isIgnored(site)) {
            super.declare(site, source, made);
        }
    }

    /**
     * What the module gets of something that a site has made.
     * @param {number} index
     * @param {Site} site
     * @param {any} made
     * @param {unknown[] | null} args
     * @param {string} [key]
     */
    #declared(index, site, made, args, key) {
        if (site.variable === "" || !isObservable(made) || this.#isIgnored(site)) {
            return made;
        }
        try {
            const { stage } = this, at = key ?? stage.keyOf(index);
            const given = stage.declare(at, site, made, sourceOf(made), args);
            stage.isFirst && register(stage, at);
            return given;
        } catch (error) {
            fault(error);
            return made;
        }
    }

    /** @param {number} index @param {Function} fn @param {unknown[]} args */
    k(index, fn, ...args) {
        if (!this.isOpen) {
            return super.k(index, fn, ...args);
        }
        return this.#make(index, fn, args, () => fn(...args));
    }

    /** @param {number} index @param {Function} maker @param {unknown[]} args @param {() => any} make */
    #make(index, maker, args, make) {
        const site = this.site(index), taken = this.take(site, args, true, true), made = make();
        try {
            this.created(site, made, taken);
            noteArgs(taken, args);
        } catch (error) {
            fault(error);
        }
        return isSeveral(made) ? this.#several(index, taken, made) : this.#declared(index, site, made, args);
    }

    /** Several streams at once: those of before stay, and get the functions of these. @param {number} index @param {import("../args.js").Arg[]} args @param {object[]} streams */
    #several(index, args, streams) {
        const { stage, swap } = this, key = stage.keyOf(index), known = swap.several.get(key);
        if (known === undefined || stage.isDropped || !agree(known.args, args, stage.importChanged)) {
            stage.several.set(key, { streams, args });
            return streams;
        }
        stage.moves.push(...movesOf(known.args, args, stage.importChanged));
        stage.several.set(key, known);
        return known.streams;
    }

    /** @param {number} index @param {new (...args: any[]) => object} Class @param {unknown[]} args */
    n(index, Class, ...args) {
        if (!this.isOpen) {
            return super.n(index, Class, ...args);
        }
        const site = this.site(index);
        if (site.name === "Observable" || this.#isIgnored(site)) {
            return this.#make(index, Class, args, () => new Class(...args));
        }
        const key = this.stage.keyOf(index), known = this.stage.instance(key, site, args);
        if (known !== undefined) {
            return known;
        }
        const taken = this.take(site, args, false), made = new Class(...args);
        try {
            this.created(site, made, taken);
            watchInitial(made, args[0]);
            const given = this.stage.declare(key, site, made, DefinitionStamp.get(made), args);
            this.stage.isFirst && register(this.stage, key);
            return given;
        } catch (error) {
            fault(error);
            return made;
        }
    }

    /** @param {number} index @param {Function} fn @param {unknown[]} args */
    o(index, fn, ...args) {
        if (!this.isOpen) {
            return super.o(index, fn, ...args);
        }
        const site = this.site(index), taken = this.take(site, args, true, true), standing = standIn(site, args, taken), made = fn(...args);
        try {
            noteArgs(taken, args);
            noteStandIn(standing);
            if (typeof made === "function" && definitionOf(made) === undefined) {
                const fun = new Fun(site, taken);
                ownArgs(taken, fun);
                DefinitionStamp.set(made, fun);
            }
        } catch (error) {
            fault(error);
        }
        return made;
    }

    /**
     * @param {number} index
     * @param {number} position
     * @param {object} from
     * @param {Function} fn
     * @param {any} made
     * @param {import("../definitions.js").Pipe} pipe
     */
    stepped(index, position, from, fn, made, pipe) {
        if (this.isOpen && isObservable(made)) {
            takeResult(made, pipe);
            noteInput(from);
            noteStep(made, { from, fn, ...this.rows.step(index, position) });
        }
    }

    /** @param {number} index @param {any} from @param {Function[]} operators */
    p(index, from, ...operators) {
        const isOurs = this.isOpen && operators.length > 0 && hasPlainPipe(from);
        const made = super.p(index, from, ...operators);
        return isOurs && made !== from ? this.#declared(index, this.site(index), made, null) : made;
    }

    /** @param {number} index @param {any} to @param {unknown[]} args */
    s(index, to, ...args) {
        if (!this.isOpen || !isObservable(to) || this.#isIgnored(this.site(index))) {
            const subscription = super.s(index, to, ...args);
            noteGiven(subscription);
            return subscription;
        }
        return this.#subscribe(index, to, args);
    }

    /** @param {number} index @param {any} to @param {unknown[]} args */
    #subscribe(index, to, args) {
        const { stage, swap } = this, site = this.site(index), key = stage.keyOf(index), hash = site.hot?.[1] ?? "";
        const known = swap.statements.get(key);
        stage.statements.add(key);
        if (stage.isDropped) {
            return known?.subscription ?? createSubscriber(args);
        }
        if (known !== undefined && known.subscription !== null && !stage.isFirst && goesOn(known.subscription)) {
            known.parts = ownParts(known.subscription);
            stage.todo.push({ statement: known, hash, site, to, args });
            return known.subscription;
        }
        const { taken } = takeObserver(site, args);
        if (stage.isFirst) {
            const statement = new Statement(key, hash, super.s(index, to, ...args));
            noteGiven(statement.subscription);
            statement.attach(to, taken);
            swap.statements.set(key, statement);
            return statement.subscription;
        }
        const statement = new Statement(key, hash, createSubscriber(args));
        stage.todo.push({ statement, site, to, args, taken });
        return statement.subscription;
    }

    /** @template T @param {number} index @param {T} value @param {import("./taken.js").PartRow[]} [parts] that a pattern takes @returns {T} */
    x(index, value, parts) {
        if (parts !== undefined && this.isOpen) {
            return takeParts(value, parts, (at, made) => this.#part(at, made, false));
        }
        if (!this.isOpen || !isObservable(value)) {
            return super.x(index, value);
        }
        return this.#declared(index, this.site(index), value, null);
    }

    /** What a pattern takes; isKept: out of what was not made anew. @param {number} index @param {unknown} made @param {boolean} isKept */
    #part(index, made, isKept) {
        const { stage, swap } = this, key = stage.keyOf(index);
        if (!isObservable(made)) {
            stage.plain.add(this.site(index).variable);
            return made;
        }
        if (isKept && swap.tracks.get(key)?.object === made) {
            stage.kept.add(key);
            return made;
        }
        const given = stage.declarePart(key, this.site(index), made);
        stage.isFirst && register(stage, key);
        return given;
    }

    /** A recipe. @template T @param {number} index @param {() => T} evaluate @param {import("./taken.js").PartRow[]} [parts] that a pattern takes @returns {T} */
    t(index, evaluate, parts) {
        if (!this.isOpen) {
            return evaluate();
        }
        const { stage, swap } = this, site = this.site(index), key = stage.keyOf(index), known = swap.recipes.get(key);
        const hash = site.hot?.[1] ?? "", isSame = known !== undefined && known.hash === hash && hash !== "" &&
            !(site.hot?.[2] ?? []).some(stage.importChanged) && ((site.hot?.[3] ?? 0) & FLAG.RESET) === 0;
        if (isSame && (known.parts?.size ?? 0) > 0 === (parts !== undefined) && (parts !== undefined || site.variable === "" || isObservable(known.value))) {
            stage.keep(key, known, site);
            return parts !== undefined
                ? takeParts(/** @type {T} */ (known.value), parts, (at, made, way) => this.#part(at, known.parts?.get(way) ?? made, true))
                : /** @type {T} */ (swap.tracks.get(key)?.object ?? known.value);
        }
        const value = stage.within(key, evaluate);
        if (parts !== undefined) {
            /** @type {Map<string, object>} */
            const given = new Map();
            stage.recipes.set(key, { hash, value, parts: given });
            return takeParts(value, parts, (at, made, way) => {
                const part = this.#part(at, made, false);
                isObservable(part) && given.set(way, part);
                return part;
            });
        }
        stage.recipes.set(key, { hash, value });
        return isObservable(value) ? this.#declared(index, site, value, null, key) : value;
    }

    /** A statement that is not repeated while it is the same. @param {number} index @param {() => unknown} run */
    c(index, run) {
        if (!this.isOpen) {
            run();
            return;
        }
        const { stage, swap } = this, site = this.site(index), key = stage.keyOf(index), hash = site.hot?.[1] ?? "";
        stage.statements.add(key);
        if (stage.isDropped) {
            return;
        }
        if (stage.isFirst) {
            swap.statements.set(key, new Statement(key, hash, null));
            run();
        } else if (swap.statements.get(key)?.hash !== hash) {
            stage.todo.push({ key, hash, run });
        }
    }

    /**
     * A maker: with a function, what importers get; without, what to call instead of an earlier evaluation's function.
     * @param {number} index
     * @param {Function} [fn]
     */
    m(index, fn) {
        const { key } = this.site(index);
        if (fn === undefined) {
            return this.swap.makers.newer(key, this.stage.generation);
        }
        this.stage.isOpen && this.stage.makers.set(key, fn);
        return this.swap.makers.stable(key, fn);
    }

    /** @param {import("./stage.js").End} [end] */
    e(end = {}) {
        if (this.stage.isOpen) {
            closeStage(this, end);
        }
    }

    /**
     * What Vite calls when an update of this module was evaluated, or could not be.
     * @param {{ invalidate?: (reason: string) => void } | undefined} vite
     */
    accept(vite) {
        return (/** @type {unknown} */ updated) => accepted(this.swap, updated !== undefined, vite);
    }
}

/** @param {unknown} made @returns {made is object[]} */
function isSeveral(made) {
    return Array.isArray(made) && made.length > 0 && made.every(isObservable);
}

/** A subscription that the app has ended itself is made anew; one that has come to its end stays so. @param {any} subscription */
function goesOn(subscription) {
    return !subscription.closed || EndStamp.has(subscription);
}

/**
 * An observable that an operator of the app's own has made is that operator's result, not one that was there.
 * @param {object} made
 * @param {import("../definitions.js").Pipe} pipe
 */
function takeResult(made, pipe) {
    const operator = pipe.operators.at(-1), given = operator?.given ?? null;
    if (operator !== undefined && given instanceof Creator && given.site.scope !== "" && given.serial > pipe.serial && !isOwned(made)) {
        operator.given = null;
        DefinitionStamp.set(made, operator);
    }
}

/** @param {Module} module @param {Description} description */
export function makeHotSites(module, description) {
    return new HotSites(module, description);
}

