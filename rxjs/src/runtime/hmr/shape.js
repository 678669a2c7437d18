/**
 * shape.js - a stream as one evaluation has made it, taken apart: a source, and links one behind the other. A shape is taken
 * when the stream is new and does not change; what runs (running.js) is put together of links of several shapes.
 *
 * A link is one operator. Its `pieces` are what it has lifted, innermost first: the functions that RxJS calls with the next
 * subscriber, and that hold what an operator shares between its subscribers. Where an operator lifts nothing that leads back
 * to its input (it returns an observable of its own), there are none, and its function is applied again.
 */
import { isObservable } from "../adopted.js";
import { Creator, Operator } from "../definitions.js";
import { DefinitionStamp } from "../stamp.js";
import { observableIn, stepOf } from "./steps.js";

/** @typedef {import("../definitions.js").Source} Source */
/** @typedef {{ prototype: object, own: PropertyDescriptorMap }} Piece an observable without its source */

export class Link {
    /**
     * @param {Operator} operator
     * @param {Piece[] | null} pieces
     * @param {import("./steps.js").Step} step
     */
    constructor(operator, pieces, step) {
        this.operator = operator;
        /** As it was written then. */
        this.site = operator.fun?.site ?? null;
        this.pieces = pieces;
        this.step = step;
    }

    get name() {
        return this.operator.fun?.site.name ?? "operator";
    }

    /** @returns {import("../args.js").Arg[]} */
    get args() {
        return this.operator.fun?.args ?? [];
    }
}

export class Shape {
    /**
     * @param {object} object the observable that was made
     * @param {Source} definition of the source
     * @param {object} source
     * @param {Link[]} links
     */
    constructor(object, definition, source, links) {
        this.object = object;
        this.definition = definition;
        this.source = source;
        /** What the source is, as it was made. */
        this.sourcePiece = pieceOf(source);
        this.links = links;
        /** Whether nobody else has the source. */
        this.ownsSource = false;
        /** Streams among the args of source and links, as they were made. @type {Map<object, Shape>} */
        this.inner = new Map();
    }
}

/** @param {object} observable @returns {Piece} */
export function pieceOf(observable) {
    return { prototype: Object.getPrototypeOf(observable), own: Object.getOwnPropertyDescriptors(observable) };
}

/**
 * The observables that a link lifted, innermost first, and null where they do not lead back to its input.
 * @param {any} top
 * @param {object} from
 */
function liftsOf(top, from) {
    const lifts = [];
    for (let at = top; at !== from; at = /** @type {any} */ (at).source) {
        if (!isObservable(at) || lifts.length > 32) {
            return null;
        }
        lifts.unshift(at);
    }
    return lifts;
}

/**
 * @param {object} object
 * @param {(observable: object) => boolean} isEnd whether a stream stands for itself: it has a track, or is a subject
 * @returns {Shape}
 */
export function shapeOf(object, isEnd) {
    /** @type {Link[]} */
    const links = [];
    let at = object;
    for (let step; (step = stepOf(at)) !== undefined && (at === object || !isEnd(at)); at = step.from) {
        const operator = DefinitionStamp.get(at);
        if (!(operator instanceof Operator)) {
            break;
        }
        links.unshift(new Link(operator, liftsOf(at, step.from)?.map(pieceOf) ?? null, step));
    }
    const shape = new Shape(object, DefinitionStamp.get(at), at, links);
    shape.ownsSource = at !== object && !isEnd(at) && isMade(shape.definition);
    for (const arg of [...argsOf(shape.definition), ...links.flatMap(({ args }) => args)]) {
        const inner = observableIn(arg);
        if (inner !== undefined && !isEnd(inner) && inner !== object && isOurs(DefinitionStamp.get(inner))) {
            shape.inner.set(inner, shapeOf(inner, isEnd));
        }
    }
    return shape;
}

/** What no site has made is the same, or it is another one. @param {unknown} definition */
function isOurs(definition) {
    return definition instanceof Creator || definition instanceof Operator;
}

/** What rxjs hands out to everybody is not made in place. @param {Source} definition */
function isMade(definition) {
    return definition instanceof Creator && !definition.subject && !SHARED.has(definition.site.name);
}

const SHARED = new Set(["empty", "never", "from"]);

/** The args of a source that was made in place. @param {Source} definition @returns {import("../args.js").Arg[]} */
export function argsOf(definition) {
    return definition instanceof Creator ? definition.args : [];
}

/**
 * A new observable of a piece.
 * @param {Piece} piece
 * @param {object} source
 */
function copyOf({ prototype, own }, source) {
    const copy = Object.create(prototype, own);
    copy.source = source;
    return copy;
}

/**
 * The observable of a link behind another source. What its operator shares is shared.
 * @param {Link} link
 * @param {object} source
 * @param {Operator} [operator] whose it is
 * @returns {any}
 */
export function linkOn(link, source, operator = link.operator) {
    const made = link.pieces === null ? link.step.fn(source) : link.pieces.reduce((at, piece) => copyOf(piece, at), source);
    DefinitionStamp.set(made, operator);
    return made;
}

/**
 * Makes an observable what another piece is: who holds it has the new one.
 * @param {any} object
 * @param {Piece} piece
 * @param {object | undefined} source
 */
export function become(object, { prototype, own }, source) {
    for (const key of Reflect.ownKeys(object)) {
        delete object[key];
    }
    Object.getPrototypeOf(object) !== prototype && Object.setPrototypeOf(object, prototype);
    Object.defineProperties(object, own);
    if (source !== undefined) {
        object.source = source;
    }
}
