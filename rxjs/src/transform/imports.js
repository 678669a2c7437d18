// How a module comes by rxjs: import declarations, `require`, `await import`, what is taken out of a namespace, and
// what compilers wrap around `require`.

import { isRxjs } from "./roles.js";
import { eachName, keyName } from "./scope.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./scope.js").Scope} Scope */
/** @typedef {import("./scope.js").Binding} Binding */

/**
 * @param {Node} declaration
 * @param {Scope} scope
 */
export function declareImport(declaration, scope) {
    const source = declaration.source.value;
    for (const specifier of declaration.specifiers) {
        scope.declare(specifier.local.name, isRxjs(source) ? { source, name: importedName(specifier) } : null);
    }
}

/** @param {Node} specifier */
function importedName(specifier) {
    const name = specifier.type === "ImportSpecifier" ? keyName(specifier.imported) : "*";
    return name === "default" ? "*" : name;
}

/**
 * @param {Node} declarator
 * @param {Scope} scope    where it stands
 * @param {Scope} target   where its names go: for `var` the function
 */
export function declareVariable(declarator, scope, target) {
    const { id, init } = declarator;
    const binding = init === null || init === undefined ? null : resolve(init, scope);
    if (id.type === "Identifier") {
        target.declare(id.name, binding);
    } else if (binding?.name === "*" && id.type === "ObjectPattern") {
        declareMembers(id, binding.source, target);
    } else {
        eachName(id, (name) => target.declare(name, null));
    }
}

/**
 * @param {Node} pattern
 * @param {string} source
 * @param {Scope} target
 */
function declareMembers(pattern, source, target) {
    for (const property of pattern.properties) {
        if (property.type === "Property" && !property.computed && property.value.type === "Identifier") {
            target.declare(property.value.name, { source, name: keyName(property.key) });
        } else {
            eachName(property.value ?? property.argument, (name) => target.declare(name, null));
        }
    }
}

/**
 * What of rxjs an expression is, as far as its text shows.
 *
 * @param {Node} node
 * @param {Scope} scope
 * @returns {Binding | null}
 */
export function resolve(node, scope) {
    switch (node.type) {
        case "Identifier":
            return scope.lookUp(node.name) ?? null;
        case "MemberExpression":
            return node.computed || node.optional ? null : memberOf(resolve(node.object, scope), node.property);
        case "SequenceExpression":
            return resolve(node.expressions[node.expressions.length - 1], scope);
        case "AwaitExpression":
            return node.argument.type === "ImportExpression" ? wholeModule(node.argument.source) : null;
        case "CallExpression":
            return requiredModule(node, scope);
    }
    return null;
}

/**
 * @param {Binding | null} base
 * @param {Node} property
 */
function memberOf(base, property) {
    if (base === null || property.type !== "Identifier") {
        return null;
    }
    if (base.name !== "*") {
        return { source: base.source, name: `${base.name}.${property.name}` };
    }
    return property.name === "default" ? base : { source: base.source, name: property.name };
}

/** @param {Node} specifier */
function wholeModule(specifier) {
    return specifier?.type === "Literal" && isRxjs(String(specifier.value))
        ? { source: String(specifier.value), name: "*" }
        : null;
}

/**
 * `require("rxjs")`, also as `__importStar(require("rxjs"))` and `__toESM(require("rxjs"), 1)`.
 *
 * @param {Node} call
 * @param {Scope} scope
 * @returns {Binding | null}
 */
function requiredModule(call, scope) {
    if (call.callee.type !== "Identifier" || call.arguments.length === 0) {
        return null;
    }
    const [first] = call.arguments;
    if (call.callee.name === "require") {
        return scope.lookUp("require") === undefined ? wholeModule(first) : null;
    }
    const wraps = /^_*(import|interop|toESM|toModule)/.test(call.callee.name) && first.type === "CallExpression";
    return wraps && first.callee.name === "require" ? requiredModule(first, scope) : null;
}
