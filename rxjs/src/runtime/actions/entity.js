/**
 * entity.js - entities in the words of the terminal: `subscription#31`, and `subscription#31~2` in a slot used
 * twice before.
 */
import { ENTITY_NAMES } from "../../protocol/kinds.js";

/** @param {number} lo @param {number} hi */
export function entityText(lo, hi) {
    const kind = hi >>> 24, reuse = hi & 0xffffff;
    if (lo === 0 && hi === 0) {
        return "nothing";
    }
    return `${ENTITY_NAMES[kind] ?? "entity"}#${lo}${reuse === 0 ? "" : `~${reuse}`}`;
}
