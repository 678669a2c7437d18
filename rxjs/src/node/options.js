/**
 * options.js - what the environment says: RXSCOPE=0 switches everything off, RXSCOPE_MASK hides more values, RXSCOPE_RETRY=0 drops
 * a value on which a new function failed.
 */

export function wanted() {
    return process.env.RXSCOPE !== "0";
}

export function retries() {
    return process.env.RXSCOPE_RETRY !== "0";
}

/**
 * RXSCOPE_MASK: a regular expression, tried on names of properties, whatever the case of letters.
 * @returns {RegExp | undefined}
 * @throws {SyntaxError} rather than show what was meant to be hidden
 */
export function mask() {
    const text = process.env.RXSCOPE_MASK;
    if (!text) {
        return undefined;
    }
    try {
        return new RegExp(text, "i");
    } catch (error) {
        throw new SyntaxError(`RXSCOPE_MASK: ${error instanceof Error ? error.message : error}; nothing is shown until it is right`);
    }
}
