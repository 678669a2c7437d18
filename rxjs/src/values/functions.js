/** functions.js - `ƒ onClick`, `class Point`: functions by name. None is called, and no source is read. */
import { isProxy, ownData, ownText } from "./own.js";
import { shorten } from "./text.js";

const NAME_BYTES = 48;

/** The prototype of a class cannot be replaced; that of an old constructor can. @param {Function} f */
function isClass(f) {
    return ownData(f, "prototype")?.writable === false;
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {Function} f
 */
export function describeFunction(walk, f) {
    if (isProxy(f)) {
        walk.add("Proxy(ƒ)");
        return;
    }
    const name = shorten(ownText(f, "name"), NAME_BYTES);
    walk.add(`${isClass(f) ? "class" : "ƒ"} ${name || "(anonymous)"}`);
}
