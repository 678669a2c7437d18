// What a module says of itself so that it can be replaced while it runs: recipes, statements and makers beside its
// sites, and a key, a hash and what it reaches for each of them. Writes nothing; emit.js does.

import { quoted } from "../json.js";
import { declarationsOf } from "./declarations.js";
import { Classifier } from "./exports.js";
import { Digest, Hashes } from "./hash.js";
import { isHoisted, literalOf, throws } from "./hoist.js";
import { Keys } from "./keys.js";
import { Makers } from "./makers.js";
import { IGNORE, Marks } from "./marks.js";
import { Reach } from "./reach.js";
import { holderOf } from "./refs.js";
import { recipeName, Recipes } from "./recipes.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../catalogue.js").Site} Site */
/** @typedef {import("../walk.js").Walk} Walk */

/** @typedef {{ accepts: boolean, stops: string[], hash: string }} Hot  what the caller is told of it */

/** Flags of a site, beside those of marks.js; LATER: it may run when the module's evaluation is over. */
const STATEMENT = 4;
const LATER = 8;
/** Flags of an argument. */
const THROWS = 1;
const HOISTED = 2;

/** Modules that accept themselves, by their own word or by that of a framework's. */
const ACCEPTS = /import\.meta\.hot\s*\??\.\s*accept|\$RefreshReg\$|\bRefreshRuntime\b/;

export class Plan {
    /**
     * @param {{ code: string, program: Node, origin: import("../origin.js").Origin, target: "esm" | "cjs" }} module
     * @param {Site[]} sites  some become recipes
     * @param {Walk} walk
     * @param {boolean | "always"} accept
     * @param {number} [serial]
     * @param {import("./taken.js").Taken[]} [taken]
     */
    constructor(module, sites, walk, accept, serial, taken = []) {
        const { program } = module;
        this.serial = serial;
        this.module = module;
        this.refs = /** @type {import("./refs.js").Refs} */ (walk.refs);
        this.refs.sort();
        this.declarations = declarationsOf(program);
        this.marks = new Marks(program, module.origin);
        this.keys = new Keys();
        /** Calls that are sites, and after a while recipes. */
        this.byNode = new Map(sites.map((site) => [site.node, site]));
        this.root = walk.scope;
        this.statements = statementsOf(program);
        const tracks = new Set(sites.filter(isTrack).map(({ node }) => node));
        const makers = new Makers({ sites: this.byNode, declarations: this.declarations, root: this.root });
        const isIgnored = (/** @type {Node} */ node) => this.isIgnored(node);
        const recipes = new Recipes(this.byNode, this.root, (name) => this.isStream(name, tracks));
        const apart = taken.flatMap((one) => this.apart(one, recipes)), parts = apart.flatMap(namesOf);
        this.exports = new Classifier(makers, this.declarations, walk.assigned, isIgnored, new Set(parts)).of(program);
        this.sites = this.withMore(sites, recipes, apart);
        this.hashes = new Hashes(program, wantedOf(this.sites, this.declarations), tracks);
        this.reach = new Reach(this.refs, this.declarations, this.hashes, tracks);
        /** Sites that were written. */
        this.count = 0;
        /** @type {{ site: number, arg: number, node: Node }[]} */
        this.hoisted = [];
        /** Declared makers that were written. @type {string[]} */
        this.makers = [];
        this.accept = this.judge(accept);
    }

    /** @param {boolean | "always"} accept */
    judge(accept) {
        const { code, target } = this.module;
        const isAccepted = ACCEPTS.test(code);
        const { stops } = this.exports;
        const accepts = target === "esm" && stops.length === 0 && !isAccepted;
        /** @type {Hot} */
        this.hot = { accepts, stops, hash: this.hashes.module };
        return accept !== false && target === "esm" && !isAccepted && (accepts || accept === "always");
    }

    /**
     * In the order of the text, outer ones first.
     *
     * @param {Site[]} sites
     * @param {Recipes} recipes
     * @param {Site[]} apart
     * @returns {Site[]}
     */
    withMore(sites, recipes, apart) {
        const statements = this.sendsOf(recipes);
        const makers = [...this.exports.makers].map(([node, variable]) => this.siteOf("m", node, nameOf(variable), variable));
        const free = sites.filter((site) => !this.isIgnored(site.node));
        free.forEach((site) => recipes.turn(site));
        /** @type {Site[]} */
        const arguments_ = [];
        const isInStatement = insideOf(statements.map(({ node }) => node));
        for (const site of free) {
            if (!isInStatement(site.node)) {
                recipes.eachOf(site, (node, of) => arguments_.push(this.recipeOf(node, of)));
            }
        }
        return [...statements, ...makers, ...sites, ...arguments_, ...apart].sort((a, b) => a.node.start - b.node.start);
    }

