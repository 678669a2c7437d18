/**
 * tell.js - what a definition is, as records. One way for the live stream, which gives ids, and for snapshots.
 *
 *   Creator   observable-create, factory-call, an arg each
 *   Fun       operator-fun, an arg each
 *   Pipe      pipe-call, for each operator operator-call, observable-create (its target), operator-return; pipe-return
 *   External  observable-create, tag "external"
 *
 * What a unit needs is told before it; that is walked with a list, not by recursion, since chains may be long.
 */
import { EV, ENTITY, OBSERVABLE } from "../protocol/kinds.js";
import { ABSENT } from "../protocol/record.js";
import { preview } from "../values/index.js";
import { FunctionArg } from "./args.js";
import { Creator, External, Fun, Pipe, eachNeeded, inherit, isTold, makeFor, outputOf } from "./definitions.js";
import * as entities from "./entities.js";
import { hot } from "./hot.js";
import { options } from "./record.js";
import { tellTags } from "./tags.js";
import { list } from "./trampolines.js";

/** @typedef {import("./definitions.js").Unit} Unit */
/** @typedef {import("./definitions.js").Source} Source */
/** @typedef {import("./definitions.js").Operator} Operator */
/** @typedef {import("./out.js").Out} Out */
/** @typedef {import("./args.js").Arg} Arg */

const CALL_HIGH = ENTITY.ARG_CALL << 24;

/** Units that were told and that nothing needs any more, perhaps. @type {Set<Unit>} */
export const loose = new Set();

/** Told units whose texts, args or operators are others than they were told. @type {Set<Unit>} */
const renewed = new Set();

/** A unit is told again with the flush, if it was told. @param {Unit | null} unit */
export function renew(unit) {
    hot.tracing && unit !== null && renewed.add(unit);
}

/** It stands for what a track is, unless that has another track. @param {Unit} unit @param {import("./sites.js").Track} track */
export function belong(unit, track) {
    if (unit.track === null) {
        unit.track = track;
        renew(unit);
    }
}

/** @param {Unit} unit */
export function use(unit) {
    unit.uses++;
}

/** @param {Unit} unit */
export function release(unit) {
    if (--unit.uses === 0) {
        loose.add(unit);
    }
}

/** What subscriptions need, by slot, as it was told: a swap may have made another source of it since. @type {(Unit | null)[]} */
const unitsOf = [];

/** @param {number} slot @param {Unit} unit */
export function useFor(slot, unit) {
    const before = unitsOf[slot] ?? null;
    unitsOf[slot] = unit;
    use(unit);
    before !== null && release(before);
}

/** @param {number} slot */
export function releaseFor(slot) {
    const before = unitsOf[slot] ?? null;
    unitsOf[slot] = null;
    before !== null && release(before);
}

/** Uses are counted anew. */
export function needNothing() {
    unitsOf.length = 0;
}

// ---- Who made it -------------------------------------------------------------------------------------

/** @typedef {{ maker: import("./definitions.js").Maker | null, call: number, track: import("./sites.js").Track | null }} Made */

/** Track, call, or the operator that ran the function in a call that was not recorded. @param {import("../protocol/record.js").RecordWriter} writer @param {Made} made */
function putMaker(writer, made) {
    if (made.track !== null && made.track.id !== 0) {
        writer.parent(made.track.id, entities.tracks.high(made.track.id));
    } else if (made.call !== 0) {
        writer.parent(made.call >>> 0, CALL_HIGH | Math.floor(made.call / 4294967296));
    } else {
        const operator = made.maker === null ? 0 : made.maker.operator;
        writer.parent(operator, entities.operators.high(operator));
    }
}

// ---- Args --------------------------------------------------------------------------------------------

/** @param {Arg} arg */
function valueOf(arg) {
    return arg instanceof FunctionArg || arg.value === undefined || arg.source !== null
        ? ABSENT
        : preview(arg.value, options, arg.place.path);
}

/**
 * @param {Out} out
 * @param {Arg} arg
 * @param {number} lo
 * @param {number} hi
 * @param {import("./sites.js").Site} site
 */
