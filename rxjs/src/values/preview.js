/** preview.js - any value as what the value field of a record holds (src/event/event.h, VALUE_LIST). */
import { VALUE } from "../protocol/kinds.js";
import { bufferLength } from "./builtins.js";
import { errorCode, errorText } from "./errors.js";
import { familyOf } from "./families.js";
import { LOOKED_AT, MASKED, makeMask } from "./mask.js";
import { getter, getPrototypeOf, isProxy, isSafeInteger, isView, apply } from "./own.js";
import { TEXT_BYTES, cutUtf8, utf8Length } from "./text.js";
import { STRING_MAX, Walk, longText, undefinedText } from "./walk.js";

/**
 * @typedef {import("../protocol/record.js").Preview} Preview
 * @typedef {import("./walk.js").Options} Options
 */

const UNREADABLE = "(throws when looked at)";

/** @type {Readonly<Options>} */
const DEFAULTS = Object.freeze({ mask: makeMask(), idOf: () => null });

/**
 * Checks and prepares options, once.
 * @param {object} [options]
 * @param {import("./mask.js").MaskOption} [options.mask] what is hidden beside passwords, tokens and the like
 * @param {Options["idOf"]} [options.idOf] the id of an observable that is known; runs no code of the app
 * @returns {Readonly<Options>}
 * @throws {TypeError} when `mask` is none
 */
export function previewOptions({ mask, idOf = DEFAULTS.idOf } = {}) {
    return Object.freeze({ mask: mask === undefined ? DEFAULTS.mask : makeMask(mask), idOf });
}

/**
 * All previews have one shape.
 * @param {number} type
 * @param {string | Uint8Array} text
 * @param {number} full
 * @param {number} number
 * @param {number} hi
 * @returns {Preview}
 */
function make(type, text, full, number, hi) {
    return { type, text, full, number, hi };
}

/** A text for people: `full` 0 says that the text is all there is. @param {string} text */
function user(text) {
    return make(VALUE.USER, text, 0, 0, 0);
}

const UNDEFINED = Object.freeze(user("undefined"));
const NULL = Object.freeze(user("null"));
const TRUE = Object.freeze(make(VALUE.BOOL, "", 0, 1, 0));
const FALSE = Object.freeze(make(VALUE.BOOL, "", 0, 0, 0));
const HIDDEN = Object.freeze(user(MASKED));

/** @param {number} n */
function ofNumber(n) {
    const whole = isSafeInteger(n) && (n !== 0 || 1 / n > 0);
    return make(whole ? VALUE.I64 : VALUE.F64, "", 0, n, 0);
}

/** @param {string} text @param {Options} options */
function ofString(text, options) {
    if (text.length > STRING_MAX) {
        return user(longText(text));
    }
    if (options.mask !== null) {
        const part = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text, safe = options.mask.text(part);
        if (safe !== part) {
            return ofMasked(safe, text.length > LOOKED_AT);
        }
    }
    return make(VALUE.STRING, cutUtf8(text, TEXT_BYTES), utf8Length(text), 0, 0);
}

/** The length would tell of the secret: what is left says its own. @param {string} safe @param {boolean} more */
function ofMasked(safe, more) {
    return make(VALUE.STRING, cutUtf8(safe, TEXT_BYTES), utf8Length(safe) + (more ? 1 : 0), 0, 0);
}

const TypedArray = getPrototypeOf(Uint8Array.prototype);
const typeOf = /** @type {Function} */ (getter(TypedArray, Symbol.toStringTag));
const PLACES = [TypedArray, DataView.prototype].map(prototype => ({
    buffer: /** @type {Function} */ (getter(prototype, "buffer")),
    offset: /** @type {Function} */ (getter(prototype, "byteOffset")),
    length: /** @type {Function} */ (getter(prototype, "byteLength")),
}));

/** The first bytes, copied. @param {ArrayBufferLike} buffer @param {number} offset @param {number} length */
function ofBytes(buffer, offset, length) {
    const shown = length < TEXT_BYTES ? length : TEXT_BYTES;
    const from = new Uint8Array(buffer, offset, shown), text = new Uint8Array(shown);
    for (let i = 0; i < shown; i++) {
        text[i] = from[i];
    }
    return make(VALUE.BYTES, text, Math.min(length, 0xffffffff), 0, 0);
}

/** Views of bytes; null for those of wider numbers, which say more as numbers. @param {object} view */
function ofView(view) {
    const type = apply(typeOf, view, []);
    if (type !== undefined && type !== "Uint8Array" && type !== "Uint8ClampedArray") {
        return null;
    }
    const place = PLACES[type === undefined ? 1 : 0];
    return ofBytes(apply(place.buffer, view, []), apply(place.offset, view, []), apply(place.length, view, []));
}

/** What has a type of its own; null for what is told by a text. @param {object} object @param {Options} options */
function ofBuiltin(object, options) {
    if (isView(object)) {
        return ofView(object);
    }
    const { type } = familyOf(getPrototypeOf(object));
    if (type === "error") {
        return ofError(object, options);
    }
    if (type === "observable") {
        const id = options.idOf(object);
        return id === null ? null : make(VALUE.OBSERVABLE, "", 0, id.lo, id.hi);
    }
    const length = type === "buffer" ? bufferLength(object) : -1;
    return length < 0 ? null : ofBytes(/** @type {ArrayBuffer} */ (object), 0, length);
}

/** @param {object} error @param {Options} options */
function ofError(error, { mask }) {
    const text = errorText(error, mask === null ? same : part => mask.text(part));
    return make(VALUE.ERROR, text, utf8Length(text), errorCode(error), 0);
}

/** @param {string} text */
function same(text) {
    return text;
}

/** @param {object} object @param {Options} options */
function ofObject(object, options) {
    if (!isProxy(object)) {
        const builtin = ofBuiltin(object, options);
        if (builtin !== null) {
            return builtin;
        }
    }
    return ofWalk(object, options);
}

/** @param {unknown} value @param {Options} options */
function ofWalk(value, options) {
    const walk = new Walk(options);
    walk.value(value);
    return user(walk.line.finish());
}

/** @param {unknown} value @param {Options} options */
function ofAny(value, options) {
    switch (typeof value) {
    case "number":
        return ofNumber(value);
    case "string":
        return ofString(value, options);
    case "boolean":
        return value ? TRUE : FALSE;
    case "undefined":
        return value === undefined ? UNDEFINED : user(undefinedText(value));
    case "object":
        return value === null ? NULL : ofObject(value, options);
    default:
        return ofWalk(value, options);
    }
}

/**
 * What an inspector is shown of `value`. Never throws, runs no code of the app (see index.js for proxies in pages),
 * takes microseconds whatever the size, and keeps nothing of the value.
 * @param {unknown} value
 * @param {Readonly<Options>} [options] made by previewOptions()
 * @param {string} [name] the variable or path that holds it: `password$`, `$args.0.token`; for the masks
 * @returns {Readonly<Preview>}
 */
export function preview(value, options = DEFAULTS, name = "") {
    const { mask } = options;
    if (mask !== null && name !== "" && value !== undefined && value !== null && mask.hides(name)) {
        return HIDDEN;
    }
    try {
        return ofAny(value, options);
    } catch {
        return user(UNREADABLE); // nothing is known of what was thrown: it may throw when it is looked at, too
    }
}

/**
 * A text for the log, without the secrets that are seen in it.
 * @param {string} text
 * @param {Readonly<Options>} [options]
 */
export function maskText(text, options = DEFAULTS) {
    return options.mask === null ? text : options.mask.text(text);
}
