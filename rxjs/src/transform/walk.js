// One walk over the tree: fills the scopes and notes what may turn out to be a site, with the names around it. What
// a name means is not asked here, because a declaration also counts for what stands above it. For hot swap it also notes
// where names are used.

import { Refs } from "./hot/refs.js";
import { declareImport, declareVariable } from "./imports.js";
import { assignedName, calledName, receiverName } from "./names.js";
import { MEMBERS } from "./roles.js";
import { eachName, keyName, namesOfParts, Scope } from "./scope.js";
import { childKeys } from "./tree.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {"module" | "class" | "function"} Level */

/**
 * A call that may turn out to be a site.
 *
 * @typedef {object} Candidate
 * @property {Node} node
 * @property {Scope} scope
 * @property {string} path
 * @property {string} owner     declared names and functions around
 * @property {Level} level
 * @property {string} variable
 * @property {boolean} named    whether x() is worth it where nothing better is known
 * @property {Node | null} chain
 */

/** Why a module is left as written. */
export class Unsafe extends Error {}

/** Beyond this many sites inside one another the inner ones stay as written: nested calls cost the engine stack. */
const DEEPEST = 200;

/**
 * The method that a call calls, where it is one of ours and written so that it can be taken apart.
 *
 * @param {Node} node
 */
export function methodOf(node) {
    const callee = node.type === "CallExpression" && !node.optional ? node.callee : null;
    if (callee?.type !== "MemberExpression" || callee.computed || callee.object.type === "Super") {
        return null;
    }
    const { type, name } = callee.property;
    return type === "Identifier" && (name === "pipe" || name === "subscribe") ? name : null;
}

/** What may be wrapped in x(): never a function or a class, which take their name from the declaration. */
const MAY_BE_A_STREAM = new Set([
    "CallExpression", "NewExpression", "AwaitExpression", "MemberExpression", "ChainExpression",
    "TaggedTemplateExpression",
]);

/** @type {Map<Node, string>} */
const NONE = new Map();

export class Walk {
    /**
     * @param {string} code
     * @param {boolean} [hot]  whether to note where names are used
     */
    constructor(code, hot = false) {
        this.code = code;
        /** @type {Candidate[]} */
        this.candidates = [];
        this.scope = new Scope(null, true);
        /** Functions and classes around, joined by `/`. */
        this.path = "";
        /** The same with the declared names between them: what a key begins with. */
        this.owner = "";
        /** @type {Level} */
        this.level = "module";
        /** Names of what a pattern takes out of a literal, by its values. @type {Map<Node, string>} */
        this.parts = NONE;
        /** @type {Node | null} */
        this.chain = null;
        this.depth = 0;
        /** Nodes that cannot be replaced where they stand. @type {Set<Node>} */
        this.fixed = new Set();
        /** For hot swap only. @type {Refs | null} */
        this.refs = hot ? new Refs(this.scope) : null;
        /** How often something assigns to a name. @type {Map<string, number>} */
        this.assigned = new Map();
    }

    /** What is not rxjs's. @param {string} name */
    declare = (name) => this.scope.declare(name, null);

    /** @param {Node} program */
    module(program) {
        for (const statement of program.body) {
            this.hoist(statement);
        }
        this.all(program.body);
    }

    /** Imports count from the first line, and functions above a `require` are called below it. @param {Node} statement */
    hoist(statement) {
        if (statement.type === "ImportDeclaration") {
            declareImport(statement, this.scope);
        } else if (statement.type === "VariableDeclaration") {
            for (const declarator of statement.declarations) {
                declareVariable(declarator, this.scope, this.scope);
            }
        }
    }

    /** @param {(Node | null)[]} nodes */
    all(nodes) {
        for (let index = 0; index < nodes.length; index++) {
            const node = nodes[index];
            if (node !== null) {
                this.visit(node, "");
            }
        }
    }