function putArg(out, arg, lo, hi, site) {
    const place = arg.current, name = out.string(place.text), file = out.string(site.module.file);
    const ref = arg.source === null ? 0 : arg.source.observable;
    const writer = out.start(EV.ARG, place.type, arg.id, entities.args.high(arg.id));
    writer.parent(lo, hi);
    writer.ref(ref, entities.observables.high(ref));
    writer.num(arg instanceof FunctionArg ? place.generation : 0);
    writer.named(name, file, site.line);
    writer.value(valueOf(arg));
    writer.text(place.path);
    writer.end();
}

/** Calls that were told to others. @param {Out} out @param {FunctionArg} arg */
function putCalls(out, arg) {
    if (arg.told !== 0) {
        const writer = out.start(EV.SEND_MERGED, 0, 0, 0);
        writer.parent(arg.told >>> 0, Math.floor(arg.told / 4294967296));
        writer.ref(arg.id, entities.args.high(arg.id));
        writer.num(0);
        writer.end();
    }
}

/** A new arg. Calls until now are told with the counts, behind those of them that are in the log. @param {Arg} arg */
function takeArg(arg) {
    arg.id = entities.args.take(arg);
    if (arg instanceof FunctionArg) {
        arg.told = 0;
        list(arg);
    }
}

/** @param {Out} out @param {Arg[]} args @param {number} lo @param {number} hi @param {import("./sites.js").Site} site */
function tellArgs(out, args, lo, hi, site) {
    for (const arg of args) {
        if (out.live) {
            takeArg(arg);
        }
        putArg(out, arg, lo, hi, site);
        if (!out.live && arg instanceof FunctionArg) {
            putCalls(out, arg);
        }
        tellTags(out, arg.id, entities.args.high(arg.id), arg);
    }
}

// ---- Units -------------------------------------------------------------------------------------------

/** @param {Source} source */
function takeObservable(source) {
    source.observable = entities.observables.take(source);
}

/** @param {Source} source */
function bitsOf(source) {
    return source.subject ? OBSERVABLE.SUBJECT : 0;
}

/** @param {Out} out @param {Creator} creator */
function tellCreator(out, creator) {
    if (out.live) {
        takeObservable(creator);
    }
    const lo = creator.observable, hi = entities.observables.high(lo);
    putCreator(out, creator, lo, hi);
    tellArgs(out, creator.args, lo, hi, creator.site);
    tellTags(out, lo, hi, creator);
}

/** @param {Out} out @param {Creator} creator @param {number} lo @param {number} hi */
function putCreator(out, creator, lo, hi) {
    const { site } = creator, name = out.string(site.name), file = out.string(site.module.file);
    const declared = site.isTrack || creator.variable === "" ? name : out.string(creator.variable);
    let writer = out.start(EV.OBSERVABLE_CREATE, 0, lo, hi);
    putMaker(writer, creator);
    writer.num(bitsOf(creator));
    writer.named(name, file, site.line);
    writer.end();
    writer = out.start(EV.FACTORY_CALL, 0, lo, hi);
    writer.num(site.count);
    writer.named(declared, file, site.line);
    writer.text(site.text);
    writer.end();
}

/** @param {Out} out @param {External} external */
function tellExternal(out, external) {
    if (out.live) {
        takeObservable(external);
    }
    const lo = external.observable, hi = entities.observables.high(lo);
    const name = out.string(external.name), tag = out.string("external");
    let writer = out.start(EV.OBSERVABLE_CREATE, 0, lo, hi);
    putMaker(writer, external);
    writer.num(bitsOf(external));
    writer.named(name, 0, 0);
    writer.end();
    writer = out.start(EV.TAG, 1, lo, hi);
    writer.named(tag, 0, 0);
    writer.end();
    tellTags(out, lo, hi, external);
}

/** @param {Out} out @param {Fun} fun */
function tellFun(out, fun) {
    if (out.live) {
        fun.id = entities.funs.take(fun);
    }
    const hi = entities.funs.high(fun.id);
    putFun(out, fun, hi);
    tellArgs(out, fun.args, fun.id, hi, fun.site);
    tellTags(out, fun.id, hi, fun);
}

