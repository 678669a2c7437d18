// The children of a node, whatever its type.

/** @typedef {import("./parse.js").Node} Node */

/** Where nodes of a type may have children. @type {Map<string, string[]>} */
const KEYS = new Map();
const NO_CHILD = new Set(["type", "start", "end", "operator", "kind", "computed", "optional", "prefix", "directive"]);

/** @param {Node} node */
export function childKeys(node) {
    let keys = KEYS.get(node.type);
    if (keys === undefined) {
        keys = Object.keys(node).filter((key) => !NO_CHILD.has(key));
        KEYS.set(node.type, keys);
    }
    return keys;
}

/**
 * Whether one of a node's children is as asked.
 *
 * @param {Node} node
 * @param {(child: Node) => boolean} is
 */
export function someChild(node, is) {
    for (const key of childKeys(node)) {
        const value = node[key];
        if (Array.isArray(value)) {
            for (let index = 0; index < value.length; index++) {
                if (value[index] !== null && is(value[index])) {
                    return true;
                }
            }
        } else if (typeof value?.type === "string" && is(value)) {
            return true;
        }
    }
    return false;
}
