// Hashes of the tree: equal where two texts have the same tokens, wherever they stand and however they are laid out.
// Space, comments, parentheses, and where JSX says its elements stand do not count.

/** @typedef {import("../parse.js").Node} Node */

/** What of a node counts, by its type. What is not listed (`Super`, `ThisExpression`) is told by the type alone. */
const SHAPES = /** @type {Record<string, string>} */ ({
    AccessorProperty: "decorators key value static computed", ArrayExpression: "elements", ArrayPattern: "elements",
    ArrowFunctionExpression: "async params body", AssignmentExpression: "operator left right", AssignmentPattern: "left right",
    AwaitExpression: "argument", BinaryExpression: "operator left right", BlockStatement: "body", BreakStatement: "label",
    CallExpression: "callee arguments optional", CatchClause: "param body", ChainExpression: "expression", ClassBody: "body",
    ClassDeclaration: "decorators id superClass body", ClassExpression: "decorators id superClass body",
    ConditionalExpression: "test consequent alternate", ContinueStatement: "label", Decorator: "expression",
    DoWhileStatement: "body test", ExportAllDeclaration: "exported source", ExportDefaultDeclaration: "declaration",
    ExportNamedDeclaration: "declaration specifiers source", ExportSpecifier: "local exported",
    ExpressionStatement: "expression", ForInStatement: "left right body", ForOfStatement: "await left right body",
    ForStatement: "init test update body", FunctionDeclaration: "async generator id params body",
    FunctionExpression: "async generator id params body", Identifier: "name", IfStatement: "test consequent alternate",
    ImportAttribute: "key value", ImportDeclaration: "specifiers source attributes phase", ImportDefaultSpecifier: "local",
    ImportExpression: "source options phase", ImportNamespaceSpecifier: "local", ImportSpecifier: "imported local",
    LabeledStatement: "label body", LogicalExpression: "operator left right", MemberExpression: "object property computed optional",
    MetaProperty: "meta property", MethodDefinition: "decorators kind static computed key value", NewExpression: "callee arguments",
    ObjectExpression: "properties", ObjectPattern: "properties", PrivateIdentifier: "name", Program: "body",
    Property: "kind computed method shorthand key value", PropertyDefinition: "decorators static computed key value",
    RestElement: "argument", ReturnStatement: "argument", SequenceExpression: "expressions", SpreadElement: "argument",
    StaticBlock: "body", SwitchCase: "test consequent", SwitchStatement: "discriminant cases",
    TaggedTemplateExpression: "tag quasi", TemplateLiteral: "quasis expressions", ThrowStatement: "argument",
    TryStatement: "block handler finalizer", UnaryExpression: "operator argument", UpdateExpression: "prefix operator argument",
    VariableDeclaration: "kind declarations", VariableDeclarator: "id init", WhileStatement: "test body",
    WithStatement: "object body", YieldExpression: "delegate argument",
});

const NOTHING = 0x2545f491;
const TRUE = 0x1b873593;
const CUT = 0x52dce729;

/** Two lanes of 32 bits. */
export class Digest {
    constructor(a = 0x9747b28c, b = 0x3c6ef372) {
        this.a = a;
        this.b = b;
    }

    /** @param {number} a @param {number} [b] */
    add(a, b = a) {
        this.a = mix(this.a, a, 0xcc9e2d51);
        this.b = mix(this.b, b, 0x85ebca6b);
    }

    /** @param {Digest} other */
    addAll({ a, b }) {
        this.add(a, b);
    }

    /** @param {string} text */
    addText(text) {
        for (let at = 0; at < text.length; at++) {
            this.add(text.charCodeAt(at));
        }
        this.add(text.length);
    }

    toString() {
        return final(this.a).toString(36) + final(this.b).toString(36).padStart(7, "0");
    }
}

