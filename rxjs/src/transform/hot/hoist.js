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

/**
 * The literal object that a constant is, where a copy of it is as good: nothing in it looks at itself, and the top level does
 * not change it.
 *
 * @param {import("./declarations.js").Declaration | undefined} declaration
 * @returns {Node | null}
 */
export function literalOf(declaration) {
    const isLiteral = declaration?.constant === true && declaration.nodes.length === 1 && declaration.value?.type === "ObjectExpression";
    const literal = isLiteral ? /** @type {Node} */ (declaration.value) : null;
    return literal !== null && literal.properties.every(isPlainMember) ? literal : null;
}

/** @param {Node} member  of a literal */
function isPlainMember(member) {
    const { type, computed, kind, value } = member;
    return type === "Property" && !computed && kind === "init" && !holdsThis(value);
}

/** @param {Node} node @returns {boolean} */
function holdsThis(node) {
    return node.type === "ThisExpression" || node.type === "Super" || someChild(node, holdsThis);
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