    /** @param {Recipes} recipes @returns {Site[]} */
    sendsOf(recipes) {
        /** @type {Site[]} */
        const found = [];
        for (const statement of this.module.program.body) {
            const sending = this.isIgnored(statement) ? null : recipes.sending(statement);
            if (sending !== null) {
                found.push({ ...this.siteOf("c", sending.call, sending.method, ""), owner: sending.stream });
            }
        }
        return found;
    }

    /** @param {import("./taken.js").Taken} taken @param {Recipes} recipes @returns {Site[]} none, or one with its parts */
    apart({ init, parts }, recipes) {
        const isImport = parts.some(({ node }) => this.declarations.get(node.name)?.kind === "import");
        if (isImport || parts.length === 0 || this.byNode.has(init) || this.isIgnored(init) || recipes.look(init, init) === "quiet") {
            return [];
        }
        const site = this.siteOf("x", init, recipeName(init), "");
        site.owner = parts.map(({ node }) => node.name).join("+");
        site.parts = parts.map(({ node, path }) => {
            return { path, site: { ...this.siteOf("x", node, "", node.name), way: path.join("."), within: init } };
        });
        recipes.turn(site);
        return [site];
    }

    /** @param {Node} node @param {Site} of */
    recipeOf(node, of) {
        const site = this.siteOf("t", node, recipeName(node), "");
        site.owner = [of.owner, of.variable].filter(Boolean).join("/");
        return site;
    }

    /** @param {Site["kind"]} kind @param {Node} node @param {string} name @param {string} variable @returns {Site} */
    siteOf(kind, node, name, variable) {
        return { kind, name, variable, scope: "", node, chain: null, roles: null, owner: "", level: "module", at: this.root };
    }

    /** @param {Node} node */
    isIgnored(node) {
        return (this.marks.of(node) & IGNORE) !== 0;
    }

    /** @param {string} name @param {Set<Node>} tracks */
    isStream(name, tracks) {
        const declaration = this.declarations.get(name);
        const value = declaration?.value ?? null;
        return declaration !== undefined && (name.endsWith("$") || (value !== null && tracks.has(value)));
    }

    /** What its row ends with, which is then written. @param {Site} site */
    rest(site) {
        const text = this.reachOf(site);
        const key = this.keys.of(site);
        const isLater = site.level !== "module" || site.kind === "m";
        const flags = this.marks.of(site.node) | (this.statements.has(site.node) ? STATEMENT : 0) | (isLater ? LATER : 0);
        this.count++;
        return `,${key === site.variable ? '""' : quoted(key)},${text},${flags}`;
    }

    /** A part reaches what the whole reaches, and is told from the others by the way to it. @param {Site} site */
    reachOf({ node, within, way }) {
        const { text } = this.reach.of(within ?? node);
        return within === undefined ? text : text.replace('",', ` ${JSON.stringify(way).slice(1)},`);
    }

    /**
     * What the row of an argument ends with.
     *
     * @param {Site} site
     * @param {number} arg  its index
     * @param {import("../args.js").Described} described
     */
    arg(site, arg, { type, node }) {
        const { text } = this.reach.of(node);
        let flags = 0;
        if (type === 0) {
            flags |= throws(this.functionOf(node)) ? THROWS : 0;
            if (!this.isIgnored(site.node) && isHoisted(node, site, this.refs, this.isOwn)) {
                this.hoisted.push({ site: this.count, arg, node });
                flags |= HOISTED;
            }
        }
        return `,${text},${flags}`;
    }

    /** The operators of a pipe, as far as their positions are known: to the first spread. @param {Node} call */
    steps({ arguments: nodes }) {
        const spread = nodes.findIndex((/** @type {Node} */ { type }) => type === "SpreadElement");
        return nodes.slice(0, spread < 0 ? nodes.length : spread + 1).map((/** @type {Node} */ node) => {
            const { hash, deps, text } = this.reach.of(node);
            return deps.length > 0 ? `[${text}]` : `"${hash}"`;
        }).join();
    }

