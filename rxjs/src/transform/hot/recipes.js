// What is not evaluated again while it is unchanged: recipes (`t`), the calls of a module's own that make what streams
// are made of, and statements (`c`) that send something into a stream.

import { calledName, receiverName } from "../names.js";
import { someChild } from "../tree.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("../catalogue.js").Site} Site */

const SENDS = new Set(["next", "error", "complete", "connect"]);

export class Recipes {
    /**
     * @param {Map<Node, Site>} sites
     * @param {import("../scope.js").Scope} root
     * @param {(name: string) => boolean} isStream  whether a name of the module is a stream's
     */
    constructor(sites, root, isStream) {
        this.sites = sites;
        this.root = root;
        this.isStream = isStream;
    }

    /**
     * Initialisers become recipes where they stand.
     *
     * @param {Site} site
     */
    turn(site) {
        if (site.kind === "x" && this.isOnce(site) && this.isRecipe(site.node)) {
            site.kind = "t";
        }
    }

    /** Evaluated once with the module: not in a function, a class, a loop or a block. @param {Site} site */
    isOnce({ level, at }) {
        return level === "module" && at === this.root;
    }

    /** @param {Site} site @param {(node: Node, site: Site) => void} found */
    eachOf(site, found) {
        if (!this.isOnce(site)) {
            return;
        }
        const { kind, node, chain } = site;
        /** @param {Node} value */
        const add = (value) => this.isRecipe(value) && found(value, site);
        if ((kind === "p" || kind === "s") && chain === null) {
            add(node.callee.object);
        } else if (kind === "k" || kind === "n" || kind === "o") {
            node.arguments.forEach((/** @type {Node} */ argument) => eachValue(argument, add));
        }
    }

    /** Whether it calls something of the app's and can be called later. @param {Node} node */
    isRecipe(node) {
        if (this.sites.has(node) && !"xt".includes(this.sites.get(node)?.kind ?? "")) {
            return false;
        }
        return this.look(node, node) === "calls";
    }

    /**
     * @param {Node} node
     * @param {Node} top
     * @returns {"quiet" | "calls" | "fixed"}   fixed: it has to be evaluated in its place, each time
     */
    look(node, top) {
        switch (node.type) {
            case "FunctionExpression":
            case "ArrowFunctionExpression":
            case "ClassExpression":
                return "quiet";
            case "AwaitExpression":
            case "YieldExpression":
            case "AssignmentExpression":
            case "UpdateExpression":
                return "fixed";
        }
        if (node !== top && this.sites.has(node)) {
            return "fixed";
        }
        return this.lookInside(node, top, CALLS.has(node.type) ? "calls" : "quiet");
    }

    /** @param {Node} node @param {Node} top @param {"quiet" | "calls" | "fixed"} found */
    lookInside(node, top, found) {
        const isFixed = someChild(node, (child) => {
            const inner = this.look(child, top);
            found = inner === "calls" ? inner : found;
            return inner === "fixed";
        });
        return isFixed ? "fixed" : found;
    }

    /**
     * A statement that sends: the call, with the name of its stream.
     *
     * @param {Node} statement
     * @returns {{ call: Node, method: string, stream: string } | null}
     */
    sending({ type, expression: call }) {
        if (type !== "ExpressionStatement" || call.type !== "CallExpression" || call.optional) {
            return null;
        }
        const { callee } = call;
        if (callee.type !== "MemberExpression" || callee.computed || !SENDS.has(callee.property.name)) {
            return null;
        }
        const waits = call.arguments.some((/** @type {Node} */ argument) => this.waits(argument)) || this.waits(callee.object);
        return this.isStreamNode(callee.object) && !waits
            ? { call, method: callee.property.name, stream: receiverName(callee.object) }
            : null;
    }

    /** @param {Node} node  whether it holds an `await` or an assignment outside of functions @returns {boolean} */
    waits(node) {
        switch (node.type) {
            case "FunctionExpression":
            case "ArrowFunctionExpression":
            case "ClassExpression":
                return false;
            case "AwaitExpression":
            case "YieldExpression":
            case "AssignmentExpression":
            case "UpdateExpression":
                return true;
        }
        return someChild(node, (child) => this.waits(child));
    }

    /** @param {Node} node */
    isStreamNode(node) {
        const kind = this.sites.get(node)?.kind;
        switch (node.type) {
            case "Identifier":
                return this.isStream(node.name);
            case "MemberExpression":
                return !node.computed && node.property.name?.endsWith("$");
        }
        return kind === "k" || kind === "n" || kind === "p";
    }
}

const CALLS = new Set(["CallExpression", "NewExpression", "TaggedTemplateExpression", "ImportExpression"]);

/** The values in an argument: in a literal object or array each of its own. @param {Node} node @param {(value: Node) => void} use */
function eachValue(node, use) {
    switch (node?.type) {
        case undefined:
        case "SpreadElement":
            return;
        case "ObjectExpression":
            return node.properties.forEach((/** @type {Node} */ part) => {
                return part.type === "Property" && !part.method && part.kind === "init" && eachValue(part.value, use);
            });
        case "ArrayExpression":
            return node.elements.forEach((/** @type {Node} */ element) => eachValue(element, use));
    }
    use(node);
}

/** What a recipe is called: what it calls. @param {Node} node */
export function recipeName(node) {
    const callee = node.callee ?? node.tag;
    return (callee && calledName(callee).replace("()", "")) || "value";
}
