/**
 * mask.js - which values are not shown: by the name of the property (or its path), and by what secrets look like in a
 * text. Masking errs on the side of hiding: a preview is for a glance, the value itself is in the app.
 */

/** What stands in place of a secret. */
export const MASKED = "•••";

/** Characters of a text that are looked at: twice a preview, so that what is cut off there has been seen here. */
export const LOOKED_AT = 256;

const REMEMBERED = 1000;
/** Characters of a name that are looked at. */
const NAME_LENGTH = 100;

/** Names of what nobody wants on a screen that others see. */
const SECRET_NAME = new RegExp([
    "pass(?:word|wd|phrase|code)", "^pass$", "pwd", "secret", "token", "credential", "authorization", "^auth$",
    "cookie", "api[-_]?key", "(?:private|access|encryption|signing)[-_]?key", "jwt", "bearer", "session[-_]?id",
    "csrf", "xsrf", "^pin$", "^otp$", "cvv", "cvc", "card[-_]?number", "iban", "^ssn$",
].join("|"), "i");

/** What has to be in a text, before it is worth looking for secrets in it. */
const HINT = /eyJ|pass|pwd|secret|token|key|auth|bearer|basic|cookie|session|:\/\/|ghp_|sk_|akia|private/i;

/** Secrets in texts; what the first group holds is kept. @type {RegExp[]} */
const SECRET_TEXTS = [
    /()eyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g, // a JSON web token, whole or cut
    /(\b(?:bearer|basic|digest)\s+)(?=\S*\d|\S{20})[\w.~+/=-]{6,}/gi, // and not a word of English
    /(\w:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g, // https://user:password@host
    new RegExp("((?:password|passwd|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|authorization" +
        "|cookie|session[-_]?id)[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"'&;,}]+", "gi"),
    /()\b(?:gh[pousr]_\w{16,}|[sr]k_(?:live|test)_\w{8,}|AKIA[0-9A-Z]{12,})/g,
    /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]+/g,
];

/**
 * A pattern: a RegExp is tried on the property's name and on its path (`user.password`), a string is the whole name
 * or path, in any case of letters.
 * @typedef {RegExp | string} MaskPattern
 * @typedef {MaskPattern | MaskPattern[]} MaskPatterns
 * @typedef {false | MaskPatterns | { names?: MaskPatterns, defaults?: boolean }} MaskOption
 *   false: nothing is masked; otherwise what is masked beside the defaults, or in place of them
 */

/** A copy that keeps no place between two tests. @param {MaskPattern} pattern */
function tester(pattern) {
    if (typeof pattern === "string") {
        const wanted = pattern.toLowerCase();
        return (/** @type {string} */ text) => text.toLowerCase() === wanted;
    }
    const own = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    return (/** @type {string} */ text) => own.test(text);
}

/** @param {MaskPattern | MaskPattern[] | undefined} patterns @returns {MaskPattern[]} */
function listed(patterns) {
    return patterns === undefined ? [] : Array.isArray(patterns) ? patterns : [patterns];
}

/** What was given is a pattern, or the app's author is told so. @param {MaskPattern[]} patterns */
function checked(patterns) {
    for (const p of patterns) {
        if (typeof p !== "string" && !(p instanceof RegExp)) {
            throw new TypeError(`rxscope: mask takes names and regular expressions, not ${typeof p}: ` +
                "mask: [/^phone/, \"user.email\"]");
        }
    }
    return patterns;
}

/** What is masked, as options said it. */
export class Mask {
    /** @param {MaskPattern[]} patterns @param {boolean} defaults */
    constructor(patterns, defaults) {
        this.defaults = defaults;
        this.tests = patterns.map(tester);
        /** The answers for names, since few names come again and again. @type {Map<string, boolean>} */
        this.names = new Map();
    }

    /** @param {string} name @returns {boolean} */
    #test(name) {
        return (this.defaults && SECRET_NAME.test(name)) || this.tests.some(matches => matches(name));
    }

    /** Is the value of a property of this name hidden? @param {string} name */
    hides(name) {
        if (name.length > NAME_LENGTH) {
            return this.#test(name.slice(0, NAME_LENGTH)); // not remembered, since nothing of a value is
        }
        let hidden = this.names.get(name);
        if (hidden === undefined) {
            hidden = this.#test(name);
            if (this.names.size >= REMEMBERED) {
                this.names.clear();
            }
            this.names.set(name, hidden);
        }
        return hidden;
    }

    /**
     * Is the value of this property hidden?
     * @param {string} path of the object, "" for the value itself
     * @param {string} name
     */
    hidesAt(path, name) {
        if (this.hides(name)) {
            return true;
        }
        return path !== "" && this.tests.length > 0 && this.tests.some(matches => matches(path + "." + name));
    }

    /** `text`, without the secrets that are seen in it. @param {string} text */
    text(text) {
        if (!this.defaults || !HINT.test(text)) {
            return text;
        }
        let out = text;
        for (const secret of SECRET_TEXTS) {
            out = out.replace(secret, "$1" + MASKED);
        }
        return out;
    }
}

/**
 * @param {MaskOption} [option]
 * @returns {Mask | null} null: nothing is masked
 * @throws {TypeError} when it is none of these
 */
export function makeMask(option) {
    if (option === false) {
        return null;
    }
    if (option !== null && typeof option === "object" && !Array.isArray(option) && !(option instanceof RegExp)) {
        return new Mask(checked(listed(option.names)), option.defaults !== false);
    }
    return new Mask(checked(listed(option)), true);
}