/** @param {number} hash @param {number} value @param {number} factor */
function mix(hash, value, factor) {
    let k = Math.imul(value, factor);
    k = (k << 15) | (k >>> 17);
    const mixed = hash ^ Math.imul(k, 0x1b873593);
    return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** @param {number} hash */
function final(hash) {
    let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
}

export class Hashes {
    /**
     * @param {Node} program
     * @param {Iterable<Node>} wanted  the nodes that are asked for most: their hashes are made on the way
     * @param {Set<Node>} cut          what counts for its own hash and for the module's, not for what is around it
     */
    constructor(program, wanted, cut) {
        this.cut = cut;
        this.wanted = new Set(wanted);
        /** @type {Map<Node, Digest>} */
        this.known = new Map();
        /** Of the whole module. */
        this.module = new Digest();
        // Children are told by these two; an object for each node would cost more than the rest.
        this.a = 0;
        this.b = 0;
        this.node(program);
        this.module.add(this.a, this.b);
    }

    /** @param {Node} node @returns {Digest} */
    of(node) {
        let digest = this.known.get(node);
        if (digest === undefined) {
            this.node(node);
            digest = new Digest(this.a, this.b);
            this.known.set(node, digest);
        }
        return digest;
    }

    /** @param {Node} node */
    node(node) {
        const known = this.known.get(node);
        if (known !== undefined) {
            this.hand(known.a, known.b, node);
            return;
        }
        const { seed, keys } = shapeOf(node.type);
        this.a = seed;
        this.b = ~seed;
        if (node.type === "Literal" || node.type === "TemplateElement") {
            this.text(textOf(node));
        } else if (!isPosition(node)) {
            for (let index = 0; index < keys.length; index++) {
                this.value(keys[index], node);
            }
        }
        if (this.wanted.has(node)) {
            this.known.set(node, new Digest(this.a, this.b));
            this.hand(this.a, this.b, node);
        }
    }

    /** To what is around it. @param {number} a @param {number} b @param {Node} node */
    hand(a, b, node) {
        this.a = a;
        this.b = b;
        if (this.cut.has(node)) {
            this.module.add(a, b);
            this.a = CUT;
            this.b = CUT;
        }
    }

    /** @param {string} key @param {Node} node */
    value(key, node) {
        const value = node[key];
        if (typeof value === "string") {
            this.text(value);
        } else if (typeof value !== "object" || value === null) {
            this.add(value ? TRUE : NOTHING, value ? TRUE : NOTHING);
        } else if (Array.isArray(value)) {
            this.list(value, key === "arguments" ? countOfArguments(node) : value.length);
        } else {
            this.child(value);
        }
    }

    /** @param {(Node | null)[]} nodes @param {number} count */
    list(nodes, count) {
        for (let index = 0; index < count; index++) {
            const node = nodes[index];
            if (node === null) {
                this.add(NOTHING, NOTHING);
            } else {
                this.child(node);
            }
        }
        this.add(count, count);
    }

    /** @param {Node} node */
    child(node) {
        const { a, b } = this;
        this.node(node);
        const of = this.a;
        const and = this.b;
        this.a = a;
        this.b = b;
        this.add(of, and);
    }

    /** @param {string} text */
    text(text) {
        for (let at = 0; at < text.length; at++) {
            const char = text.charCodeAt(at);
            this.add(char, char);
        }
        this.add(text.length, text.length);
    }

    /** @param {number} a @param {number} b */
    add(a, b) {
        this.a = mix(this.a, a, 0xcc9e2d51);
        this.b = mix(this.b, b, 0x85ebca6b);
    }
}

/** @type {Map<string, { seed: number, keys: string[] }>} */
const shapes = new Map();

/** @param {string} type */
function shapeOf(type) {
    let shape = shapes.get(type);
    if (shape === undefined) {
        const digest = new Digest();
        digest.addText(type);
        shape = { seed: digest.a, keys: SHAPES[type]?.split(" ") ?? [] };
        shapes.set(type, shape);
    }
    return shape;
}

/** @param {Node} node */
function textOf(node) {
    if (node.type === "TemplateElement") {
        return node.value.raw;
    }
    return node.regex ? `/${node.regex.pattern}/${node.regex.flags}` : `${typeof node.value} ${node.value}`;
}

/** `__source` and `__self`, with which React's older JSX says where an element stands. @param {Node} node */
function isPosition(node) {
    return node.type === "Property" && (node.key.name === "__source" || node.key.name === "__self");
}

/** Behind its fourth argument `jsxDEV()` is told where the element stands. @param {Node} call */
function countOfArguments({ callee, arguments: { length } }) {
    const name = callee.type === "MemberExpression" ? callee.property.name : callee.name;
    return length > 4 && typeof name === "string" && name.endsWith("jsxDEV") ? 4 : length;
}
