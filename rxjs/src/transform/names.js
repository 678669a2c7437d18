// What things are called by what stands around them, where they have no name of their own.

import { keyName } from "./scope.js";

/** @typedef {import("./parse.js").Node} Node */

/** @param {Node} callee  names the functions that are given to it */
export function calledName(callee) {
    if (callee.type === "Identifier") {
        return `${callee.name}()`;
    }
    const property = callee.type === "MemberExpression" && !callee.computed ? callee.property : null;
    return property === null ? "" : `${keyName(property)}()`;
}

/** @param {Node} target */
export function assignedName(target) {
    if (target.type === "Identifier") {
        return target.name;
    }
    return target.type === "MemberExpression" && !target.computed ? keyName(target.property) : "";
}

/**
 * What a stream is called that something is done with: the name that says it is one, or else the first.
 *
 * @param {Node} receiver
 */
export function receiverName(receiver) {
    let name = "";
    for (let node = receiver; node; node = node.callee ?? node.object ?? node.expression) {
        const own = node.type === "MemberExpression" && !node.computed ? node.property.name : node.name;
        if (typeof own === "string" && node.type !== "PrivateIdentifier") {
            name = own;
            if (own.endsWith("$")) {
                return own;
            }
        }
    }
    return name;
}
