/**
 * host.js - what actions need of the runtime: the live object behind an id, found through weak references, and ways to say
 * something to the readers.
 */
import { ENTITY, EV } from "../protocol/kinds.js";
import { Pipe } from "./definitions.js";
import { findDefinition } from "./entities.js";
import { swapCommand } from "./hmr/commands.js";
import { hmr } from "./hmr/index.js";
import { options } from "./record.js";
import { find, sites, sources, top } from "./slots.js";
import { putTag, tagDefinition, tagSlot } from "./tags.js";
import { watch } from "./watching.js";
import { subscriberOf, youngObservable } from "./young.js";

/** @typedef {import("./out.js").Out} Out */
/** @typedef {import("./actions.js").Host} Host */
/** @typedef {import("./actions.js").Target} Target */

/** As what it is declared, else what it is. @param {any} definition @returns {string} */
function nameOf(definition) {
    const { pipe, fun } = definition;
    if (pipe instanceof Pipe && pipe.output === definition && pipe.variable !== "") {
        return pipe.variable;
    }
    return definition.name ?? fun?.site.name ?? definition.variable ?? "";
}

/** The observable of a source: who made it may hold it weakly, or a young subscription does. @param {any} source @returns {object | null} */
function objectOf(source) {
    const object = source.object?.deref() ?? null;
    for (let slot = 1; object === null && slot < top; slot++) {
        if (sources[slot] === source && youngObservable(slot) !== null) {
            return youngObservable(slot);
        }
    }
    return object;
}

/** @param {number} lo @param {number} hi @returns {Target | null} */
function resolveSubscription(lo, hi) {
    const slot = find(lo, hi);
    if (slot === 0) {
        return lo > 0 && lo < top ? { object: null, ended: true, name: "" } : null;
    }
    return { object: subscriberOf(slot), ended: false, name: sites[slot]?.name ?? "" };
}

/** @param {number} lo @param {number} hi @returns {Target | null} */
function resolve(lo, hi) {
    if (hi >>> 24 === ENTITY.SUBSCRIPTION) {
        return resolveSubscription(lo, hi);
    }
    const found = findDefinition(lo, hi);
    if (found === undefined) {
        return null;
    }
    const kind = hi >>> 24;
    const source = kind === ENTITY.TRACK ? found.source : found instanceof Pipe ? found.output : found;
    const has = kind === ENTITY.OBSERVABLE || kind === ENTITY.OPERATOR || source !== found;
    return { object: has ? objectOf(source) : null, ended: false, name: nameOf(found) };
}

/**
 * @param {(put: (out: Out) => void) => void} tell
 * @returns {Host}
 */
export function createHost(tell) {
    return {
        resolve,
        get options() {
            return options;
        },
        watch,
        swap: command => hmr.isOn ? swapCommand(command) : null,
        tag(lo, hi, tag, on) {
            const slot = hi >>> 24 === ENTITY.SUBSCRIPTION ? find(lo, hi) : 0, found = findDefinition(lo, hi);
            if (slot !== 0) {
                tagSlot(slot, hi, tag, on);
            } else if (found !== undefined) {
                tagDefinition(found, hi, tag, on);
            }
            tell(out => putTag(out, lo, hi, tag, on));
        },
        log(level, lo, hi, text) {
            tell(out => {
                const writer = out.start(EV.LOG, level, lo, hi);
                writer.text(text);
                writer.end();
            });
        },
    };
}

