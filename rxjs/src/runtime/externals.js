/**
 * externals.js - observables that no site has made. Most of them are made for one subscription that ends at once, so nothing is
 * made or stamped for them before somebody asks: in the log they stand under one External for all of their class, and get
 * one of their own when their subscription is still there at the flush, or when it is not young any more.
 */
import { describe } from "./adopted.js";
import { External } from "./definitions.js";
import { sources } from "./slots.js";
import { DefinitionStamp } from "./stamp.js";
import { youngObservable } from "./young.js";

/** One for all that pass, by name. @type {Map<string, External>} */
const shared = new Map();
/** The same ones. @type {Set<object>} */
const ofAll = new Set();

/** What stands for an observable while it is not worth more. @param {object} observable */
export function passing(observable) {
    const { name, subject } = describe(observable);
    let external = shared.get(name);
    if (external === undefined) {
        external = new External(name, subject);
        external.maker = null;
        external.call = 0;
        shared.set(name, external);
        ofAll.add(external);
    }
    return external;
}

/** @param {object} observable @returns {import("./definitions.js").Source} */
export function sourceOf(observable) {
    const source = DefinitionStamp.get(observable);
    if (source !== undefined) {
        return source;
    }
    const { name, subject } = describe(observable);
    const external = new External(name, subject);
    DefinitionStamp.set(observable, external);
    return external;
}

/** @param {number} slot @param {object | null} observable null: it is not at hand */
function ensure(slot, observable) {
    const source = sources[slot];
    const has = observable === null || (source !== null && !ofAll.has(source));
    return has ? source : (sources[slot] = sourceOf(observable));
}

/** The source of a slot, its own as long as its observable is at hand. @param {number} slot */
export function ownSource(slot) {
    const source = sources[slot];
    return source !== null && !ofAll.has(source) ? source : ensure(slot, youngObservable(slot));
}

/** Its subscription is not young any more: the observable can be wanted for actions. @param {number} slot @param {object | null} observable */
export function growSource(slot, observable) {
    const source = ensure(slot, observable);
    if (source !== null && observable !== null) {
        source.object ??= new WeakRef(observable);
    }
}
