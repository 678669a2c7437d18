// Which declaration a name means. Scopes are filled while the tree is walked and asked when the walk is over, because
// `var`, functions and classes count for the whole of their scope, also above their line.

/** @typedef {import("./parse.js").Node} Node */

/**
 * What of rxjs a name stands for: an export, or `*` for the module as a whole.
 *
 * @typedef {{ source: string, name: string }} Binding
 */

export class Scope {
    /**
     * @param {Scope | null} parent
     * @param {boolean} holdsVars  a function, static block or the module: where `var` lands
     */
    constructor(parent, holdsVars) {
        this.parent = parent;
        /** @type {Scope} */
        this.vars = holdsVars || parent === null ? this : parent.vars;
        /** @type {Map<string, Binding | null> | null} */
        this.names = null;
    }

    /**
     * @param {string} name
     * @param {Binding | null} binding  null: something that is not rxjs's
     */
    declare(name, binding) {
        this.names ??= new Map();
        if (binding !== null || !this.names.has(name)) {
            this.names.set(name, binding);
        }
    }

    /** @param {string} name @returns {Binding | null | undefined} undefined: declared nowhere in the module */
    lookUp(name) {
        for (let scope = /** @type {Scope | null} */ (this); scope !== null; scope = scope.parent) {
            const binding = scope.names?.get(name);
            if (binding !== undefined) {
                return binding;
            }
        }
        return undefined;
    }
}

/**
 * Calls `declare` with each name that a pattern binds.
 *
 * @param {Node} pattern
 * @param {(name: string) => void} declare
 */
export function eachName(pattern, declare) {
    switch (pattern?.type) {
        case "Identifier":
            return declare(pattern.name);
        case "ObjectPattern":
            return pattern.properties.forEach((/** @type {Node} */ p) => eachName(p.value ?? p.argument, declare));
        case "ArrayPattern":
            return pattern.elements.forEach((/** @type {Node} */ element) => eachName(element, declare));
        case "AssignmentPattern":
            return eachName(pattern.left, declare);
        case "RestElement":
            return eachName(pattern.argument, declare);
    }
}

/** @param {Node} key  of a property that is not computed */
export function keyName(key) {
    if (key.type === "PrivateIdentifier") {
        return `#${key.name}`;
    }
    return key.type === "Identifier" ? key.name : String(key.value);
}

/**
 * What a pattern takes out of a literal, where each value has a name of its own: `const { a$, b: b$ } = { a$: of(1), b: of(2) }`.
 *
 * @param {Node} declarator
 * @returns {Map<Node, string>}  the names, by values of the literal; empty for all other declarations
 */
export function namesOfParts({ id, init }) {
    /** @type {Map<Node, string>} */
    const names = new Map();
    if (id.type === "ObjectPattern" && init?.type === "ObjectExpression") {
        const values = new Map(init.properties.filter(isPlain).map((/** @type {Node} */ part) => [keyName(part.key), part.value]));
        id.properties.filter(isPlain).forEach((/** @type {Node} */ part) => enter(names, values.get(keyName(part.key)), part.value));
    } else if (id.type === "ArrayPattern" && init?.type === "ArrayExpression" && !init.elements.some(isSpread)) {
        id.elements.forEach((/** @type {Node | null} */ target, /** @type {number} */ i) => enter(names, init.elements[i], target));
    }
    return names;
}

/** @param {Node} part  of a literal, or of a pattern */
function isPlain(part) {
    return part.type === "Property" && !part.computed && !part.method && part.kind === "init";
}

/** @param {Node | null} element */
function isSpread(element) {
    return element?.type === "SpreadElement";
}

/** @param {Map<Node, string>} names @param {Node | null | undefined} value @param {Node | null} target */
function enter(names, value, target) {
    if (value && target?.type === "Identifier") {
        names.set(value, target.name);
    }
}
