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
const NAME = 0x811c9dc5;
const STRING = 0x3c6ef372;
const OTHER = 0x1f83d9ab;
const CUT = 0x52dce729;
/** What a token's place counts for, a factor for each lane. */
const A = 0x915f77f5;
const B = 0x93c467e5;

/** States of a node's hash; the last two are of what is cut out of the hash of what is around it. */
const MADE = 0;
const WAITS = 1;
const WAITS_CUT = 2;
const MADE_CUT = 3;

/** Two lanes of 32 bits. */
export class Digest {
    constructor(a = 0x9747b28c, b = 0x3c6ef372) {
        this.a = a;
        this.b = b;
        /** Of a node: how far it is. */
        this.state = MADE;
        /** Of a node: what it reaches, once that was asked. @type {import("./reach.js").Told | null} */
        this.told = null;
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

    /** 60 bits of it, in 10 digits. */
    toString() {
        const a = final(this.a);
        const b = final(this.b);
        return PAIRS[a & 4095] + PAIRS[(a >>> 12) & 4095] + PAIRS[(a >>> 24) | ((b & 15) << 8)] +
            PAIRS[(b >>> 4) & 4095] + PAIRS[(b >>> 16) & 4095];
    }
}

const DIGITS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
/** Two digits of base 64: `toString(36)` takes ten times as long. */
const PAIRS = DIGITS.flatMap((first) => DIGITS.map((second) => first + second));

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

/**
 * The tree is written down as a row of numbers, each node before its children, and the hash of a node is that of its
 * part of the row: the sum of its numbers, each times a factor to the power of how many come behind it. So it is the
 * same whatever stands before, and one walk makes the hashes of all nodes that are asked for.
 */
export class Hashes {
    /**
     * @param {Node} program
     * @param {Node[]} wanted   the nodes that are asked for most: their hashes are made on the way
     * @param {Set<Node>} cut   what counts for its own hash and for the module's, not for what is around it
     */
    constructor(program, wanted, cut) {
        /** @type {Map<Node, Digest>} */
        this.known = new Map();
        for (const node of wanted) {
            const digest = new Digest();
            digest.state = cut.has(node) ? WAITS_CUT : WAITS;
            this.known.set(node, digest);
        }
        // Of the row so far.
        this.a = 0;
        this.b = 0;
        this.count = 0;
        const whole = new Digest();
        /** What was cut out. */
        this.parts = new Digest();
        this.part(program, whole);
        whole.addAll(this.parts);
        /** Of the whole module. */
        this.module = String(whole);
    }

    /** Kept where it is one of the nodes that are asked for most. @param {Node} node @returns {Digest} */
    of(node) {
        const known = this.known.get(node);
        if (known !== undefined && (known.state === MADE || known.state === MADE_CUT)) {
            return known;
        }
        const digest = known ?? new Digest();
        this.a = this.b = this.count = 0;
        this.part(node, digest);
        return digest;
    }

    /** A node whose hash is kept. @param {Node} node @param {Digest} digest */
    part(node, digest) {
        const { a, b, count } = this;
        const { state } = digest;
        if (state !== MADE_CUT) {
            digest.state = MADE;
            this.node(node);
            const length = this.count - count;
            digest.a = this.a - Math.imul(a, power(A, length)) | 0;
            digest.b = this.b - Math.imul(b, power(B, length)) | 0;
        }
        if (state === WAITS_CUT) {
            this.parts.addAll(digest);
            digest.state = MADE_CUT;
        }
        if (state === WAITS_CUT || state === MADE_CUT) {
            this.a = a;
            this.b = b;
            this.count = count;
            this.sign(CUT);
        }
    }

    /** What is there most stands here, since by its shape it takes three times as long. @param {Node} node @returns {void} */
    node(node) {
        switch (node.type) {
            case "Identifier":
                return this.text(NAME, node.name);
            case "MemberExpression":
                this.sign(MEMBER + (node.computed ? 1 : 0) + (node.optional ? 2 : 0));
                this.node(node.object);
                return this.node(node.property);
            case "Literal":
                return this.literal(node);
            case "BlockStatement":
                this.sign(BLOCK + node.body.length);
                return this.list(node.body, node.body.length);
            case "Property":
                return this.property(node);
            case "ThisExpression":
                return this.sign(THIS);
            case "BinaryExpression":
            case "LogicalExpression":
                this.text(BINARY, node.operator);
                this.node(node.left);
                return this.node(node.right);
            case "ExpressionStatement":
                this.sign(STATEMENT);
                return this.node(node.expression);
            case "ReturnStatement":
                this.sign(RETURN + (node.argument ? 1 : 0));
                return node.argument ? this.node(node.argument) : undefined;
            case "IfStatement":
                this.sign(IF + (node.alternate ? 1 : 0));
                this.node(node.test);
                this.node(node.consequent);
                return node.alternate ? this.node(node.alternate) : undefined;
            case "VariableDeclaration":
                this.text(VARIABLES + node.declarations.length, node.kind);
                return this.list(node.declarations, node.declarations.length);
            case "PrivateIdentifier":
                return this.text(PRIVATE, node.name);
            case "TemplateElement":
                return this.text(OTHER, node.value.raw);
        }
        const digest = this.known.get(node);
        if (digest !== undefined && digest.state !== MADE) {
            this.part(node, digest);
        } else {
            this.other(node);
        }
    }