    /**
     * Makes no function itself: each call would first make room for what that one holds.
     *
     * @param {Node} node
     * @param {string} name  the declared name, where the node is its value
     * @returns {void}
     */
    visit(node, name) {
        switch (node.type) {
            case "Identifier":
                return this.refs?.add(node, this.scope);
            case "MemberExpression":
                return this.member(node, name);
            case "CallExpression":
            case "NewExpression":
                return this.call(node, name);
            case "Literal":
            case "TemplateElement":
            case "ImportDeclaration":
            case "ExportAllDeclaration":
            case "ThisExpression":
            case "Super":
            case "MetaProperty":
            case "PrivateIdentifier":
            case "EmptyStatement":
            case "BreakStatement":
            case "ContinueStatement":
                return;
            case "LabeledStatement":
                return this.visit(node.body, "");
            case "ExpressionStatement":
                return this.visit(node.expression, "");
            case "BinaryExpression":
                this.visit(node.left, "");
                return this.visit(node.right, "");
            case "SpreadElement":
                return this.visit(node.argument, "");
            case "ReturnStatement":
                return node.argument ? this.visit(node.argument, "") : undefined;
            case "ChainExpression":
                return this.chained(node, name);
            case "AwaitExpression":
            case "TaggedTemplateExpression":
                return this.noted(node, name);
            case "ConditionalExpression":
                this.visit(node.test, "");
                this.visit(node.consequent, name);
                return this.visit(node.alternate, name);
            case "LogicalExpression":
                this.visit(node.left, name);
                return this.visit(node.right, name);
            case "SequenceExpression":
                return this.sequence(node, name);
            case "AssignmentExpression":
                return this.assignment(node);
            case "UpdateExpression":
                this.assigns(node.argument);
                return this.visit(node.argument, "");
            case "Property":
                return this.patternPart(node);
            case "AssignmentPattern":
                this.visit(node.left, "");
                return this.visit(node.right, node.left.type === "Identifier" ? node.left.name : "");
            case "ObjectExpression":
                return this.object(node, name);
            case "ArrayExpression":
                return this.array(node, name);
            case "VariableDeclaration":
                return this.declaration(node);
            case "ArrowFunctionExpression":
            case "FunctionExpression":
                return this.func(node, node.id?.name ?? name);
            case "FunctionDeclaration":
                this.scope.declare(node.id?.name ?? "default", null);
                return this.func(node, node.id?.name ?? "default");
            case "ClassDeclaration":
            case "ClassExpression":
                return this.classLike(node, name);
            case "StaticBlock":
                return this.block(node, true);
            case "BlockStatement":
                return this.block(node, false);
            case "ForStatement":
            case "ForInStatement":
            case "ForOfStatement":
            case "SwitchStatement":
                return this.scoped(node);
            case "CatchClause":
                return this.caught(node);
            case "ExportDefaultDeclaration":
                return this.visit(node.declaration, "default");
            case "UnaryExpression":
                return this.unary(node);
            case "WithStatement":
                throw new Unsafe("it uses `with`, which changes what names mean");
        }
        this.children(node);
    }

    /** @param {Node} node @param {boolean} holdsVars */
    block(node, holdsVars) {
        const { scope } = this;
        this.scope = new Scope(scope, holdsVars);
        this.all(node.body);
        this.scope = scope;
    }

    /** @param {Node} node */
    scoped(node) {
        const { scope } = this;
        this.scope = new Scope(scope, false);
        this.children(node);
        this.scope = scope;
    }

    /** @param {Node} node @param {string} name */
    noted(node, name) {
        const { owner } = this;
        this.note(node, name);
        this.owner = joined(owner, name);
        this.children(node);
        this.owner = owner;
    }

