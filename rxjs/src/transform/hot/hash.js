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

/** Types that are asked for: only these are looked up on the way. */
const ASKED = /^(?:Call|New|Member|Chain|Await|TaggedTemplate|Assignment|Function|ArrowFunction|Class)Expression$|^Class|^Function|^VariableDeclarator$/;

const NOTHING = 0x2545f491;
const TRUE = 0x1b873593;
const NAME = 64;
const STRING = 128;
const OTHER = 192;
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

    /** 57 bits of it, in 12 digits. */
    toString() {
        const a = final(this.a);
        const b = final(this.b);
        return PAIRS[a % 1296] + PAIRS[Math.floor(a / 1296) % 1296] + PAIRS[Math.floor(a / 1679616) % 1296] +
            PAIRS[b % 1296] + PAIRS[Math.floor(b / 1296) % 1296] + PAIRS[Math.floor(b / 1679616) % 1296];
    }
}

/** Two digits of base 36: `toString(36)` takes ten times as long. */
const PAIRS = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36).padStart(2, "0"));

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
     * @param {Node[]} wanted   the nodes that are asked for most: their hashes are made on the way
     * @param {Set<Node>} cut   what counts for its own hash and for the module's, not for what is around it
     */
    constructor(program, wanted, cut) {
        this.cut = cut;
        /** @type {Map<Node, Digest | null>} */
        this.known = new Map(wanted.map((node) => [node, null]));
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
        const known = this.known.get(node);
        if (known) {
            return known;
        }
        this.make(node, shapeOf(node.type));
        const digest = new Digest(this.a, this.b);
        this.known.set(node, digest);
        return digest;
    }

    /** @param {Node} node */
    node(node) {
        const shape = shapeOf(node.type);
        const known = shape.asked ? this.known.get(node) : undefined;
        if (known) {
            this.a = known.a;
            this.b = known.b;
        } else {
            this.make(node, shape);
            if (known === null) {
                this.known.set(node, new Digest(this.a, this.b));
            }
        }
        if (known !== undefined && this.cut.has(node)) {
            this.module.add(this.a, this.b);
            this.a = CUT;
            this.b = CUT;
        }
    }

    /** @param {Node} node @param {Shape} shape */
    make(node, { seed, keys }) {
        this.a = seed;
        this.b = ~seed;
        switch (node.type) {
            case "Literal":
            case "TemplateElement":
                return this.text(typeof node.value === "string" ? STRING : OTHER, textOf(node));
            case "MemberExpression":
                return this.member(node);
            case "CallExpression":
                return this.call(node);
            case "Property":
                if (isPosition(node)) {
                    return;
                }
        }
        for (let index = 0; index < keys.length; index++) {
            this.value(index, keys[index], node);
        }
    }

    /** As by its shape, which takes twice as long. @param {Node} node */
    member({ object, property, computed, optional }) {
        this.child(0, object);
        this.child(1, property);
        if (computed) {
            this.add(2, TRUE);
        }
        if (optional) {
            this.add(3, TRUE);
        }
    }

    /** @param {Node} node */
    call(node) {
        this.child(0, node.callee);
        this.list(1, node.arguments, countOfArguments(node));
        if (node.optional) {
            this.add(2, TRUE);
        }
    }

    /** What is not there adds nothing; what is there counts with its place. @param {number} place @param {string} key @param {Node} node */
    value(place, key, node) {
        const value = node[key];
        if (typeof value === "object" && value !== null) {
            if (Array.isArray(value)) {
                this.list(place, value, value.length);
            } else {
                this.child(place, value);
            }
        } else if (typeof value === "string") {
            this.text(place, value);
        } else if (value) {
            this.add(place, TRUE);
        }
    }

    /** @param {number} place @param {(Node | null)[]} nodes @param {number} count */
    list(place, nodes, count) {
        this.add(place, count);
        for (let index = 0; index < count; index++) {
            const node = nodes[index];
            if (node === null) {
                this.add(place, NOTHING);
            } else {
                this.child(place, node);
            }
        }
    }

    /** @param {number} place @param {Node} node */
    child(place, node) {
        switch (node.type) { // two thirds of all nodes
            case "Identifier":
                return this.text(place + NAME, node.name);
            case "Literal":
                return this.text(place + (typeof node.value === "string" ? STRING : OTHER), textOf(node));
        }
        const { a, b } = this;
        this.node(node);
        const of = this.a;
        const and = this.b;
        this.a = a;
        this.b = b;
        this.add(of + place, and);
    }

    /** @param {number} place @param {string} text */
    text(place, text) {
        let a = 0x811c9dc5 + place;
        let b = text.length;
        for (let at = 0; at < text.length; at++) {
            const char = text.charCodeAt(at);
            a = Math.imul(a ^ char, 0x01000193);
            b = (Math.imul(b, 0x5bd1e995) ^ (b >>> 15)) + char | 0;
        }
        this.add(a, b);
    }

    /** @param {number} a @param {number} b */
    add(a, b) {
        this.a = mix(this.a, a, 0xcc9e2d51);
        this.b = mix(this.b, b, 0x85ebca6b);
    }
}

/** @typedef {{ seed: number, keys: string[], asked: boolean }} Shape */

/** @type {Map<string, Shape>} */
const shapes = new Map();

/** @param {string} type */
function shapeOf(type) {
    let shape = shapes.get(type);
    if (shape === undefined) {
        const digest = new Digest();
        digest.addText(type);
        shape = { seed: digest.a, keys: SHAPES[type]?.split(" ") ?? [], asked: ASKED.test(type) };
        shapes.set(type, shape);
    }
    return shape;
}

/** @param {Node} node */
function textOf(node) {
    if (node.type === "TemplateElement") {
        return node.value.raw;
    }
    if (typeof node.value === "string") {
        return node.value;
    }
    return node.regex ? `/${node.regex.pattern}/${node.regex.flags}` : `${typeof node.value} ${node.value}`;
}

/** `__source` and `__self`, with which React's older JSX says where an element stands. @param {Node} property */
function isPosition({ key: { name } }) {
    return name === "__source" || name === "__self";
}

/** Behind its fourth argument `jsxDEV()` is told where the element stands. @param {Node} call */
function countOfArguments({ callee, arguments: { length } }) {
    const name = length < 5 ? "" : callee.type === "MemberExpression" ? callee.property.name : callee.name;
    return typeof name === "string" && name.endsWith("jsxDEV") ? 4 : length;
}
