// What the module's exports are, as far as their importers may keep them when the module is evaluated again: streams,
// functions that only make streams, literals, literal objects and arrays of these; everything else is plain.

import { isMakerName } from "./makers.js";
import { eachName, keyName } from "../scope.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("./makers.js").Makers} Makers */
/** @typedef {import("./declarations.js").Declaration} Declaration */
/** @typedef {"stream" | "maker" | "const" | "members" | "plain"} Kind */

/**
 * @typedef {object} Exports
 * @property {{ name: string, kind: Kind, literals: [name: string, node: Node][] }[]} rows   importers have the literals as they were
 * @property {string[]} stops   what keeps the module from being swapped by itself
 * @property {Map<Node, string>} makers   functions that importers hold, with their variables
 */

export class Classifier {
    /**
     * @param {Makers} makers
     * @param {Map<string, Declaration>} declarations
     * @param {Map<string, number>} assigned  how often something assigns to a name
     * @param {(node: Node) => boolean} isIgnored   whether it is new with each evaluation, by the user's word
     * @param {Set<string>} parts   what patterns take out of calls
     */
    constructor(makers, declarations, assigned, isIgnored, parts) {
        this.isIgnored = isIgnored;
        this.parts = parts;
        this.makers = makers;
        this.declarations = declarations;
        this.assigned = assigned;
        /** @type {Exports} */
        this.found = { rows: [], stops: [], makers: new Map() };
        /** Functions of the export that is looked at: they count when all of it may be kept. @type {[Node, string][]} */
        this.pending = [];
        /** Literals of that export. @type {[string, Node][]} */
        this.literals = [];
        /** Names that are looked at, which may need each other. @type {Set<string>} */
        this.looking = new Set();
    }

    /** @param {Node} program @returns {Exports} */
    of(program) {
        for (const statement of program.body) {
            this.statement(statement);
        }
        return this.found;
    }

    /** @param {Node} statement */
    statement(statement) {
        switch (statement.type) {
            case "ExportDefaultDeclaration":
                return this.byDefault(statement.declaration);
            case "ExportAllDeclaration":
                this.found.stops.push(statement.exported ? keyName(statement.exported) : "*");
                return;
            case "ExportNamedDeclaration":
                return statement.declaration ? this.declared(statement.declaration) : this.listed(statement);
        }
    }

    /** @param {Node} node */
    byDefault(node) {
        if (node.type === "Identifier") {
            return this.name("default", node.name);
        }
        const isDeclaration = node.type.endsWith("Declaration");
        if (isDeclaration && node.id) {
            return this.name("default", node.id.name);
        }
        this.enter("default", isDeclaration ? "plain" : this.kindOf(node, "default"));
    }

    /** @param {Node} declaration */
    declared(declaration) {
        if (declaration.type !== "VariableDeclaration") {
            return this.name(declaration.id.name, declaration.id.name);
        }
        for (const { id } of declaration.declarations) {
            eachName(id, (name) => this.name(name, name));
        }
    }

    /** `export { a as b }`; what comes from another module is not this one's. @param {Node} statement */
    listed({ specifiers, source }) {
        for (const { local, exported } of specifiers) {
            if (source === null) {
                this.name(keyName(exported), local.name);
            } else if (!keyName(exported).endsWith("$")) {
                this.found.stops.push(keyName(exported));
            }
        }
    }

    /** @param {string} exported @param {string} local */
    name(exported, local) {
        const kind = this.kindOfName(local);
        this.enter(exported, kind === "maker" && !isMakerName(exported) ? "plain" : kind);
    }

    /** @param {string} exported @param {Kind} kind */
    enter(exported, kind) {
        this.found.rows.push({ name: exported, kind, literals: this.literals });
        if (kind === "plain") {
            this.found.stops.push(exported);
        } else {
            this.pending.forEach(([fn, name]) => this.found.makers.set(fn, name));
        }
        this.pending = [];
        this.literals = [];
    }

