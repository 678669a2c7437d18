/**
 * What differs on purpose, and why: README.md. Whole traces, so that nothing else can hide behind them; a trace that is
 * as bare again makes the test fail, too.
 * @type {Record<string, string[]>}
 */
export const inTransformedSource = {
    "mistakes: argumentsOfAMissingReceiver": ["argument", "TypeError"],
};
