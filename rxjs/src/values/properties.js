/** properties.js - `{id: 3, name: "Ada"}`: the own enumerable properties of an object, in their order. */
import { KeyReader, MANY } from "./keys.js";
import { getOwnPropertyDescriptor, hasOwn, ownText } from "./own.js";
import { count, shorten } from "./text.js";

const NAME_BYTES = 32;
/** A longer name may be a secret itself: a token by which something is kept. */
const PLAIN_NAME = 16;
const PLAIN = /^(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+)$/u;
/** What is written in place of the result of a getter. */
const ACCESSOR = "(…)";
const reader = new KeyReader(performance.now.bind(performance));

/**
 * @param {import("./walk.js").Walk} walk
 * @param {string} name
 */
function keyText(walk, name) {
    if (name.length <= PLAIN_NAME && PLAIN.test(name)) {
        return name;
    }
    const part = walk.masked(name.length > 4 * NAME_BYTES ? name.slice(0, 4 * NAME_BYTES) : name);
    return `"${shorten(part, NAME_BYTES)}"`;
}

/** What `value` is the value of: `{ name: "password", value: … }`, as of a form or a header. @param {object} object */
function nameOfField(object) {
    return ownText(object, "name") || ownText(object, "key") || "value";
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {object} object
 * @param {string} key
 */
function writeProperty(walk, object, key) {
    const found = getOwnPropertyDescriptor(object, key);
    if (found === undefined) {
        return false;
    }
    walk.add(`${keyText(walk, key)}: `);
    if (hasOwn(found, "value")) {
        walk.property(key === "value" ? nameOfField(object) : key, found.value);
    } else {
        walk.add(ACCESSOR);
    }
    return true;
}

/**
 * @param {import("./walk.js").Walk} walk
 * @param {object} object
 * @param {string} name of its class, "" for none
 */
export function describeProperties(walk, object, name) {
    const prefix = name === "" || name === "Object" ? "" : name + " ";
    if (walk.deep) {
        walk.add(prefix + "{…}");
        return;
    }
    const { size, exact, first } = reader.read(object);
    walk.add(size > MANY ? `${name || "Object"}(${exact ? "" : "~"}${count(size)}) {` : prefix + "{");
    let between = "";
    for (let i = 0; i < first.length && !walk.line.full; i++) {
        walk.add(between);
        between = writeProperty(walk, object, first[i]) ? ", " : "";
    }
    walk.add(size > first.length ? between + "…}" : "}");
}
