// What patterns take out of what is called at module level: `const [count$, setCount] = counter(1)`. The call is a site, and
// each name that is taken out of it another one, with the way to it.

import { keyName } from "../scope.js";
import { isModule } from "../catalogue.js";

/** @typedef {import("../parse.js").Node} Node */

/** @typedef {{ node: Node, path: (string | number)[] }} Part   the name; numbers are positions of an array */
/** @typedef {{ init: Node, parts: Part[] }} Taken */

/** What gives something that is not written there. */
const MAY_CALL = new Set([
    "CallExpression", "NewExpression", "AwaitExpression", "TaggedTemplateExpression", "MemberExpression", "ChainExpression",
    "ConditionalExpression", "LogicalExpression", "SequenceExpression",
]);

/** @param {Node} program @returns {Taken[]} in the order of the text */
export function takenOf(program) {
    /** @type {Taken[]} */
    const found = [];
    for (const statement of program.body) {
        const declaration = statement.declaration ?? statement;
        for (const { id, init } of declaration.type === "VariableDeclaration" ? declaration.declarations : []) {
            if (id.type !== "Identifier" && init && MAY_CALL.has(init.type) && !isModule(init)) {
                found.push({ init, parts: partsOf(id, [], []) });
            }
        }
    }
    return found;
}

/** Whether a name says that it is a stream. @param {Taken} taken */
export function hasStream({ parts }) {
    return parts.some(({ node }) => node.name.endsWith("$"));
}

/**
 * Not what is computed, and not the rest, which is a new object each time.
 *
 * @param {Node | null} pattern
 * @param {(string | number)[]} path
 * @param {Part[]} into
 */
function partsOf(pattern, path, into) {
    switch (pattern?.type) {
        case "Identifier":
            into.push({ node: pattern, path });
            break;
        case "AssignmentPattern":
            partsOf(pattern.left, path, into);
            break;
        case "ObjectPattern":
            for (const { type, computed, key, value } of pattern.properties) {
                type === "Property" && !computed && partsOf(value, [...path, keyName(key)], into);
            }
            break;
        case "ArrayPattern":
            pattern.elements.forEach((/** @type {Node | null} */ element, /** @type {number} */ i) => partsOf(element, [...path, i], into));
    }
    return into;
}