    /** What may be wanted. @param {Node} node */
    other(node) {
        switch (node.type) {
            case "CallExpression":
                return this.call(node);
            case "ArrowFunctionExpression":
                this.sign(ARROW + 2 * node.params.length + (node.async ? 1 : 0));
                this.list(node.params, node.params.length);
                return this.node(node.body);
            case "ObjectExpression":
                this.sign(OBJECT + node.properties.length);
                return this.list(node.properties, node.properties.length);
            case "ArrayExpression":
                this.sign(ARRAY + node.elements.length);
                return this.list(node.elements, node.elements.length);
            case "VariableDeclarator":
                this.sign(VARIABLE + (node.init ? 1 : 0));
                this.node(node.id);
                return node.init ? this.node(node.init) : undefined;
        }
        this.shaped(node, shapeOf(node.type));
    }

    /** @param {Node} node */
    call({ callee, arguments: args, optional }) {
        const count = countOfArguments(callee, args.length);
        this.sign(CALL + 2 * count + (optional ? 1 : 0));
        this.node(callee);
        this.list(args, count);
    }

    /** @param {Node} node */
    property(node) {
        if (isPosition(node)) {
            return this.sign(PROPERTY);
        }
        const { kind, key, value, computed, method, shorthand } = node;
        this.text(PROPERTY + (computed ? 1 : 0) + (method ? 2 : 0) + (shorthand ? 4 : 0), kind);
        this.node(key);
        this.node(value);
    }

    /** @param {Node} node @param {Shape} shape */
    shaped(node, { seed, keys }) {
        this.sign(seed);
        for (let index = 0; index < keys.length; index++) {
            const value = node[keys[index]];
            if (typeof value === "object" && value !== null) {
                if (Array.isArray(value)) {
                    this.sign(value.length);
                    this.list(value, value.length);
                } else {
                    this.node(value);
                }
            } else if (typeof value === "string") {
                this.text(OTHER, value);
            } else {
                this.sign(value ? TRUE : NOTHING);
            }
        }
    }

    /** @param {(Node | null)[]} nodes @param {number} count */
    list(nodes, count) {
        for (let index = 0; index < count; index++) {
            const node = nodes[index];
            if (node === null) {
                this.sign(NOTHING);
            } else {
                this.node(node);
            }
        }
    }

    /** @param {Node} node */
    literal({ value, regex }) {
        if (typeof value === "string") {
            return this.text(STRING, value);
        }
        this.text(OTHER, regex ? `/${regex.pattern}/${regex.flags}` : `${typeof value} ${value}`);
    }

    /** @param {number} salt  what sort of text it is @param {string} text */
    text(salt, text) {
        let a = salt;
        let b = text.length;
        for (let at = 0; at < text.length; at++) {
            const char = text.charCodeAt(at);
            a = Math.imul(a ^ char, 0x01000193);
            b = (Math.imul(b, 0x5bd1e995) ^ (b >>> 15)) + char | 0;
        }
        this.add(a ^ (a >>> 15), b);
    }

    /** @param {number} what */
    sign(what) {
        this.add(what, ~what);
    }

    /** @param {number} a @param {number} b */
    add(a, b) {
        this.a = Math.imul(this.a, A) + a | 0;
        this.b = Math.imul(this.b, B) + b | 0;
        this.count++;
    }
}

/** @param {number} base @param {number} exponent  modulo 2^32 */
function power(base, exponent) {
    let result = 1;
    for (let square = base, rest = exponent; rest > 0; rest >>>= 1) {
        if (rest & 1) {
            result = Math.imul(result, square);
        }
        square = Math.imul(square, square);
    }
    return result;
}

/** @typedef {{ seed: number, keys: string[] }} Shape */

/** @type {Map<string, Shape>} */
const shapes = new Map();

/** @param {string} type */
function shapeOf(type) {
    let shape = shapes.get(type);
    if (shape === undefined) {
        shape = { seed: seedOf(type), keys: SHAPES[type]?.split(" ") ?? [] };
        shapes.set(type, shape);
    }
    return shape;
}

/** @param {string} type */
function seedOf(type) {
    const digest = new Digest();
    digest.addText(type);
    return digest.a;
}

const [ARRAY, ARROW, BINARY, BLOCK, CALL, IF, MEMBER, OBJECT, PRIVATE, PROPERTY, RETURN, STATEMENT, THIS, VARIABLE, VARIABLES] = [
    "ArrayExpression", "ArrowFunctionExpression", "BinaryExpression", "BlockStatement", "CallExpression", "IfStatement",
    "MemberExpression", "ObjectExpression", "PrivateIdentifier", "Property", "ReturnStatement", "ExpressionStatement",
    "ThisExpression", "VariableDeclarator", "VariableDeclaration",
].map(seedOf);

/** `__source` and `__self`, with which React's older JSX says where an element stands. @param {Node} property */
function isPosition({ key: { name } }) {
    return name === "__source" || name === "__self";
}

/** Behind its fourth argument `jsxDEV()` is told where the element stands. @param {Node} callee @param {number} length */
function countOfArguments(callee, length) {
    const name = length < 5 ? "" : callee.type === "MemberExpression" ? callee.property.name : callee.name;
    return typeof name === "string" && name.endsWith("jsxDEV") ? 4 : length;
}