    /** @param {string} name @returns {Kind} */
    kindOfName(name) {
        const declaration = this.declarations.get(name);
        if (declaration === undefined || declaration.kind === "import") {
            return name.endsWith("$") ? "stream" : "plain";
        }
        if (this.looking.has(name) || this.changes(name, declaration)) {
            return "plain";
        }
        this.looking.add(name);
        const kind = declaration.value === null ? this.kindOfPart(name, declaration) : this.kindOf(declaration.value, name);
        this.looking.delete(name);
        return kind === "const" && !declaration.constant ? "plain" : kind;
    }

    /** What was taken out of something: a stream where that is read, or has a key of its own. @param {string} name @param {Declaration} declaration @returns {Kind} */
    kindOfPart(name, { constant, nodes: [{ init }] }) {
        const stays = init?.type === "Identifier" || init?.type === "MemberExpression" || this.parts.has(name);
        return constant && stays && name.endsWith("$") ? "stream" : "plain";
    }

    /** Whether it gets a value anywhere but in the one place that gives it its value. @param {string} name @param {Declaration} declaration */
    changes(name, { constant, nodes, value }) {
        const expected = nodes.some((node) => node.type === "AssignmentExpression" && node.right === value) ? 1 : 0;
        return nodes.some(({ type }) => type === "CallExpression") || (!constant && (this.assigned.get(name) ?? 0) > expected);
    }

    /** @param {Node} node @param {string} name @returns {Kind} */
    kindOf(node, name) {
        return this.isIgnored(node) ? "plain" : this.kindOfValue(node, name);
    }

    /** @param {Node} node @param {string} name @returns {Kind} */
    kindOfValue(node, name) {
        switch (node.type) {
            case "Literal":
            case "TemplateLiteral":
            case "UnaryExpression":
                return this.kindOfLiteral(node, name);
            case "Identifier":
                return this.kindOfOther(node.name, name);
            case "ArrowFunctionExpression":
            case "FunctionExpression":
            case "FunctionDeclaration":
                return this.kindOfFunction(node, name);
            case "ObjectExpression":
                return this.kindOfMembers(node.properties, name);
            case "ArrayExpression":
                return this.kindOfMembers(node.elements, name);
            case "ClassDeclaration":
            case "ClassExpression":
                return "plain";
        }
        return this.makers.isStream(node) || name.endsWith("$") ? "stream" : "plain";
    }

    /** Of what has another name, too. @param {string} other @param {string} name @returns {Kind} */
    kindOfOther(other, name) {
        const kind = this.kindOfName(other);
        return kind === "plain" && (name.endsWith("$") || this.makers.isRxjs(other)) ? "stream" : kind;
    }

    /** @param {Node} node @param {string} name @returns {Kind} */
    kindOfLiteral(node, name) {
        const isLiteral = node.type === "TemplateLiteral" ? node.expressions.length === 0 : (node.argument ?? node).type === "Literal";
        if (!isLiteral) {
            return "plain";
        }
        this.literals.push([name, node]);
        return "const";
    }

    /** @param {Node} fn @param {string} name @returns {Kind} */
    kindOfFunction(fn, name) {
        const last = name.slice(name.lastIndexOf(".") + 1);
        if (!isMakerName(last) || !this.makers.isMaker(fn) || usesArguments(fn)) {
            return "plain";
        }
        this.pending.push([fn, name]);
        return "maker";
    }

    /** @param {(Node | null)[]} nodes  properties or elements @param {string} name @returns {Kind} */
    kindOfMembers(nodes, name) {
        const kinds = nodes.map((node, index) => this.kindOfMember(node, index, name));
        return kinds.length > 0 && !kinds.includes("plain") ? "members" : "plain";
    }

    /** @param {Node | null} node @param {number} index @param {string} name @returns {Kind} */
    kindOfMember(node, index, name) {
        if (node === null || node.type === "SpreadElement") {
            return "plain";
        }
        if (node.type !== "Property") {
            return this.kindOf(node, `${name}.${index}`);
        }
        const isValue = !node.computed && !node.method && node.kind === "init";
        return isValue ? this.kindOf(node.value, `${name}.${keyName(node.key)}`) : "plain";
    }
}

/** A parameter of this name would hide what is handed on. @param {Node} fn */
function usesArguments({ params }) {
    let found = false;
    params.forEach((/** @type {Node} */ param) => eachName(param, (name) => (found ||= name === "arguments")));
    return found;
}
