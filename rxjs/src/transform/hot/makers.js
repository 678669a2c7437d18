// Which values are streams, and which functions only make streams or operators: of these an importer may keep the first
// one through all evaluations.

import { someChild } from "../tree.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("./declarations.js").Declaration} Declaration */

/**
 * @typedef {object} Known
 * @property {Map<Node, import("../catalogue.js").Site>} sites
 * @property {Map<string, Declaration>} declarations
 * @property {import("../scope.js").Scope} root
 */

/** What rxjs exports that is a stream itself. */
const STREAMS = new Set(["EMPTY", "NEVER"]);
/** Names of hooks and of components: whoever calls these expects more of them than a stream. */
const SPECIAL = /^(?:use[A-Z0-9]|\p{Lu})/u;

/** @param {string} name */
export function isMakerName(name) {
    return !SPECIAL.test(name);
}

/** @typedef {(name: string) => Node | null | undefined} Locals  what a constant of a function stands for */

export class Makers {
    /** @param {Known} known */
    constructor(known) {
        this.known = known;
        /** @type {Map<Node, boolean>} */
        this.judged = new Map();
    }

    /** @param {Node | null | undefined} fn @returns {boolean} */
    isMaker(fn) {
        if (!fn || !/^(?:ArrowFunction|Function)/.test(fn.type) || fn.async || fn.generator) {
            return false;
        }
        let is = this.judged.get(fn);
        if (is === undefined) {
            this.judged.set(fn, true); // one that calls itself
            is = this.judge(fn);
            this.judged.set(fn, is);
        }
        return is;
    }

    /** @param {Node} fn */
    judge(fn) {
        if (fn.body.type !== "BlockStatement") {
            return this.isMade(fn.body, () => undefined);
        }
        const { returns, constants } = insideOf(fn.body);
        return returns.length > 0
            && returns.every((value) => value !== null && this.isMade(value, (name) => constants.get(name)));
    }

    /**
     * Whether an expression is a stream or an operator.
     *
     * @param {Node} node
     * @param {Locals} locals
     * @returns {boolean}
     */
    isMade(node, locals) {
        const kind = this.known.sites.get(node)?.kind;
        if (kind !== undefined && "knop".includes(kind)) {
            return true;
        }
        switch (node.type) {
            case "ArrowFunctionExpression":
            case "FunctionExpression":
                return this.isMaker(node);
            case "CallExpression":
                return this.isMadeByCall(node);
            case "Identifier":
                return this.isNamed(node.name, locals);
            case "MemberExpression":
                return !node.computed && node.property.name?.endsWith("$");
        }
        return branchesOf(node)?.every((branch) => this.isMade(branch, locals)) ?? false;
    }

    /** @param {Node} call */
    isMadeByCall({ callee }) {
        if (callee.type === "MemberExpression" && !callee.computed && callee.property.name === "asObservable") {
            return true;
        }
        if (callee.type !== "Identifier") {
            return false;
        }
        const declaration = this.known.declarations.get(callee.name);
        return this.known.root.names?.get(callee.name)?.name === "pipe" || this.isMaker(declaration?.value);
    }

    /** @param {string} name @param {Locals} locals */
    isNamed(name, locals) {
        const local = locals(name);
        if (name.endsWith("$") || (local && this.isMade(local, () => undefined))) {
            return true;
        }
        if (this.isRxjs(name)) {
            return true;
        }
        const declared = this.known.declarations.get(name);
        return local === undefined && declared?.kind === "variable" && declared.value !== null && this.isStream(declared.value);
    }

    /** Whether it is a stream that rxjs exports. @param {string} name */
    isRxjs(name) {
        return STREAMS.has(this.known.root.names?.get(name)?.name ?? "");
    }

    /** Whether a value of the module's is a stream. @param {Node} node @returns {boolean} */
    isStream(node) {
        const kind = this.known.sites.get(node)?.kind;
        if (kind !== undefined && "knp".includes(kind)) {
            return true;
        }
        if (node.type === "CallExpression") {
            return node.callee.type === "MemberExpression" && node.callee.property.name === "asObservable";
        }
        return branchesOf(node)?.every((branch) => this.isStream(branch)) ?? false;
    }
}

/** The values that an expression may have, where it is a condition. @param {Node} node @returns {Node[] | null} */
function branchesOf(node) {
    switch (node.type) {
        case "ConditionalExpression":
            return [node.consequent, node.alternate];
        case "LogicalExpression":
            return node.operator === "&&" ? null : [node.left, node.right];
        case "SequenceExpression":
            return [node.expressions[node.expressions.length - 1]];
    }
    return null;
}

/** What a function returns, and its constants, without the functions in it. @param {Node} body */
function insideOf(body) {
    /** @type {(Node | null)[]} */
    const returns = [];
    /** @type {Map<string, Node>} */
    const constants = new Map();
    /** @param {Node} node */
    const look = (node) => {
        if (node.type === "ReturnStatement") {
            returns.push(node.argument);
        } else if (node.type === "VariableDeclaration") {
            node.declarations.forEach((/** @type {Node} */ each) => constantOf(node, each, constants));
        } else if (!/Function|^Class|Expression$/.test(node.type)) {
            someChild(node, look);
        }
        return false;
    };
    look(body);
    return { returns, constants };
}

/** @param {Node} declaration @param {Node} declarator @param {Map<string, Node>} into */
function constantOf({ kind }, { id, init }, into) {
    if (kind === "const" && id.type === "Identifier" && init) {
        into.set(id.name, init);
    }
}
