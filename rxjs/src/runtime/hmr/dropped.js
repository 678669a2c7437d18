/**
 * dropped.js - the retry on the function before may be turned off, since it repeats what the new function had done until it failed.
 * Then that value is dropped where an operator can do without an answer: it gets one that lets nothing through, or what is thrown
 * in place of it ends at the next subscriber. Elsewhere (an error that is to be caught, a stream that is due at a subscribe) the
 * function before answers.
 */

export const retries = { on: true };

/** What is thrown where an operator has to send what its function returns: it is nobody's error. */
export const DROPPED = new Error("a value was dropped");

/** @type {Record<string, () => unknown>} */
const ANSWERS = {
    concatMap: () => [],
    exhaustMap: () => [],
    expand: () => [],
    filter: () => false,
    flatMap: () => [],
    map: drop,
    mergeMap: () => [],
    scan: drop,
    switchMap: () => [],
    tap: () => undefined,
};

/** @returns {never} */
function drop() {
    throw DROPPED;
}

/**
 * @param {string} operator "": it is an observer's function
 * @param {string} path of its function
 * @returns {(() => unknown) | null} what answers in place of the function before; null: that does
 */
export function answerFor(operator, path) {
    if (retries.on || path !== "$args.0" && operator !== "") {
        return null;
    }
    return operator === "" ? () => undefined : Object.hasOwn(ANSWERS, operator) ? ANSWERS[operator] : null;
}
