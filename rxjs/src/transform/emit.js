// Writes the sites into the module: each call is changed by small edits at its own tokens, so that everything between
// them (arguments, comments, line breaks) stays as it is. What cannot be taken apart safely stays as written.

import { describeArgs } from "./args.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./catalogue.js").Site} Site */
/** @typedef {import("./edits.js").Edits} Edits */

/** @typedef {[kind: string, name: string, line: number, variable: string, scope: string, args: import("./args.js").Arg[]]} Description */

/** @typedef {{ edit: import("./edits.js").Edit, openings: string, dot: boolean }} Link */

/** The names that the prologue declares; a module that uses them already is left alone. */
export const OWN_NAMES = /\$rxs|__rxs|\$rxo|__rxo/;

/** Without an argument it hands over the receiver and lets go of it; with one it only makes a call of an expression. */
const TAKE = "var __rxo; function $rxo(v) { if (arguments.length === 0) { v = __rxo; __rxo = void 0; } return v; }";

/**
 * @typedef {object} Module
 * @property {string} code
 * @property {Node} program
 * @property {string} name
 * @property {string} file
 * @property {string} virtual   what to import; "": nothing
 * @property {import("./origin.js").Origin} origin
 */

/**
 * @param {Module} module
 * @param {Site[]} sites
 * @param {Edits} edits   takes the changes
 * @returns {boolean} whether any site could be written
 */
export function emit(module, sites, edits) {
    const writer = new Writer(module, edits, new Set(sites.filter(({ kind }) => "kon".includes(kind)).map(({ node }) => node)));
    for (const site of sites) {
        writer.site(site);
    }
    if (writer.described.length === 0) {
        return false;
    }
    writer.frame();
    edits.sort();
    return true;
}

class Writer {
    /**
     * @param {Module} module
     * @param {Edits} edits
     * @param {Set<Node>} factories  calls of rxjs itself
     */
    constructor(module, edits, factories) {
        this.factories = factories;
        this.module = module;
        this.code = module.code;
        this.edits = edits;
        /** @type {Description[]} */
        this.described = [];
        /** Optional links that were taken apart. @type {Map<Node, Link>} */
        this.links = new Map();
        /** For each chain the end of what its next inner link covers. @type {Map<Node, number>} */
        this.covered = new Map();
    }

    /** @param {Site} site */
    site(site) {
        switch (site.kind) {
            case "k":
            case "o":
                return this.factory(site);
            case "n":
                return this.construction(site);
            case "p":
            case "s":
                return this.method(site);
            case "x":
                return this.named(site);
        }
    }

    /**
     * @param {Site} site
     * @returns {string} what stands before the first argument
     */
    opening({ kind, name, node, variable, scope, roles }) {
        const { origin } = this.module;
        const args = roles === null ? [] : describeArgs(node, roles, origin);
        const place = kind === "p" || kind === "s" ? node.callee.property.start : node.start;
        this.described.push([kind, name, origin.line(place), variable, scope, args]);
        return `$rxs().${kind}(${this.described.length - 1}, `;
    }

    /** `of(1)` @param {Site} site */
    factory(site) {
        const { node } = site;
        const open = this.find(node.callee.end, "(");
        if (open < 0) {
            return;
        }
        this.insert(node.start, this.opening(site), node.start);
        this.separate(open, node);
    }

    /** `new Subject(1)`, `new Subject` @param {Site} site */
    construction(site) {
        const { node } = site;
        const found = this.find(node.callee.end, "(");
        const open = found < node.end ? found : -1;
        const opening = this.opening(site);
        this.edits.add(node.start, 3, /\s/.test(this.code[node.start + 3]) ? opening.trimEnd() : opening, node.start);
        if (open >= 0) {
            this.separate(open, node);
        } else {
            this.edits.close(node.end);
        }
    }

    /** `a.pipe(f)` @param {Site} site */
    method(site) {
        const { node } = site;
        const { object, property } = node.callee;
        const open = this.find(property.end, "(");
        const link = optionalLink(node);
        const dot = link?.node === node.callee ? this.find(object.end, "?") : this.find(object.end, ".");
        if (open < 0 || dot < 0 || link?.node === null) {
            return;
        }
        const opening = this.opening(site);
        const ours = link?.node === node.callee;
        if (link === undefined) {
            this.insert(node.start, opening, property.start);
        } else {
            this.open(link.node, /** @type {Node} */ (site.chain), opening, ours);
        }
        if (!ours) {
            this.edits.add(dot, 1, this.guard(node), property.start);
        }
        this.edits.add(property.start, property.end - property.start, "", -1);
        this.separate(open, node);
    }

    /**
     * Without a receiver a call throws before its arguments are evaluated. Where one could tell, so does ours.
     *
     * @param {Node} call
     */
    guard(call) {
        const { object, property } = call.callee;
        if (this.isThere(object) || call.arguments.every(this.isQuiet, this)) {
            return "";
        }
        const isName = object.type === "Identifier" || object.type === "ThisExpression";
        return ` ?? ${isName ? this.code.slice(object.start, object.end) : "(void 0)"}.${property.name}`;
    }

