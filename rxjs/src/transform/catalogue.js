// Finds the sites of a module: what makes a stream, pipes it or subscribes to it, with the name that the source gives
// it. What a call means depends on names, so the candidates of the walk are judged here when every scope is known.
// Nothing is changed; emit.js does that.

import { lookUp, PLAIN_EXPORTS, SUBSCRIBE_ARGS } from "./roles.js";
import { resolve } from "./imports.js";
import { keyName } from "./scope.js";
import { methodOf, Unsafe } from "./walk.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./roles.js").Export} Export */
/** @typedef {import("./walk.js").Candidate} Candidate */
/** @typedef {import("./walk.js").Walk} Walk */

/**
 * @typedef {object} Site
 * @property {"k" | "n" | "o" | "p" | "s" | "x" | "t" | "c" | "m"} kind   the last three for hot swap only
 * @property {string} name       creator, operator, class, observer
 * @property {string} variable   the declared name that the expression is the value of
 * @property {string} scope      enclosing functions and classes
 * @property {Node} node
 * @property {Node | null} chain the ChainExpression that the node belongs to
 * @property {Export | null} roles
 * @property {string} owner      the names around it, declared and of functions: what its key begins with
 * @property {import("./walk.js").Level} level
 * @property {import("./scope.js").Scope} at   the scope it stands in
 * @property {{ site: Site, path: (string | number)[] }[]} [parts]   what a pattern takes out of it (hot swap only)
 * @property {Node} [within]   of such a part: what it is taken out of
 * @property {string} [way]   and how it is reached there
 */

/** @type {Export} */
const PIPE = { kind: "operator", args: [], rest: "value" };
/** @type {Export} */
const SUBSCRIBE = { kind: "operator", args: SUBSCRIBE_ARGS };

/**
 * @param {Node} program
 * @param {Walk} walk   that has not begun
 * @returns {Site[]} outer ones before inner ones; throws Unsafe where the module has to stay as it is
 */
export function findSites(program, walk) {
    walk.module(program);
    if (walk.scope.names?.has("Symbol") || walk.scope.names?.has("globalThis")) {
        throw new Unsafe("it declares `Symbol` or `globalThis`, through which the runtime is found");
    }
    const sites = walk.candidates.map(judge).filter((site) => site !== null);
    return sites.some(({ kind }) => kind !== "x") ? sites : sites.filter(({ variable }) => variable.endsWith("$"));
}

/**
 * @param {Candidate} candidate
 * @returns {Site | null}
 */
function judge(candidate) {
    const { node } = candidate;
    const binding = node.callee === undefined || node.optional ? null : resolve(node.callee, candidate.scope);
    const method = methodOf(node);
    if (method === "subscribe") {
        return siteOf(candidate, "s", observerName(node.arguments[0]), SUBSCRIBE);
    }
    if (method === "pipe" && binding?.name !== "pipe") {
        return siteOf(candidate, "p", "pipe", PIPE);
    }
    const roles = binding === null ? undefined : lookUp(binding.source, binding.name);
    if (binding !== null && roles !== undefined && (roles.kind === "class") === (node.type === "NewExpression")) {
        return siteOf(candidate, LETTERS[roles.kind], binding.name, roles);
    }
    return candidate.named && isForeign(candidate, binding) ? siteOf(candidate, "x", "", null) : null;
}

/**
 * @param {Candidate} candidate
 * @param {Site["kind"]} kind
 * @param {string} name
 * @param {Export | null} roles
 * @returns {Site}
 */
function siteOf({ node, path, variable, chain, owner, level, scope }, kind, name, roles) {
    return { kind, name, variable, scope: path, node, chain, roles, owner, level, at: scope };
}

/**
 * Whether a value comes from where a stream could come from.
 *
 * @param {Candidate} candidate
 * @param {import("./scope.js").Binding | null} binding  of what is called
 */
function isForeign({ node, scope }, binding) {
    const { callee } = node;
    if (callee?.type === "FunctionExpression" || PLAIN_EXPORTS.has(binding?.name ?? "")) {
        return false;
    }
    if (callee?.type === "Identifier" && BUILT_IN.has(callee.name) && scope.lookUp(callee.name) === undefined) {
        return false;
    }
    return !isModule(node) && resolve(node, scope) === null;
}

/** What the language makes is no stream, and is made often. */
const BUILT_IN = new Set([
    "AbortController", "Array", "BigInt", "Boolean", "Date", "Error", "Map", "Number", "Object", "Promise", "Proxy", "RegExp",
    "Set", "String", "Symbol", "TypeError", "URL", "URLSearchParams", "WeakMap", "WeakRef", "WeakSet", "parseFloat", "parseInt",
    "setInterval", "setTimeout", "structuredClone",
]);

const LETTERS = /** @type {const} */ ({ creator: "k", operator: "o", class: "n" });

/** @param {Node | undefined} observer */
function observerName(observer) {
    switch (observer?.type) {
        case "Identifier":
            return observer.name;
        case "MemberExpression":
            return observer.computed ? "" : keyName(observer.property);
        case "FunctionExpression":
            return observer.id?.name ?? "";
    }
    return "";
}

/**
 * `require(…)`, `import(…)` and what belongs to `import.meta` are no streams.
 *
 * @param {Node} node
 * @returns {boolean}
 */
export function isModule(node) {
    switch (node.type) {
        case "AwaitExpression":
            return node.argument.type === "ImportExpression";
        case "CallExpression":
            return node.callee.type === "Identifier" ? node.callee.name === "require" : isModule(node.callee);
        case "MemberExpression":
            return node.object.type === "MetaProperty" || isModule(node.object);
        case "ChainExpression":
            return isModule(node.expression);
    }
    return false;
}