/** @param {Out} out @param {Fun} fun @param {number} hi */
function putFun(out, fun, hi) {
    const { site } = fun, name = out.string(site.name), file = out.string(site.module.file);
    const writer = out.start(EV.OPERATOR_FUN, 0, fun.id, hi);
    writer.num(site.count);
    writer.named(name, file, site.line);
    writer.text(site.text);
    writer.end();
}

/** @param {Out} out @param {Fun | Creator} owner @param {number} lo @param {number} hi */
function putArgs(out, { args, site }, lo, hi) {
    for (const arg of args) {
        arg.id !== 0 && putArg(out, arg, lo, hi, site);
    }
}

/** Its place, its args or its operators are others than they were. @param {Out} out @param {Unit} unit */
function retell(out, unit) {
    if (unit instanceof Fun) {
        putFun(out, unit, entities.funs.high(unit.id));
        putArgs(out, unit, unit.id, entities.funs.high(unit.id));
    } else if (unit instanceof Pipe) {
        putPipe(out, unit);
    } else if (unit instanceof Creator) {
        putCreator(out, unit, unit.observable, entities.highOf(unit));
        putArgs(out, unit, unit.observable, entities.highOf(unit));
    }
}

/** Tells again what has changed; what it needs was told before. @param {Out} out */
export function tellRenewed(out) {
    for (const unit of renewed) {
        isTold(unit) && retell(out, unit);
    }
    for (const operator of renewed.size > 0 ? entities.operators.holders : []) {
        if (operator !== undefined && operator.observable !== 0 && operator.given === null && operator.fun !== null && renewed.has(operator.fun)) {
            putTarget(out, operator); // it stands where its function's call stands
        }
    }
    renewed.clear();
}

/** What was renewed is told by a snapshot. */
export function dropRenewed() {
    renewed.clear();
}

/** @param {Out} out @param {Operator} operator */
function tellTarget(out, operator) {
    if (out.live && operator.observable !== 0) {
        return; // it stayed while its pipe was made anew
    }
    if (out.live) {
        takeObservable(operator);
    }
    putTarget(out, operator);
}

/** @param {Out} out @param {Operator} operator */
function putTarget(out, operator) {
    const lo = operator.observable, hi = entities.observables.high(lo);
    const site = operator.fun === null ? operator.pipe.site : operator.fun.site;
    const name = out.string(operator.fun === null ? "operator" : site.name), file = out.string(site.module.file);
    const writer = out.start(EV.OBSERVABLE_CREATE, 0, lo, hi);
    writer.parent(operator.operator, entities.operators.high(operator.operator));
    writer.num(0);
    writer.named(name, file, site.line);
    writer.end();
    tellTags(out, lo, hi, operator);
}

/** @param {Out} out @param {Operator} operator */
function tellOperator(out, operator) {
    const { pipe, fun, source } = operator;
    if (out.live && operator.operator === 0) {
        operator.operator = entities.operators.take(operator);
        makeFor(operator, operator.operator);
    }
    const lo = operator.operator, hi = entities.operators.high(lo);
    let writer = out.start(EV.OPERATOR_CALL, 0, lo, hi);
    writer.parent(pipe.id, entities.pipes.high(pipe.id));
    writer.ref(fun === null ? 0 : fun.id, fun === null ? 0 : entities.funs.high(fun.id));
    writer.num(operator.position);
    writer.end();
    if (operator.given === null) {
        tellTarget(out, operator);
    }
    const target = outputOf(operator);
    writer = out.start(EV.OPERATOR_RETURN, 0, lo, hi);
    writer.parent(source.observable, entities.highOf(source));
    writer.ref(target.observable, entities.highOf(target));
    writer.end();
    tellTags(out, lo, hi, operator);
}

/** @param {Out} out @param {Pipe} pipe */
function tellPipe(out, pipe) {
    if (out.live) {
        pipe.id = entities.pipes.take(pipe);
    }
    putPipe(out, pipe);
    tellTags(out, pipe.id, entities.pipes.high(pipe.id), pipe);
}

