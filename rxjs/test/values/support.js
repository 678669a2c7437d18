/** support.js - a preview in the words of a test: `string "abc"`, `i64 3`, `user {id: 3}`. */
import { VALUE_NAMES } from "../../src/protocol/kinds.js";
import { preview } from "../../src/values/index.js";

/**
 * @param {unknown} value
 * @param {any} [options]
 * @param {string} [name]
 */
export function shown(value, options, name) {
    const p = preview(value, options, name);
    const type = VALUE_NAMES[p.type];
    const number = Object.is(p.number, -0) ? "-0" : String(p.number);
    switch (type) {
    case "bool":
        return p.number === 1 ? "true" : "false";
    case "i64": case "f64":
        return `${type} ${number}`;
    case "error":
        return `error ${number} ${p.text}`;
    case "observable":
        return `observable ${number} ${p.hi}`;
    case "bytes":
        return `bytes ${p.full} ${Array.from(/** @type {Uint8Array} */ (p.text)).join(" ")}`.trim();
    default:
        return type === "user" ? String(p.text) : `${type} ${p.full} ${p.text}`;
    }
}
