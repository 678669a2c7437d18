/**
 * dom.js - `<button#save.primary>`, `click on <button#save>`: what a page is made of. Read by the platform's own
 * accessors and methods, taken when the module is loaded, if they are the platform's; a page may define properties on
 * its elements as it likes.
 */
import { apply, getOwnPropertyDescriptor, getter } from "./own.js";
import { shorten } from "./text.js";

/** @typedef {import("./walk.js").Walk} Walk */

const NAME_BYTES = 60;
const TEXT_NODE = 3;

const page = /** @type {any} */ (globalThis);
const sourceOf = Function.prototype.toString;

/** @param {unknown} f */
function native(f) {
    return typeof f === "function" && apply(sourceOf, f, []).includes("[native code]") ? f : undefined;
}

/** @param {string} type @param {string} key */
function reader(type, key) {
    return native(getter(page[type]?.prototype, key));
}

const nodeType = reader("Node", "nodeType");
const nodeName = reader("Node", "nodeName");
const textContent = reader("CharacterData", "data");
const localName = reader("Element", "localName");
const getAttribute = native(page.Element && getOwnPropertyDescriptor(page.Element.prototype, "getAttribute")?.value);
// Node's own Event is written in JavaScript, and as much the platform's.
const eventType = getter(page.Event?.prototype, "type");
const eventTarget = getter(page.Event?.prototype, "target");
const eventKey = reader("KeyboardEvent", "key");

/**
 * @param {Function | undefined} read
 * @param {object} object
 * @param {unknown[]} [args]
 * @returns {any} undefined when the object is not of that type
 */
function ask(read, object, args = []) {
    try {
        return read && apply(read, object, args);
    } catch {
        return undefined;
    }
}

/** `<button#save.primary>`; "" for what is no element. @param {object} node */
function elementText(node) {
    const name = ask(localName, node);
    if (typeof name !== "string") {
        return "";
    }
    const id = ask(getAttribute, node, ["id"]) ?? "", classes = ask(getAttribute, node, ["class"]) ?? "";
    const text = name + (id === "" ? "" : "#" + id) + classes.slice(0, NAME_BYTES).trim().replace(/^(?=.)|\s+/g, ".");
    return `<${shorten(text, NAME_BYTES)}>`;
}

/** @param {Walk} walk @param {object} node */
export function describeNode(walk, node) {
    const type = ask(nodeType, node);
    if (type === undefined) {
        return false;
    }
    const element = elementText(node);
    walk.add(element || ask(nodeName, node));
    if (type === TEXT_NODE) {
        walk.add(" ");
        walk.value(ask(textContent, node));
    }
    return true;
}

/** A key that is typed into a field for passwords is a part of one. @param {object | null} target */
function isSecretField(target) {
    return target !== null && ask(getAttribute, target, ["type"]) === "password";
}

/** @param {Walk} walk @param {object} event @param {string} name */
export function describeEvent(walk, event, name) {
    const type = ask(eventType, event);
    if (typeof type !== "string") {
        return false;
    }
    const target = ask(eventTarget, event) ?? null, key = ask(eventKey, event);
    walk.add(`${name} ${type}`);
    if (typeof key === "string") {
        walk.add(isSecretField(target) ? " •••" : ` "${key}"`);
    }
    if (target !== null) {
        const element = elementText(target);
        walk.add(element === "" ? "" : " on " + element);
    }
    return true;
}
