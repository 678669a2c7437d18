/**
 * definitions.js - what an expression of the app has made: small objects that are stamped on observables. They refer to each
 * other, never to an observable, so they die with what they are stamped on, and keep nothing of the app alive.
 *
 *   Creator    of(1), new Subject()           observable, args
 *   Pipe       a.pipe(x, y)                   its operators
 *   Operator   x in that pipe                 operator and the observable that is its target
 *   Fun        map(f)                         operator_fun, args; in several pipes when the app uses it so
 *   External   of code without sites          observable
 *
 * A Source is what an observable is stamped with: Creator, Operator or External. A Unit is what is told, and ends, as a
 * whole: Creator, External, Pipe, Fun. `uses` of a unit: the living subscriptions, tracks and told units that need it.
 *
 * Ids are slots of ids.js, 0 while the readers have not been told.
 */
import { hot } from "./hot.js";

/** @typedef {Creator | Operator | External} Source */
/** @typedef {Creator | External | Pipe | Fun} Unit */
/** @typedef {import("./args.js").Arg} Arg */
/** @typedef {import("./sites.js").Site} Site */

/**
 * A function in whose call something was made. It refers to nothing: a function that starts the next stream from within
 * the last one would keep them all.
 */
export class Maker {
    /** @param {number} operator the one that runs it, as far as it is told; else 0 */
    constructor(operator) {
        this.operator = operator;
    }
}

/** Of what is made now. */
function makerNow() {
    const { arg } = hot;
    if (arg === null || arg.maker !== null) {
        return arg === null ? null : arg.maker;
    }
    const { owner } = arg;
    return arg.maker = new Maker(owner instanceof Fun && owner.operator !== null ? owner.operator.operator : 0);
}

/** What its functions make belongs to an operator, until that ends. @param {Operator} operator @param {number} id 0: it ends */
export function makeFor({ fun, operator }, id) {
    for (const arg of fun === null ? [] : fun.args) {
        if ("maker" in arg && arg.maker !== null && (id !== 0 || arg.maker.operator === operator)) {
            arg.maker.operator = id;
        }
    }
}

/** Units that were made. */
let made = 0;

export class Creator {
    /** @param {Site} site @param {Arg[]} args @param {boolean} subject */
    constructor(site, args, subject) {
        this.site = site;
        /** As what it was declared first: by its own site, or by one that its function's result came to. */
        this.variable = site.variable;
        this.args = args;
        this.subject = subject;
        /** In which call of which function it was made. */
        this.maker = makerNow();
        this.call = hot.call;
        this.serial = ++made;
        /** @type {import("./sites.js").Track | null} */
        this.track = null;
        this.observable = 0;
        /** Slots of those that share it; null: it is not shared. @type {Set<number> | null} */
        this.fans = null;
        this.uses = 0;
        this.since = 0;
        /** For actions. @type {WeakRef<object> | null} */
        this.object = null;
    }

    /** @returns {Unit} */
    get unit() {
        return this;
    }
}

export class External {
    /** @param {string} name @param {boolean} subject */
    constructor(name, subject) {
        this.name = name;
        this.subject = subject;
        this.maker = makerNow();
        this.call = hot.call;
        this.serial = ++made;
        /** @type {import("./sites.js").Track | null} */
        this.track = null;
        this.observable = 0;
        /** Slots of those that share it; null: it is not shared. @type {Set<number> | null} */
        this.fans = null;
        this.uses = 0;
        this.since = 0;
        /** @type {WeakRef<object> | null} */
        this.object = null;
    }

    /** @returns {Unit} */
    get unit() {
        return this;
    }
}

export class Fun {
    /** @param {Site} site @param {Arg[]} args */
    constructor(site, args) {
        this.site = site;
        this.args = args;
        this.serial = ++made;
        /** @type {import("./sites.js").Track | null} */
        this.track = null;
        this.id = 0;
        this.uses = 0;
        this.since = 0;
        /** The operator that was made of it last. @type {Operator | null} */
        this.operator = null;
    }
}

export class Operator {
    /** @param {Pipe} pipe @param {Fun | null} fun null: an operator of the app's own @param {Source} source */
    constructor(pipe, fun, source) {
        this.pipe = pipe;
        this.fun = fun;
        this.source = source;
        this.position = pipe.operators.length;
        /** What it returned, when that was made elsewhere. @type {Source | null} */
        this.given = null;
        this.operator = 0;
        this.observable = 0;
        /** @type {Set<number> | null} */
        this.fans = null;
        /** @type {WeakRef<object> | null} */
        this.object = null;
        if (fun !== null) {
            fun.operator = this;
        }
    }

    /** @returns {Unit} */
    get unit() {
        return this.pipe;
    }

    get subject() {
        return false;
    }
}

export class Pipe {
    /** @param {Site} site @param {Source} source */
    constructor(site, source) {
        this.site = site;
        /** As what its result was declared first. */
        this.variable = site.variable;
        this.source = source;
        /** @type {Operator[]} */
        this.operators = [];
        this.maker = makerNow();
        this.call = hot.call;
        this.serial = ++made;
        /** @type {import("./sites.js").Track | null} */
        this.track = null;
        this.id = 0;
        this.uses = 0;
        this.since = 0;
    }

    /** What it has come to so far. @returns {Source} */
    get output() {
        const { length } = this.operators;
        return length === 0 ? this.source : outputOf(this.operators[length - 1]);
    }
}

/**
 * What has to be told before a unit.
 * @param {Unit} unit
 * @param {(unit: Unit) => void} each
 */
export function eachNeeded(unit, each) {
    if (unit instanceof Pipe) {
        each(unit.source.unit);
        for (const { fun, given, source } of unit.operators) {
            fun !== null && each(fun);
            given !== null && given.unit !== unit && each(given.unit);
            source.unit !== unit && source !== unit.source && each(source.unit); // a swap has put that into another pipe
        }
    } else if (unit instanceof Creator || unit instanceof Fun) {
        for (const { source } of unit.args) {
            source !== null && each(source.unit);
        }
    }
}

/**
 * Whether a unit needs a pipe: what was made of the pipe's own observables. Only what was made after the pipe is looked at.
 * @param {Unit} unit
 * @param {Pipe} pipe
 */
export function needs(unit, pipe) {
    const path = [unit], seen = new Set(path);
    for (let at; (at = path.pop()) !== undefined && at !== pipe;) {
        at.serial > pipe.serial && eachNeeded(at, needed => {
            seen.has(needed) || path.push(needed);
            seen.add(needed);
        });
    }
    return seen.has(pipe);
}

/** What a track's expression needs belongs to the track, unless it has one. @param {Unit} unit @param {Unit} needed */
export function inherit(unit, needed) {
    if (needed.track === null && (needed instanceof Fun || needed.maker === null)) {
        needed.track = unit.track;
    }
}

/** @param {Unit} unit */
export function isTold(unit) {
    return (unit instanceof Pipe || unit instanceof Fun ? unit.id : unit.observable) !== 0;
}

/**
 * Names what a function returned after what that is declared as. What has a name, or was told, keeps what it has.
 * @param {Source} source
 * @param {string} variable
 */
export function declareAs(source, variable) {
    const { unit } = source;
    const whole = unit instanceof Creator || unit instanceof Pipe && unit.output === source;
    if (whole && unit.variable === "" && !isTold(unit)) {
        unit.variable = variable;
    }
}

/** What an operator hands on, and an observable stands for. @param {Operator} operator @returns {Source} */
export function outputOf(operator) {
    return operator.given ?? operator;
}