/** @param {Out} out @param {Pipe} pipe */
function putPipe(out, pipe) {
    const { site, operators } = pipe, hi = entities.pipes.high(pipe.id);
    const name = out.string(pipe.variable), file = out.string(site.module.file);
    let writer = out.start(EV.PIPE_CALL, 0, pipe.id, hi);
    putMaker(writer, pipe);
    writer.ref(pipe.source.observable, entities.highOf(pipe.source));
    writer.num(operators.length);
    writer.named(name, file, site.line);
    writer.end();
    for (const operator of operators) {
        tellOperator(out, operator);
    }
    const result = pipe.output;
    writer = out.start(EV.PIPE_RETURN, 0, pipe.id, hi);
    writer.ref(result.observable, entities.highOf(result));
    writer.end();
}

/** @param {Out} out @param {Unit} unit */
function tellOne(out, unit) {
    if (out.live) {
        eachNeeded(unit, use);
        loose.add(unit);
    } else {
        /** @type {Set<unknown>} */ (out.known).add(unit);
        out.at(unit.since);
    }
    if (unit instanceof Pipe) {
        tellPipe(out, unit);
    } else if (unit instanceof Creator) {
        tellCreator(out, unit);
    } else if (unit instanceof Fun) {
        tellFun(out, unit);
    } else {
        tellExternal(out, unit);
    }
}

/**
 * Tells a unit, and before it what it needs, as far as that is new.
 * @param {Out} out
 * @param {Unit} unit
 * @param {number} time ns
 */
export function tell(out, unit, time) {
    if (!out.isNew(unit)) {
        return;
    }
    const path = [unit];
    /** @type {Set<Unit>} */
    const entered = new Set();
    while (path.length > 0) {
        const last = path[path.length - 1];
        if (!out.isNew(last)) {
            path.pop();
        } else if (entered.has(last)) {
            path.pop();
            last.since ||= time;
            tellOne(out, last);
        } else {
            entered.add(last);
            eachNeeded(last, needed => {
                if (out.isNew(needed) && !entered.has(needed)) {
                    out.live && inherit(last, needed); // a snapshot tells what the others were told
                    path.push(needed);
                }
            });
        }
    }
}

// ---- Ends --------------------------------------------------------------------------------------------

/** @param {Out} out @param {import("./ids.js").Ids<any>} ids @param {number} slot */
function end(out, ids, slot) {
    if (slot !== 0) {
        out.bare(EV.ENTITY_END, 0, slot, ids.high(slot));
        ids.give(slot);
    }
}

/** @param {Out} out @param {Arg[]} args */
function endArgs(out, args) {
    for (const arg of args) {
        end(out, entities.args, arg.id);
        arg.id = 0;
    }
}

/** @param {Out} out @param {Source} source */
function endObservable(out, source) {
    end(out, entities.observables, source.observable);
    source.observable = 0;
}

/** @param {Out} out @param {Operator} operator */
function endOperator(out, operator) {
    endObservable(out, operator);
    end(out, entities.operators, operator.operator);
    makeFor(operator, 0);
    operator.operator = 0;
}

/** Operators that were put into another pipe, which nothing needs. @param {Out} out */
export function endStrays(out) {
    for (const operator of entities.operators.holders) {
        operator !== undefined && !isTold(operator.pipe) && endOperator(out, operator);
    }
}

/** @param {Out} out @param {Pipe} pipe */
function endPipe(out, pipe) {
    for (const operator of pipe.operators) {
        endOperator(out, operator);
    }
    end(out, entities.pipes, pipe.id);
    pipe.id = 0;
}

/** @param {Out} out @param {Unit} unit */
function endUnit(out, unit) {
    if (unit instanceof Pipe) {
        endPipe(out, unit);
    } else if (unit instanceof Fun) {
        endArgs(out, unit.args);
        end(out, entities.funs, unit.id);
        unit.id = 0;
    } else {
        if (unit instanceof Creator) {
            endArgs(out, unit.args);
        }
        endObservable(out, unit);
    }
    eachNeeded(unit, release);
}

/** Ends what nothing needs any more. A later subscribe tells it again, with new ids. @param {Out} out */
export function endLoose(out) {
    for (const unit of loose) {
        loose.delete(unit);
        if (unit.uses === 0 && isTold(unit)) {
            endUnit(out, unit);
        }
    }
}
