/** tags.js - tags that a person gave to entities; a snapshot tells them behind the entity. */
import { EV, ENTITY } from "../protocol/kinds.js";

/** @typedef {import("./out.js").Out} Out */

/** By definition. @type {WeakMap<object, Set<string>>} */
const ofDefinitions = new WeakMap();
/** Of operators: the observable that is the target of one has tags of its own. @type {WeakMap<object, Set<string>>} */
const ofOperators = new WeakMap();
/** By slot; those of another use of the slot are void. @type {Map<number, { hi: number, tags: Set<string> }>} */
const ofSlots = new Map();
/** Whether any was ever given. */
let any = false;

/** @param {Out} out @param {number} lo @param {number} hi @param {string} tag @param {boolean} on */
export function putTag(out, lo, hi, tag, on) {
    const name = out.string(tag), writer = out.start(EV.TAG, on ? 1 : 0, lo, hi);
    writer.named(name, 0, 0);
    writer.end();
}

/** @param {Out} out @param {number} lo @param {number} hi @param {Set<string> | undefined} tags */
function putAll(out, lo, hi, tags) {
    for (const tag of tags ?? []) {
        putTag(out, lo, hi, tag, true);
    }
}

/** @param {number} hi of the entity's id */
function tagsOf(hi) {
    return hi >>> 24 === ENTITY.OPERATOR ? ofOperators : ofDefinitions;
}

/** @param {Out} out @param {number} lo @param {number} hi @param {object} definition */
export function tellTags(out, lo, hi, definition) {
    if (any) {
        putAll(out, lo, hi, tagsOf(hi).get(definition));
    }
}

/** @param {Out} out @param {number} slot @param {number} hi */
export function tellSlotTags(out, slot, hi) {
    if (any) {
        const found = ofSlots.get(slot);
        putAll(out, slot, hi, found?.hi === hi ? found.tags : undefined);
    }
}

/** @param {Set<string>} tags @param {string} tag @param {boolean} on */
function change(tags, tag, on) {
    any = true;
    return on ? tags.add(tag) : tags.delete(tag);
}

/** @param {object} definition @param {number} hi of the entity's id @param {string} tag @param {boolean} on */
export function tagDefinition(definition, hi, tag, on) {
    const tags = tagsOf(hi).get(definition) ?? new Set();
    tagsOf(hi).set(definition, tags);
    change(tags, tag, on);
}

/** @param {number} slot @param {number} hi @param {string} tag @param {boolean} on */
export function tagSlot(slot, hi, tag, on) {
    const found = ofSlots.get(slot), tags = found?.hi === hi ? found.tags : new Set();
    ofSlots.set(slot, { hi, tags });
    change(tags, tag, on);
}

/** Its subscription has ended. @param {number} slot */
export function dropSlotTags(slot) {
    if (any) {
        ofSlots.delete(slot);
    }
}