    /** @param {Node} node */
    children(node) {
        for (const key of childKeys(node)) {
            const value = node[key];
            if (typeof value !== "object" || value === null) {
                continue;
            }
            if (Array.isArray(value)) {
                this.all(value);
            } else if (typeof value.type === "string") {
                this.visit(value, "");
            }
        }
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    note(node, name) {
        const { scope, path, chain, owner, level } = this;
        if (this.depth < DEEPEST && (this.fixed.size === 0 || !this.fixed.has(node))) {
            const named = name !== "" && this.mayName(node, name);
            this.candidates.push({ node, scope, path, owner, level, variable: name, named, chain });
        }
    }

    /**
     * x() costs a call, so inside functions, and where something is only read, a name has to say that it is a stream.
     *
     * @param {Node} node
     * @param {string} name
     */
    mayName(node, name) {
        if (!MAY_BE_A_STREAM.has(node.type)) {
            return false;
        }
        const isRead = node.type === "MemberExpression" || node.type === "ChainExpression";
        return name.endsWith("$") || (isRead ? this.code[node.end - 1] === "$" : this.level !== "function");
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    call(node, name) {
        const { callee } = node;
        if (callee.type === "Identifier" && callee.name === "eval") {
            throw new Unsafe("it calls `eval`, which sees every name");
        }
        const first = this.candidates.length;
        const { owner } = this;
        const isSubscribe = this.refs !== null && methodOf(node) === "subscribe";
        this.owner = isSubscribe ? joined(owner, receiverName(callee.object)) : owner;
        if (name !== "" || this.maySite(node)) {
            this.note(node, name);
        }
        this.owner = isSubscribe ? this.owner : joined(owner, name);
        const nested = this.candidates.length > first ? 1 : 0;
        this.depth += nested;
        if (node.type === "NewExpression") {
            this.fixUnlessParenthesised(callee, node.start + 3);
        }
        this.visit(callee, "");
        for (const argument of node.arguments) {
            this.argument(argument, callee);
        }
        this.depth -= nested;
        this.owner = owner;
    }

    /** @param {Node} node  a call; a cheap look before the judgement, which needs all scopes */
    maySite(node) {
        const { type, property } = node.callee;
        if (type === "MemberExpression") {
            return MEMBERS.has(property.name) || property.name === "pipe" || property.name === "subscribe";
        }
        return type === "Identifier" || type === "SequenceExpression";
    }

    /**
     * @param {Node} node
     * @param {Node} callee  names functions that have no name
     */
    argument(node, callee) {
        if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") {
            this.func(node, node.id?.name ?? calledName(callee));
        } else {
            this.visit(node, "");
        }
    }

    /**
     * What stands directly behind `new` or `@` cannot become a call.
     *
     * @param {Node} node
     * @param {number} at
     */
    fixUnlessParenthesised(node, at) {
        if (node.type === "Identifier" || skipTrivia(this.code, at) === "(") {
            return;
        }
        this.fix(node);
    }

    /** @param {Node} node  with all that its members and calls start from */
    fix(node) {
        for (let next = node; next; next = next.object ?? next.callee ?? next.tag) {
            this.fixed.add(next);
        }
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    member(node, name) {
        const { owner } = this;
        if (name !== "") {
            this.note(node, name);
            this.owner = joined(owner, name);
        }
        this.visit(node.object, "");
        if (node.computed) {
            this.visit(node.property, "");
        }
        this.owner = owner;
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    chained(node, name) {
        const outer = this.chain;
        const { expression } = node;
        this.chain = node;
        if (expression.type === "CallExpression" && methodOf(expression) !== null) {
            this.call(expression, name);
        } else {
            if (name !== "") {
                this.note(node, name);
            }
            const { owner } = this;
            this.owner = joined(owner, name);
            this.visit(expression, "");
            this.owner = owner;
        }
        this.chain = outer;
    }

    /** `delete a?.pipe(f).b` takes a member away, which the value of a call has none of. @param {Node} node */
    unary(node) {
        if (node.operator === "delete" && node.argument.type === "ChainExpression") {
            this.fix(node.argument.expression);
        }
        this.visit(node.argument, "");
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    sequence(node, name) {
        const last = node.expressions.length - 1;
        this.all(node.expressions.slice(0, last));
        this.visit(node.expressions[last], name);
    }

    /** @param {Node} node */
    assignment(node) {
        const { left, right } = node;
        this.assigns(left);
        this.visit(left, "");
        this.visit(right, node.operator === "=" || node.operator.length === 3 ? assignedName(left) : "");
    }

    /** @param {Node} target */
    assigns(target) {
        if (this.refs !== null) {
            eachName(target, (name) => this.assigned.set(name, (this.assigned.get(name) ?? 0) + 1));
        }
    }

    /** Of a pattern: the key is no name. @param {Node} property */
    patternPart(property) {
        if (property.computed) {
            this.visit(property.key, "");
        }
        this.visit(property.value, "");
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    object(node, name) {
        for (const property of node.properties) {
            if (property.type !== "Property") {
                this.visit(property.argument, "");
                continue;
            }
            if (property.computed) {
                this.visit(property.key, "");
            }
            const key = property.computed ? "" : keyName(property.key);
            if (property.method || property.kind !== "init") {
                this.func(property.value, name === "" ? key : `${name}.${key}`);
            } else {
                this.part(property.value, name, key);
            }
        }
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    array(node, name) {
        for (let index = 0; index < node.elements.length; index++) {
            const element = node.elements[index];
            if (element !== null) {
                this.part(element, name, String(index));
            }
        }
    }

    /** @param {Node} node */
    declaration(node) {
        const target = node.kind === "var" ? this.scope.vars : this.scope;
        for (const declarator of node.declarations) {
            const { id, init } = declarator;
            declareVariable(declarator, this.scope, target);
            if (id.type !== "Identifier") {
                this.visit(id, "");
            }
            if (init) {
                this.value(declarator);
            }
        }
    }

    /** @param {Node} declarator */
    value(declarator) {
        const { id, init } = declarator;
        if (id.type !== "Identifier") {
            this.parts = namesOfParts(declarator);
        }
        this.visit(init, id.type === "Identifier" ? id.name : "");
        this.parts = NONE;
    }

    /** @param {Node} value  of a literal @param {string} name  of the literal @param {string} key */
    part(value, name, key) {
        const own = this.parts.get(value);
        this.visit(value, own ?? (name === "" || key === "" ? "" : `${name}.${key}`));
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    func(node, name) {
        const { scope, path, level, owner } = this;
        this.scope = new Scope(scope, true);
        this.path = joined(path, name);
        this.owner = joined(owner, name);
        this.level = "function";
        if (node.type === "FunctionExpression" && node.id) {
            this.scope.declare(node.id.name, null);
        }
        for (const param of node.params) {
            eachName(param, this.declare);
            this.visit(param, "");
        }
        if (node.body.type === "BlockStatement") {
            this.all(node.body.body);
        } else {
            this.visit(node.body, "");
        }
        this.scope = scope;
        this.path = path;
        this.owner = owner;
        this.level = level;
    }

    /**
     * @param {Node} node
     * @param {string} name
     */
    classLike(node, name) {
        this.decorators(node);
        if (node.type === "ClassDeclaration" && node.id) {
            this.scope.declare(node.id.name, null);
        }
        if (node.superClass) {
            this.visit(node.superClass, "");
        }
        const { scope, path, level, owner } = this;
        this.scope = new Scope(scope, false);
        this.path = joined(path, node.id?.name ?? name);
        this.owner = joined(owner, node.id?.name ?? name);
        this.level = "class";
        if (node.id) {
            this.scope.declare(node.id.name, null);
        }
        for (const part of node.body.body) {
            this.classPart(part);
        }
        this.scope = scope;
        this.path = path;
        this.owner = owner;
        this.level = level;
    }

    /** @param {Node} part */
    classPart(part) {
        this.decorators(part);
        if (part.type === "StaticBlock") {
            return this.visit(part, "");
        }
        if (part.computed) {
            this.visit(part.key, "");
        }
        const key = part.computed ? "" : keyName(part.key);
        if (part.type === "MethodDefinition") {
            this.func(part.value, key);
        } else if (part.value) {
            const { scope } = this;
            this.scope = new Scope(scope, true);
            this.visit(part.value, key);
            this.scope = scope;
        }
    }

    /** @param {Node} node */
    decorators(node) {
        for (const decorator of node.decorators ?? []) {
            this.fixUnlessParenthesised(decorator.expression, decorator.start + 1);
            this.visit(decorator.expression, "");
        }
    }

    /** @param {Node} node */
    caught(node) {
        const { scope } = this;
        this.scope = new Scope(scope, false);
        if (node.param) {
            eachName(node.param, this.declare);
            this.visit(node.param, "");
        }
        this.all(node.body.body);
        this.scope = scope;
    }
}

/** @param {string} path @param {string} name */
function joined(path, name) {
    return path === "" || name === "" ? path || name : `${path}/${name}`;
}

/**
 * The first character from `at` on that is neither space nor comment.
 *
 * @param {string} code
 * @param {number} at
 */
function skipTrivia(code, at) {
    const trivia = /(?:\s|\/\*[^]*?\*\/|\/\/.*)*/y;
    trivia.lastIndex = at;
    trivia.exec(code);
    return code[trivia.lastIndex];
}
