/** show.js - a value in one short text, for replies and lines of the log. */
import { VALUE } from "../../protocol/kinds.js";
import { preview } from "../../values/index.js";

/** @param {unknown} value @param {import("../../values/walk.js").Options} options */
export function previewText(value, options) {
    const { type, text, number } = preview(value, options);
    switch (type) {
    case VALUE.BOOL:
        return number === 1 ? "true" : "false";
    case VALUE.I64:
    case VALUE.F64:
        return String(number);
    case VALUE.STRING:
        return `"${text}"`;
    case VALUE.OBSERVABLE:
        return `observable#${number}`;
    case VALUE.BYTES:
        return `${text.length} bytes`;
    default:
        return String(text);
    }
}
