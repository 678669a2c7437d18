// What the module's own names stand for: their declarations, and what the top level assigns to them later.

import { eachName, namesOfParts } from "../scope.js";

/** @typedef {import("../parse.js").Node} Node */

/**
 * @typedef {object} Declaration
 * @property {"import" | "function" | "class" | "variable"} kind
 * @property {Node[]} nodes     all that says what its value is
 * @property {Node | null} value  the one value that it has, as far as the top level shows
 * @property {boolean} constant
 */

/** @param {Node} program @returns {Map<string, Declaration>} */
export function declarationsOf(program) {
    /** @type {Map<string, Declaration>} */
    const found = new Map();
    for (const statement of program.body) {
        declare(statement.declaration ?? statement, found);
    }
    for (const statement of program.body) {
        if (statement.type === "ExpressionStatement") {
            assign(statement.expression, found);
        }
    }
    return found;
}

/** @param {Node} node @param {Map<string, Declaration>} into */
function declare(node, into) {
    switch (node.type) {
        case "ImportDeclaration":
            for (const { local } of node.specifiers) {
                into.set(local.name, { kind: "import", nodes: [], value: null, constant: true });
            }
            return;
        case "FunctionDeclaration":
        case "ClassDeclaration": {
            const kind = node.type === "ClassDeclaration" ? "class" : "function";
            into.set(node.id?.name ?? "default", { kind, nodes: [node], value: node, constant: false });
            return;
        }
        case "VariableDeclaration":
            for (const declarator of node.declarations) {
                variable(declarator, node.kind === "const", into);
            }
    }
}

/** @param {Node} declarator @param {boolean} constant @param {Map<string, Declaration>} into */
function variable(declarator, constant, into) {
    const kind = declarator.init && isRequire(declarator.init) ? "import" : "variable";
    const { id, init } = declarator;
    const parts = id.type === "Identifier" ? new Map([[id.name, init]]) : new Map([...namesOfParts(declarator)].map(([part, name]) => [name, part]));
    eachName(id, (name) => {
        const value = parts.get(name) ?? null, known = into.get(name);
        if (known === undefined) {
            into.set(name, { kind, nodes: [declarator], value, constant });
        } else {
            known.nodes.push(declarator); // `var` twice
            known.value = null;
        }
    });
}

/** `require(…)`, also inside of what compilers put around it, and what is taken out of it. @param {Node} node @returns {boolean} */
function isRequire(node) {
    if (node.type === "MemberExpression") {
        return isRequire(node.object);
    }
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") {
        return false;
    }
    return node.callee.name === "require" || (/^_+(import|interop|to)/.test(node.callee.name) && node.arguments.some(isRequire));
}

/** `a = …`, `a.b = …`, and what TypeScript makes of an enum. @param {Node} node @param {Map<string, Declaration>} into */
function assign(node, into) {
    switch (node.type) {
        case "SequenceExpression":
            return node.expressions.forEach((/** @type {Node} */ each) => assign(each, into));
        case "AssignmentExpression":
            return assigned(node, into);
        case "CallExpression":
            if (node.callee.type.includes("Function")) {
                node.arguments.forEach((/** @type {Node} */ each) => filled(each, node, into));
            }
    }
}

/** @param {Node} assignment @param {Map<string, Declaration>} into */
function assigned(assignment, into) {
    let target = assignment.left;
    while (target.type === "MemberExpression") {
        target = target.object;
    }
    eachName(target, (name) => {
        const known = into.get(name);
        if (known !== undefined) {
            const isFirst = known.kind === "variable" && known.value === null && known.nodes.length === 1 && assignment.left === target;
            known.nodes.push(assignment);
            known.value = isFirst && target.type === "Identifier" ? assignment.right : known.value;
        }
    });
}

/** `(function (E) { … })(E || (E = {}))` @param {Node} argument @param {Node} call @param {Map<string, Declaration>} into */
function filled(argument, call, into) {
    const inner = argument.type === "LogicalExpression" ? argument.right : argument;
    if (inner.type === "AssignmentExpression" && inner.left.type === "Identifier") {
        into.get(inner.left.name)?.nodes.push(call);
    }
}
