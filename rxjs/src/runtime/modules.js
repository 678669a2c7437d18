/**
 * modules.js - the modules of the app and what stands in them: what `$rxs()` returns. Each evaluation of a file has its own
 * sites; a file that is evaluated again is the same module, one generation later, and what it declares under the same
 * name is the same track, one version later.
 */
import { describe, isObservable } from "./adopted.js";
import { ownArgs, takeArgs } from "./args.js";
import { Creator, Fun, Operator, Pipe, declareAs, needs } from "./definitions.js";
import { fault } from "./fault.js";
import { hot } from "./hot.js";
import { Rows } from "./rows.js";
import { Module, Site, Track, definitionOf } from "./sites.js";
import { DefinitionStamp } from "./stamp.js";
import { belong } from "./tell.js";
import { sourceOf } from "./externals.js";

/** @typedef {import("./definitions.js").Source} Source */
/** @typedef {{ name: string, file: string, sites: string, hot?: import("./hmr/module.js").HotDescription }} Description */

/** By file. @type {Map<string, Module>} */
export const modules = new Map();
/** With something that the readers have not been told of. @type {Set<Module>} */
export const changed = new Set();
/** Told when there is a module that was not there before. */
export const listeners = { changed: () => {} };

/** @param {Module} module @param {Site} site @param {Source} source */
export function track(module, site, source) {
    const found = module.tracks.get(site.variable), it = found ?? new Track(module, site);
    if (found === undefined) {
        module.place(site.variable, it);
    } else if (it.hot !== null) {
        it.leave();
    }
    it.site = site;
    it.source = source;
    it.generation = module.generation;
    it.orphan = false;
    belong(source.unit, it);
    markChanged(it);
    return it;
}

/** The readers have to be told. @param {Track} it */
export function markChanged(it) {
    it.module.changed.add(it);
    changed.add(it.module);
}

/** What an operator's call returned, so that pipe finds it again. @param {unknown} operator */
function funOf(operator) {
    const definition = definitionOf(operator);
    return definition instanceof Fun ? definition : null;
}

/**
 * One step of a pipe: the observable that came of it belongs to the pipe, unless somebody else has made it.
 * @param {Pipe} pipe
 * @param {unknown} operator
 * @param {unknown} made
 * @returns {Pipe} to which the next step belongs
 */
function tryStep(pipe, operator, made) {
    try {
        return isObservable(made) ? addStep(pipe, operator, made) : pipe;
    } catch (error) {
        fault(error);
        return pipe;
    }
}

/** @param {Pipe} pipe @param {unknown} operator @param {object} made */
function addStep(pipe, operator, made) {
    const other = DefinitionStamp.get(made);
    if (other !== undefined && needs(other.unit, pipe)) {
        // An operator of the app's own has gone on from here with a pipe of its own: one would need the other.
        return new Pipe(pipe.site, other);
    }
    const step = new Operator(pipe, funOf(operator), pipe.output);
    pipe.operators.push(step);
    if (other !== undefined) {
        step.given = other;
    } else {
        DefinitionStamp.set(made, step);
    }
    return pipe;
}

/** What `$rxs()` returns. */
export class Sites {
    /** Made when they are first needed. @type {Site[]} */
    #sites = [];
    #ended = false;

    /** @param {Module} module @param {Rows} rows */
    constructor(module, rows) {
        this.module = module;
        this.rows = rows;
        this.generation = module.generation;
    }

    /** @param {number} index @returns {Site} */
    site(index) {
        return this.#sites[index] ??= this.makeSite(index);
    }

    /** @param {number} index */
    makeSite(index) {
        return new Site(this.rows.site(index), this.module, this.generation);
    }

    /** Those that were made; what still needs one has it. */
    forget() {
        this.#sites = [];
        this.rows.forget();
    }

    /** @param {number} index */
    trySite(index) {
        try {
            return hot.off ? null : this.site(index);
        } catch (error) {
            fault(error);
            return null;
        }
    }

    /** Stamps what a creator has made. @param {Site} site @param {unknown} made @param {import("./args.js").Arg[]} args */
    created(site, made, args) {
        if (!isObservable(made)) {
            return;
        }
        const known = DefinitionStamp.get(made);
        const source = known ?? new Creator(site, args, describe(made).subject);
        if (known === undefined) {
            ownArgs(args, source);
            DefinitionStamp.set(made, source);
        }
        this.declare(site, source, made);
    }

    /** @param {Site} site @param {Source} source @param {object} made */
    declare(site, source, made) {
        if (site.isTrack) {
            source.object ??= new WeakRef(made);
            track(this.module, site, source);
        } else if (site.variable !== "") {
            declareAs(source, site.variable);
        }
    }

