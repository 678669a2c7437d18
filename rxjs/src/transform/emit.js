// Writes the sites into the module: each call is changed by small edits at its own tokens, so that everything between
// them (arguments, comments, line breaks) stays as it is. What cannot be taken apart safely stays as written.

import { describeArgs } from "./args.js";
import { arrayOf, inQuotes, quoted } from "./json.js";

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./catalogue.js").Site} Site */
/** @typedef {import("./edits.js").Edits} Edits */
/** @typedef {import("./hot/plan.js").Plan} Plan */

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
 * @property {"esm" | "cjs"} target
 */

/**
 * @param {Module} module
 * @param {Site[]} sites
 * @param {Edits} edits        takes the changes
 * @param {Plan | null} plan   for hot swap
 * @returns {boolean} whether any site could be written
 */
export function emit(module, sites, edits, plan) {
    const byNode = plan?.byNode ?? new Map(sites.map((site) => [site.node, site]));
    const writer = new Writer(module, edits, byNode, plan);
    for (const site of sites) {
        writer.site(site);
    }
    if (writer.count === 0 && !plan?.accept) {
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
     * @param {Map<Node, Site>} byNode
     * @param {Plan | null} plan
     */
    constructor(module, edits, byNode, plan) {
        this.byNode = byNode;
        this.plan = plan;
        this.module = module;
        this.code = module.code;
        this.edits = edits;
        /** The rows of the sites, as text: quicker than to make it of objects. */
        this.rows = "";
        /** How many they are. */
        this.count = 0;
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
            case "t":
            case "c":
                return this.later(site);
            case "m":
                return this.maker(site);
        }
    }

    /**
     * @param {Site} site
     * @returns {string} what stands before the first argument
     */
    opening(site) {
        return `$rxs().${site.kind}(${this.describe(site)}, `;
    }

    /** @param {Site} site @returns {number} its index */
    describe(site) {
        const { kind, name, node, variable, scope } = site;
        const place = kind === "p" || kind === "s" ? node.callee.property.start : node.start;
        const row = `"${kind === "t" ? "x" : kind}",${quoted(name)},${this.module.origin.line(place)},${quoted(variable)},${quoted(scope)}`;
        const args = kind === "p" ? (this.plan?.steps(node) ?? "") : this.args(site);
        this.rows += `${this.count > 0 ? "," : ""}${arrayOf(`${row},[${args}]${this.plan?.rest(site) ?? ""}`)}`;
        return this.count++;
    }

    /** @param {Site} site */
    args(site) {
        const { node, roles } = site;
        const described = roles === null ? [] : describeArgs(node, roles, this.module.origin, this.plan?.literals(site));
        let all = "";
        for (let index = 0; index < described.length; index++) {
            const { path, type, text } = described[index];
            const rest = this.plan?.arg(site, index, described[index]) ?? "";
            all += `${index > 0 ? "," : ""}${arrayOf(`${quoted(path)},${type},${quoted(text)}${rest}`)}`;
        }
        return all;
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
        return receiver.type === "NewExpression" || receiver.type === "ArrayExpression" || this.isFactory(receiver);
    }

    /** Whether it is a call of rxjs itself. @param {Node} call */
    isFactory(call) {
        const kind = this.byNode.get(call)?.kind;
        return kind === "k" || kind === "o" || kind === "n";
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
                return this.isFactory(node) && node.arguments.every(this.isQuiet, this);
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
        this.edits.close(node.end, this.closing(site));
    }

    /** Behind what a pattern takes apart: the sites of what it takes, with the way to each. @param {Site} site */
    closing({ parts = [] }) {
        const rows = parts.map((part) => JSON.stringify([this.describe(part.site), ...part.path]));
        return rows.length > 0 ? `, [${rows.join(", ")}])` : ")";
    }

    /** A recipe, or a statement that sends. @param {Site} site */
    later(site) {
        const { node } = site;
        const bare = node.type !== "SequenceExpression" && this.code[node.start] !== "{";
        this.insert(node.start, `${this.opening(site)}() => ${bare ? "" : "("}`, node.start);
        this.edits.close(node.end, this.closing(site));
        if (!bare) {
            this.edits.close(node.end);
        }
    }

    /** A function that makes streams: its callers get that of the newest evaluation. @param {Site} site */
    maker(site) {
        const { node } = site;
        if (node.type !== "FunctionDeclaration") {
            return this.expression(site);
        }
        const { start, body } = node.body;
        const directive = body.findLast((/** @type {Node} */ { directive }) => directive !== undefined);
        const at = directive?.end ?? start + 1;
        const before = directive && this.code[at - 1] !== ";" ? "; " : " ";
        const index = this.describe(site);
        this.edits.add(at, 0, `${before}{ const $m = $rxs().m(${index}); if ($m) return $m.apply(this, arguments); }`, -1);
        this.plan?.makers.push(node.id.name);
    }

    /** As the value of a member it gets the name that it has from its declaration. @param {Site} site */
    expression(site) {
        const { node, name } = site;
        const key = /^[a-z]\w*$/i.test(name) ? name : `[${JSON.stringify(name)}]`;
        const bare = node.id || name === "";
        this.insert(node.start, `${this.opening(site)}${bare ? "" : `{ ${key}: `}`, node.start);
        this.edits.close(node.end, bare ? ")" : ` }${key === name ? `.${key}` : key})`);
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
        const { body } = this.module.program;
        const first = body.find((/** @type {Node} */ statement) => statement.directive === undefined);
        const end = body[body.length - 1]?.end ?? 0;
        if (first === undefined) {
            this.edits.add(end, 0, body.length > 0 && this.code[end - 1] !== ";" ? `; ${this.prologue()}` : this.prologue(), -1);
        } else {
            this.edits.open(first.start, this.prologue());
        }
        const ending = this.plan?.ending() ?? ["$rxs().e();"];
        if (ending.length > 1) {
            this.edits.append(["; ", ...ending]);
        } else {
            this.edits.add(end, 0, `${this.code[end - 1] === ";" ? " " : "; "}${ending[0]}`, -1);
        }
    }

    prologue() {
        const { virtual } = this.module;
        return (
            (virtual === "" ? "" : `import ${JSON.stringify(virtual)}; `) +
            "var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for(\"rxscope\")].module(" +
            `${this.description()}); } ` +
            (this.plan?.accept ? "import.meta.hot?.accept($rxs().accept(import.meta.hot)); " : "") +
            (this.links.size > 0 ? `${TAKE} ` : "")
        );
    }

    description() {
        const { name, file } = this.module;
        const hot = this.plan === null ? "" : `, hot: ${this.plan.describe()}`;
        return `{ name: ${JSON.stringify(name)}, file: ${JSON.stringify(file)}, sites: ${inQuotes(`[${this.rows}]`)}${hot} }`;
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
