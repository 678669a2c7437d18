/**
 * statements.js - what a module does with its streams while it is evaluated: a subscribe keeps its subscription through all
 * evaluations, and gets the new observer; others (`a$.next(1)`) are done again only when they changed.
 */
import { createSubscriber, isObservable } from "../adopted.js";
import { FunctionArg, takeArgs } from "../args.js";
import { hot } from "../hot.js";
import { DefinitionStamp, SlotStamp } from "../stamp.js";
import { compare } from "./align.js";
import { isOwned } from "./module.js";
import { partsOf } from "./parts.js";
import { probe } from "./probation.js";
import { Running } from "./running.js";
import { shapeOf } from "./shape.js";
import { standIn } from "./standins.js";
import { remake } from "./report.js";
import { moveSite, resubscribe } from "./connect.js";
import { settleSources } from "./living.js";
import { noteGiven, ownParts } from "./upstream.js";

/** @typedef {import("../sites.js").Site} Site */
/** @typedef {import("../args.js").Arg} Arg */

export class Statement {
    /** @param {string} key @param {string} hash @param {any} subscription null: it is no subscribe */
    constructor(key, hash, subscription) {
        this.key = key;
        this.hash = hash;
        this.subscription = subscription;
        /** Of the observer. @type {Arg[]} */
        this.args = [];
        this.receiver = /** @type {any} */ (null);
        /** What evaluations before had put on the subscription themselves, while another one runs. @type {unknown[]} */
        this.parts = [];
        /** What is subscribed to, where that has no key of its own. @type {Running | null} */
        this.running = null;
    }

    /** @param {any} to @param {Arg[]} args */
    attach(to, args) {
        this.receiver = to;
        this.args = args;
        this.running = isObservable(to) && !isOwned(to) && DefinitionStamp.get(to) !== undefined
            ? new Running(shapeOf(to, isOwned)) : null;
    }
}

/** @typedef {{ statement: Statement, hash: string, site: Site, to: any, args: unknown[], observer?: any }} Again a subscribe that ran again; observer: a subscriber made of its args */
/** @typedef {{ statement: Statement, site: Site, to: any, args: unknown[], taken: Arg[] }} First one that has to be done */

/**
 * The functions of an observer are called through slots.
 * @param {Site} site
 * @param {unknown[]} args
 */
export function takeObserver(site, args) {
    const taken = takeArgs(site, args, true, true), standing = standIn(site, args, taken);
    return { taken: standing === null ? taken : taken.filter(arg => arg !== standing.whole), args };
}

/** @param {First} first */
export function doFirst({ statement, site, to, taken }) {
    const { subscription } = statement;
    if (!subscription.closed) {
        const before = partsOf(subscription);
        hot.site = site;
        try {
            to.subscribe(subscription);
        } finally {
            hot.site = null;
        }
        noteGiven(subscription, before);
        statement.attach(to, taken);
    }
}

/** @param {Arg[]} old @param {Arg[]} made whether the functions of an observer stand in the same places */
function isAligned(old, made) {
    return old.length === made.length && old.every((arg, i) =>
        arg instanceof FunctionArg && made[i] instanceof FunctionArg && arg.place.path === made[i].place.path);
}

/** The same subscription gets the new observer. @param {Again} again */
export function observe({ statement, site, args, observer }) {
    if (observer !== undefined) {
        statement.subscription.destination = observer.destination;
        return;
    }
    const { taken } = takeObserver(site, args), { subscription } = statement;
    if (isAligned(statement.args, taken) && taken.length > 0) {
        statement.args.forEach((to, i) => {
            const from = /** @type {FunctionArg} */ (taken[i]), slot = /** @type {FunctionArg} */ (to);
            probe(slot, from, slot.current.hot?.[0] !== from.place.hot?.[0], "try");
        });
        return;
    }
    subscription.destination = createSubscriber(args).destination;
    statement.args = taken;
}

/** `sub.add(…)` has run again: what it had put there before is replaced, not added to. @param {Statement} statement */
function dropRepeated({ subscription, parts }) {
    const more = ownParts(subscription).filter(part => !parts.includes(part));
    if (more.length >= parts.length) {
        parts.forEach(part => subscription.remove(part));
    }
}

/**
 * @param {Again} again
 * @param {import("./align.js").ImportChanged} importChanged
 * @returns {import("./align.js").Plan | null} what became of a stream without a key
 */
export function doAgain(again, importChanged) {
    const { statement, hash, to } = again, { subscription, running } = statement;
    statement.hash = hash;
    if (subscription.closed) {
        return null;
    }
    dropRepeated(statement);
    moveSite(SlotStamp.get(subscription), again.site);
    if (running !== null && isObservable(to) && !isOwned(to) && DefinitionStamp.get(to) !== undefined) {
        const plan = compare(running, shapeOf(to, isOwned), importChanged);
        running.apply(plan);
        remake(plan);
        return plan;
    }
    if (statement.receiver !== to && isObservable(to)) {
        settleSources();
        resubscribe(subscription, SlotStamp.get(subscription), to);
        statement.attach(to, statement.args);
    }
    return null;
}