    /** @param {Node} receiver  whether it can be neither null nor undefined */
    isThere(receiver) {
        return receiver.type === "NewExpression" || receiver.type === "ArrayExpression" || this.factories.has(receiver);
    }

    /**
     * Whether nobody can tell if an expression was evaluated before an error was thrown.
     *
     * @param {Node} node
     * @returns {boolean}
     */
    isQuiet(node) {
        switch (node.type) {
            case "Literal":
            case "Identifier":
            case "ThisExpression":
            case "ArrowFunctionExpression":
            case "FunctionExpression":
                return true;
            case "ObjectExpression":
                return node.properties.every((/** @type {Node} */ part) => !part.computed && part.value && this.isQuiet(part.value));
            case "CallExpression":
            case "NewExpression":
                return this.factories.has(node) && node.arguments.every(this.isQuiet, this);
        }
        return false;
    }

    /**
     * `a?.pipe(f)`: the receiver is looked at once, and nothing behind it is evaluated where there is none.
     *
     * @param {Node} link     the member expression with `?.`
     * @param {Node} chain
     * @param {string} opening
     * @param {boolean} ours  whether its property is the method that the opening stands for
     */
    open(link, chain, opening, ours) {
        const known = this.links.get(link) ?? this.take(link, chain);
        known.openings += opening;
        known.dot &&= !ours;
        known.edit.text = `) == null ? void 0 : ${known.openings}$rxo()${known.dot ? "." : ""}`;
    }

    /**
     * @param {Node} link
     * @param {Node} chain
     * @returns {Link}
     */
    take(link, chain) {
        this.insert(link.start, "$rxo((__rxo = ", link.start);
        const edit = this.edits.add(this.find(link.object.end, "?"), 2, "", link.property.start);
        const taken = { edit, openings: "", dot: !link.computed };
        this.links.set(link, taken);
        this.edits.close(this.covered.get(chain) ?? chain.end);
        this.covered.set(chain, link.object.end);
        return taken;
    }

    /** An initialiser. @param {Site} site */
    named(site) {
        const { node } = site;
        this.insert(node.start, this.opening(site), node.start);
        this.edits.close(node.end);
    }

    /**
     * The parenthesis of a call becomes the comma behind the first argument of ours.
     *
     * @param {number} open
     * @param {Node} call
     */
    separate(open, call) {
        this.edits.add(open, 1, call.arguments.length > 0 ? ", " : "", -1);
    }

    /**
     * @param {number} at
     * @param {string} text
     * @param {number} origin
     */
    insert(at, text, origin) {
        const before = at > 0 ? this.code[at - 1] : " ";
        const isGlued = before !== " " && before !== "(" && /[\w$\u0080-\uffff]/.test(before);
        this.edits.add(at, 0, isGlued ? ` ${text}` : text, origin);
    }

    /**
     * Where a sign stands behind closing parentheses, spaces and comments; -1: something else stands there.
     *
     * @param {number} from
     * @param {string} sign
     */
    find(from, sign) {
        if (this.code[from] === sign) {
            return from;
        }
        const between = /(?:[\s)]|\/\*[^]*?\*\/|\/\/.*)*/y;
        between.lastIndex = from;
        between.exec(this.code);
        return this.code[between.lastIndex] === sign ? between.lastIndex : -1;
    }

    /** What stands before the first statement and behind the last one. */
    frame() {
        const { program } = this.module;
        const { body } = program;
        const first = body.find((/** @type {Node} */ statement) => statement.directive === undefined);
        this.edits.open(first.start, this.prologue());
        const { end } = body[body.length - 1];
        this.edits.add(end, 0, this.code[end - 1] === ";" ? " $rxs().e();" : "; $rxs().e();", -1);
    }

    prologue() {
        const { name, file, virtual } = this.module;
        const description = `{ name: ${JSON.stringify(name)}, file: ${JSON.stringify(file)}, sites: ${JSON.stringify(this.described)} }`;
        const optional = this.links.size > 0 ? `${TAKE} ` : "";
        return (
            (virtual === "" ? "" : `import ${JSON.stringify(virtual)}; `) +
            "var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for(\"rxscope\")].module(" +
            `${description}); } ${optional}`
        );
    }
}

/**
 * The nearest `?.` before a method call in its own chain. `{ node: null }`: one that cannot be taken apart, since it
 * stands before a call and the receiver of that call would be lost.
 *
 * @param {Node} call
 * @returns {{ node: Node | null } | undefined}
 */
function optionalLink(call) {
    for (let node = call.callee; node; node = node.type === "CallExpression" ? node.callee : node.object) {
        if (node.type !== "MemberExpression" && node.type !== "CallExpression") {
            return undefined;
        }
        if (node.optional) {
            return { node: node.type === "MemberExpression" ? node : null };
        }
    }
    return undefined;
}
