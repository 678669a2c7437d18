/**
 * What differs on purpose in transformed sources, and why: README.md. Whole traces, so that nothing else can hide behind
 * them; a trace that is as bare again makes the test fail, too.
 * @type {Record<string, string[]>}
 */
export const inTransformedSource = {
    "mistakes: messagesOfMistakes": [
        "TypeError Cannot read properties of undefined (reading 'pipe')",
        "TypeError Cannot read properties of undefined (reading 'subscribe')",
        "TypeError from.pipe is not a function",
        "TypeError to.subscribe is not a function",
        "TypeError to.subscribe is not a function",
        "TypeError nothing is not a constructor",
        "TypeError Cannot read properties of null (reading 'subscribe')",
        "ReferenceError undeclared is not defined",
        "TypeError Cannot set properties of undefined (setting 'closed')",
        "TypeError $rxs(...).k(...).notThere is not a function",
        "TypeError fn is not a function",
        "TypeError fn is not a function",
    ],
    "mistakes: methodsBehindAGetter": ["argument", "looked up", "1"],
    "mistakes: proxiesOfFunctions": ["apply 2", "2"],
};
