/**
 * walk.js - one object on its way into one line: how deep it is looked into, which objects it stands in, where it is
 * (for the masks), and what is never done whatever the app hands over.
 */
import { MASKED } from "./mask.js";
import { Line, count, shorten } from "./text.js";
import { describeObject } from "./objects.js";
import { describeFunction } from "./functions.js";

/** Objects within objects that are opened. */
export const DEPTH = 3;
/** Bytes of a string that stands in an object. */
const STRING_SHOWN = 48;
/** Longer strings are not looked into: to read a character of one that was put together copies all of it. */
export const STRING_MAX = 1 << 20;
/** Integers below 2^384 are printed: that takes microseconds, and longer ones fill no line. */
const BIGINT_BITS = 384;

/** @param {bigint} value */
export function bigintText(value) {
    return BigInt.asIntN(BIGINT_BITS, value) === value ? `${value}n` : `bigint of more than ${BIGINT_BITS} bits`;
}

/** @param {number} value */
export function numberText(value) {
    return value === 0 && 1 / value < 0 ? "-0" : String(value);
}

/** There is one object that says it is undefined: the list of all elements. @param {unknown} value */
export function undefinedText(value) {
    return value === undefined ? "undefined" : "document.all";
}

/** @param {string} value */
export function longText(value) {
    return `string of ${count(value.length)} characters`;
}

/**
 * @typedef {import("./mask.js").Mask} Mask
 * @typedef {object} Options made by previewOptions()
 * @property {Mask | null} mask
 * @property {(object: object) => ({ lo: number, hi: number } | null)} idOf the id of an observable that is known
 */

export class Walk {
    /** @param {Readonly<Options>} options */
    constructor(options) {
        this.options = options;
        this.line = new Line();
        this.depth = 0;
        /** The objects that are open, outermost first. @type {object[]} */
        this.open = [];
        /** Where `value()` is: "user.tags". */
        this.path = "";
    }

    /** @param {string} text */
    add(text) {
        this.line.add(text);
    }

    /** Writes a value of any type. @param {unknown} value */
    value(value) {
        switch (typeof value) {
        case "string":
            return this.string(value);
        case "number":
            return this.add(numberText(value));
        case "bigint":
            return this.add(bigintText(value));
        case "function":
            return describeFunction(this, value);
        case "object":
            return value === null ? this.add("null") : this.object(value);
        case "undefined":
            return this.add(undefinedText(value));
        default: // booleans and symbols; String() of a symbol is its description
            return this.add(shorten(String(value), STRING_SHOWN));
        }
    }

    /** @param {string} text */
    string(text) {
        if (text.length > STRING_MAX) {
            this.add(longText(text));
            return;
        }
        const part = this.masked(text.length > 2 * STRING_SHOWN ? text.slice(0, 2 * STRING_SHOWN) : text);
        this.add(`"${shorten(part, STRING_SHOWN)}"`);
    }

    /** @param {string} text */
    masked(text) {
        return this.options.mask === null ? text : this.options.mask.text(text);
    }

    /** @param {object} object */
    object(object) {
        if (this.open.includes(object)) {
            this.add("[circular]");
            return;
        }
        this.open.push(object);
        this.depth++;
        try {
            describeObject(this, object);
        } finally {
            this.depth--;
            this.open.pop();
        }
    }

    /** True where an object is only named, not opened. */
    get deep() {
        return this.depth > DEPTH;
    }

    /**
     * Writes the value of a property, unless its name or path says that it is a secret.
     * @param {string} name
     * @param {unknown} value
     */
    property(name, value) {
        const { mask } = this.options;
        if (mask !== null && value !== undefined && value !== null && mask.hidesAt(this.path, name)) {
            this.add(MASKED);
            return;
        }
        const before = this.path;
        this.path = before === "" ? name : before + "." + name;
        this.value(value);
        this.path = before;
    }
}
