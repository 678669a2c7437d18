// The arguments of a site as the module's description tells them: where, of which type and as written, with the types of the runtime
// (0 function, 1 plain value, 2 observable). The table of roles says what a position is for, the text says the rest.

/** @typedef {import("./parse.js").Node} Node */
/** @typedef {import("./roles.js").Argument} Argument */
/** @typedef {import("./roles.js").Role} Role */
/** @typedef {import("./roles.js").Config} Config */
/** @typedef {import("./roles.js").Export} Export */
/** @typedef {import("./origin.js").Origin} Origin */

/** @typedef {{ path: string, type: 0 | 1 | 2, text: string, node: Node }} Described */

const LONGEST_TEXT = 60;
const TYPES = /** @type {const} */ ({ function: 0, value: 1, scheduler: 1, observable: 2 });

/**
 * @param {Node} call
 * @param {Export} roles
 * @param {Origin} origin
 * @param {Literal} [literal]
 * @returns {Described[]} ends at the first spread: behind it no position is known
 */
export function describeArgs(call, roles, origin, literal = asWritten) {
    /** @type {Described[]} */
    const into = [];
    for (let index = 0; index < call.arguments.length; index++) {
        const node = call.arguments[index];
        if (node.type === "SpreadElement") {
            into.push({ path: String(index), type: 1, text: textOf(node, origin), node });
            break;
        }
        const argument = roles.args[index] ?? roles.rest ?? "value";
        describe(isReadOnce(argument) ? literal(node) : node, argument, String(index), origin, into);
    }
    return into;
}

/** A config object, all of whose keys are read in the call: methods of an observer are looked for each time. @param {Argument} argument */
function isReadOnce(argument) {
    const config = configOf(argument);
    return config !== undefined && config.next === undefined;
}

/** What is written for a name that stands for a literal, or the node itself. @typedef {(node: Node) => Node} Literal */

/** @type {Literal} */
function asWritten(node) {
    return node;
}

/**
 * @param {Node} node
 * @param {Argument} argument
 * @param {string} path
 * @param {Origin} origin
 * @param {Described[]} into
 */
function describe(node, argument, path, origin, into) {
    const config = configOf(argument);
    if (config !== undefined && node.type === "ObjectExpression") {
        describeMembers(node, config, path, origin, into);
    } else if (config?.["*"] !== undefined && node.type === "ArrayExpression") {
        describeElements(node, config["*"], path, origin, into);
    } else {
        into.push({ path, type: TYPES[roleOf(node, argument)], text: textOf(node, origin), node });
    }
}

/** @param {Argument} argument @returns {Config | undefined} */
function configOf(argument) {
    if (typeof argument === "string") {
        return undefined; // most: nothing is made for these
    }
    return Array.isArray(argument) ? argument.find(isConfig) : argument;
}

/** @param {Role | Config} part @returns {part is Config} */
function isConfig(part) {
    return typeof part === "object";
}

/**
 * @param {Node} node
 * @param {Argument} argument
 * @returns {Role}
 */
function roleOf(node, argument) {
    switch (node.type) {
        case "ArrowFunctionExpression":
        case "FunctionExpression":
            return mayBe("function", argument) ? "function" : "value";
        case "Literal":
        case "TemplateLiteral":
        case "ObjectExpression":
        case "UnaryExpression":
        case "BinaryExpression":
        case "ClassExpression":
            return "value";
        case "ArrayExpression":
            return mayBe("observable", argument) ? "observable" : "value";
    }
    return (Array.isArray(argument) ? argument : [argument]).find(isRole) ?? "value";
}

/** @param {Role} role @param {Argument} argument */
function mayBe(role, argument) {
    return argument === role || (Array.isArray(argument) && argument.includes(role));
}

/** @param {Role | Config} part @returns {part is Role} */
function isRole(part) {
    return !isConfig(part);
}

/**
 * @param {Node} node
 * @param {Config} config
 * @param {string} path
 * @param {Origin} origin
 * @param {Described[]} into
 */
function describeMembers(node, config, path, origin, into) {
    for (const property of node.properties) {
        if (property.type !== "Property" || property.computed || property.kind !== "init") {
            continue;
        }
        const key = property.key.name ?? String(property.key.value);
        const role = Object.hasOwn(config, key) ? config[key] : (config["*"] ?? "value");
        if (property.method) {
            const type = TYPES[roleOf(property.value, role)];
            into.push({ path: `${path}.${key}`, type, text: textOf(property, origin), node: property });
        } else {
            describe(property.value, role, `${path}.${key}`, origin, into);
        }
    }
}

/**
 * @param {Node} node
 * @param {Argument} role
 * @param {string} path
 * @param {Origin} origin
 * @param {Described[]} into
 */
function describeElements(node, role, path, origin, into) {
    for (let index = 0; index < node.elements.length; index++) {
        const element = node.elements[index];
        if (element === null || element.type === "SpreadElement") {
            return;
        }
        describe(element, role, `${path}.${index}`, origin, into);
    }
}

/** What keeps its white space (group 1: a string or template, a regular expression), and white space elsewhere. */
const LITERALS_AND_SPACES = new RegExp([
    /((["'`])(?:\\[^]|(?!\2)[^\\])*(?:\2|$)|(?<=(?:^|[(,=:>[{!&|?+;])\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/)/,
    /\s+/,
].map((part) => part.source).join("|"), "g");

/** White space that is not one space: most texts have none. */
const GAPS = /[^\S ]|  /;

/**
 * An expression on one line, without the gaps that formatting and stripped types leave in it.
 *
 * @param {Node} node
 * @param {Origin} origin
 */
function textOf(node, origin) {
    const written = origin.text(node.start, node.end);
    const text = GAPS.test(written)
        ? written.replace(LITERALS_AND_SPACES, (all, literal) => literal === undefined ? " " : onOneLine(all))
        : written;
    return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

/** @param {string} literal */
function onOneLine(literal) {
    return literal.includes("\n") ? literal.replace(/\s+/g, " ") : literal;
}