    /** For the args of a site: a name of the module that stands for a literal object is as good as that. @param {Site} site @returns {import("../args.js").Literal} */
    literals({ at }) {
        return (node) => {
            const isModules = node.type === "Identifier" && holderOf(node.name, at) === this.root;
            return (isModules ? literalOf(this.declarations.get(node.name)) : null) ?? node;
        };
    }

    /** What a name of the module stands for. @param {Node} node */
    functionOf(node) {
        return node.type === "Identifier" ? (this.declarations.get(node.name)?.value ?? node) : node;
    }

    /** @param {string} name */
    isOwn = (name) => {
        const declaration = this.declarations.get(name);
        return declaration !== undefined && declaration.kind !== "import";
    };

    /** What the prologue says, once all is written: JavaScript, since imports can only be read by functions. */
    describe() {
        const imports = this.reach.imports.map((name) => `[${quoted(name)},() => ${name}]`).join(",");
        const rest = { exports: this.exports.rows.map((row) => this.exported(row)), hash: this.hashes.module, serial: this.serial };
        return `{"imports":[${imports}],${JSON.stringify(rest).slice(1)}`;
    }

    /** @param {import("./exports.js").Exports["rows"][number]} row */
    exported({ name, kind, literals }) {
        if (literals.length === 0 || (kind !== "const" && kind !== "members")) {
            return [name, kind];
        }
        const digest = new Digest();
        for (const [member, node] of literals) {
            digest.addText(member.slice(member.indexOf(".") + 1));
            digest.addAll(this.hashes.of(node));
        }
        return [name, kind, String(digest)];
    }

    /**
     * The last call of the module, in pieces: text, or what is copied from the code.
     *
     * @returns {import("../edits.js").Piece[]}  more than one where something is copied
     */
    ending() {
        const opening = "$rxs().e({ h: [";
        const closing = `], m: ${this.makers.length > 0 ? `{ ${this.makers.join(", ")} }` : "{}"} });`;
        if (this.hoisted.length === 0) {
            return [opening + closing];
        }
        const copies = this.hoisted.flatMap(({ site, arg, node: { start, end } }, at) => {
            return [`${at > 0 ? ", " : ""}[${site}, ${arg}, `, /** @type {[number, number]} */ ([start, end]), "]"];
        });
        return [opening, ...copies, closing];
    }
}

const MAY_BE_LONG = new Set(["ArrowFunctionExpression", "FunctionExpression", "ClassExpression", "ObjectExpression", "ArrayExpression"]);

/** @param {Site} site */
function namesOf({ parts = [] }) {
    return parts.map(({ site }) => site.variable);
}

/** What a function is called that is declared like this; in an array it has no name. @param {string} variable */
function nameOf(variable) {
    const name = variable.slice(variable.lastIndexOf(".") + 1);
    return name === variable || !/^\d+$/.test(name) ? name : "";
}

/** A stream that is declared at module level. @param {Site} site */
function isTrack({ kind, variable, level, scope }) {
    return (kind === "k" || kind === "n" || kind === "p") && variable !== "" && level === "module" && scope === "";
}

/**
 * What a hash is asked of, but for arguments that are sites, too, or short: their hashes are made when they are wanted.
 *
 * @param {Site[]} sites
 * @param {Map<string, import("./declarations.js").Declaration>} declarations
 */
function wantedOf(sites, declarations) {
    /** @type {Node[]} */
    const wanted = [];
    for (const { node, roles } of sites) {
        wanted.push(node);
        for (const argument of roles === null ? [] : node.arguments) {
            if (MAY_BE_LONG.has(argument.type)) {
                wanted.push(argument);
            }
        }
    }
    for (const { nodes } of declarations.values()) {
        for (const node of nodes) {
            wanted.push(node);
        }
    }
    return wanted;
}

/** Expressions that are statements. @param {Node} program @returns {Set<Node>} */
function statementsOf(program) {
    /** @type {Set<Node>} */
    const found = new Set();
    for (const { type, expression } of program.body) {
        if (type === "ExpressionStatement") {
            found.add(expression.type === "ChainExpression" ? expression.expression : expression);
        }
    }
    return found;
}

/**
 * Whether something stands in one of some nodes: to be asked in the order of the text.
 *
 * @param {Node[]} nodes  in the order of the text, none inside another
 * @returns {(node: Node) => boolean}
 */
function insideOf(nodes) {
    let next = 0;
    return ({ start }) => {
        while (next < nodes.length && nodes[next].end <= start) {
            next++;
        }
        return next < nodes.length && nodes[next].start <= start;
    };
}