    /** Creator. @param {number} index @param {Function} fn @param {unknown[]} args */
    k(index, fn, ...args) {
        if (hot.off) {
            return fn(...args);
        }
        const site = this.site(index), taken = this.take(site, args, true), made = fn(...args);
        try {
            this.created(site, made, taken);
        } catch (error) {
            fault(error);
        }
        return made;
    }

    /** `new`. @param {number} index @param {new (...args: any[]) => object} Class @param {unknown[]} args */
    n(index, Class, ...args) {
        if (hot.off) {
            return new Class(...args);
        }
        const site = this.site(index), taken = this.take(site, args, false), made = new Class(...args);
        try {
            this.created(site, made, taken);
        } catch (error) {
            fault(error);
        }
        return made;
    }

    /** @param {Site} site @param {unknown[]} args @param {boolean} wrap @param {boolean} [keep] */
    take(site, args, wrap, keep) {
        try {
            return takeArgs(site, args, wrap, keep);
        } catch (error) {
            fault(error);
            return [];
        }
    }

    /** Operator. @param {number} index @param {Function} fn @param {unknown[]} args */
    o(index, fn, ...args) {
        if (hot.off) {
            return fn(...args);
        }
        const site = this.site(index), taken = this.take(site, args, true), made = fn(...args);
        try {
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

    /** A step of a pipe was made. @param {number} index of the pipe's site @param {number} position @param {object} from @param {Function} fn @param {unknown} made @param {Pipe} pipe */
    stepped(index, position, from, fn, made, pipe) {}

    /** Pipe. @param {number} index @param {any} from @param {Function[]} operators */
    p(index, from, ...operators) {
        const known = !hot.off && operators.length > 0 && hasPlainPipe(from);
        if (!known) {
            return from.pipe(...operators);
        }
        let pipe = this.pipe(index, from);
        let at = from, position = 0;
        for (const fn of operators) {
            const next = fn(at);
            if (pipe !== null && next !== at) {
                pipe = tryStep(pipe, fn, next);
                this.stepped(index, position, at, fn, next, pipe);
            }
            at = next;
            position++;
        }
        if (pipe !== null && at !== from) {
            this.piped(pipe, at);
        }
        return at;
    }

    /** @param {number} index @param {object} from */
    pipe(index, from) {
        try {
            return new Pipe(this.site(index), sourceOf(from));
        } catch (error) {
            fault(error);
            return null;
        }
    }

    /** @param {Pipe} pipe @param {object} made */
    piped(pipe, made) {
        try {
            if (isObservable(made)) {
                this.declare(pipe.site, pipe.output, made);
            }
        } catch (error) {
            fault(error);
        }
    }

    /** Subscribe. @param {number} index @param {any} to @param {unknown[]} args */
    s(index, to, ...args) {
        hot.site = this.trySite(index);
        try {
            return to.subscribe(...args);
        } finally {
            hot.site = null;
        }
    }

    /** Something that may be an observable. @template T @param {number} index @param {T} value @returns {T} */
    x(index, value) {
        try {
            if (!hot.off && isObservable(value)) {
                this.declare(this.site(index), sourceOf(value), value);
            }
        } catch (error) {
            fault(error);
        }
        return value;
    }

    /** The module's evaluation ends. */
    e() {
        if (this.#ended) {
            return;
        }
        this.#ended = true;
        for (const it of this.module.tracks.values()) {
            if (it.generation !== this.module.generation && !it.orphan) {
                it.orphan = true;
                markChanged(it);
            }
        }
    }
}

/** Whether its pipe is rxjs's: somebody else's is called as written. @param {unknown} value */
export function hasPlainPipe(value) {
    if (!isObservable(value)) {
        return false;
    }
    let at = value;
    while (!Object.hasOwn(at, "pipe")) {
        at = Object.getPrototypeOf(at);
    }
    return pipes.has(at) && pipes.get(at) === /** @type {any} */ (value).pipe;
}

/** rxjs's own pipe, by Observable's prototype. @type {Map<object, Function>} */
const pipes = new Map();

/** @param {any} Observable */
export function rememberPipe(Observable) {
    const pipe = Object.getOwnPropertyDescriptor(Observable.prototype, "pipe")?.value;
    if (typeof pipe === "function" && !pipes.has(Observable.prototype)) {
        pipes.set(Observable.prototype, pipe);
    }
}

/** How sites are made of a description that has `hot`. @type {{ make: ((module: Module, description: Description) => Sites) | null }} */
export const hotSites = { make: null };

/** @param {Description} description @returns {Sites} */
export function module(description) {
    const { name, file, sites } = description;
    let found = modules.get(file);
    if (found === undefined) {
        found = new Module(name, file);
        modules.set(file, found);
    }
    found.generation++;
    changed.add(found);
    listeners.changed();
    return description.hot !== undefined && hotSites.make !== null ? hotSites.make(found, description) : new Sites(found, new Rows(sites));
}
