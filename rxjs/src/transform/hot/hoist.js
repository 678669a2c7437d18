// Which callbacks of functions can stand at module level a second time, so that what lives can be given the new one.

import { someChild } from "../tree.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../catalogue.js").Site} Site */
/** @typedef {import("./refs.js").Refs} Refs */

/**
 * @param {Node} node     an argument that is a function
 * @param {Site} site     the call that it is given to
 * @param {Refs} refs
 * @param {(name: string) => boolean} isOwn  whether the module itself declares the name, as what is there when it ends
 */
export function isHoisted(node, site, refs, isOwn) {
    if ((site.kind !== "k" && site.kind !== "o") || site.level === "module") {
        return false;
    }
    switch (node.type) {
        case "Identifier":
            return isOwn(node.name) && refs.isFree(node, site.at);
        case "ArrowFunctionExpression":
        case "FunctionExpression":
            return refs.isFree(node, site.at) && !needsPlace(node, node.type === "FunctionExpression");
    }
    return false;
}

/**
 * Whether it holds what means something else elsewhere: the `this`, `arguments`, `new.target`, `super` or the private
 * names of what is around it.
 *
 * @param {Node} node
 * @param {boolean} own   `this` is that of a function inside
 * @returns {boolean}
 */
function needsPlace(node, own) {
    switch (node.type) {
        case "ThisExpression":
        case "MetaProperty":
            return !own && node.meta?.name !== "import";
        case "Identifier":
            return !own && node.name === "arguments";
        case "Super":
        case "PrivateIdentifier":
            return true;
        case "ClassExpression":
        case "ClassDeclaration":
            return true;
    }
    const below = own || node.type === "FunctionExpression" || node.type === "FunctionDeclaration";
    return someChild(node, (child) => needsPlace(child, below));
}

/** Whether it throws by itself, not in a function inside. @param {Node} node @returns {boolean} */
export function throws(node) {
    const body = node.type === "Property" ? node.value.body : node.body;
    return body?.type === "BlockStatement" && holdsThrow(body);
}

/** @param {Node} node @returns {boolean} */
function holdsThrow(node) {
    if (node.type === "ThrowStatement") {
        return true;
    }
    return !/Function|^Class|Expression$/.test(node.type)
        && someChild(node, holdsThrow);
}
