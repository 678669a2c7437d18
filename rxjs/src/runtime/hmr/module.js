/**
 * module.js - what a module of the app keeps from one evaluation to the next: by keys, never by objects of a certain
 * evaluation. A stage (stage.js) writes here only when it is committed.
 */
import { Cells } from "./cells.js";
import { Makers } from "./makers.js";

/** @typedef {[name: string, read: () => unknown]} ImportRow */
/** @typedef {[name: string, kind: "stream" | "maker" | "const" | "members" | "plain", hash?: string]} ExportRow */
/** @typedef {{ imports: ImportRow[], exports: ExportRow[], hash: string, serial?: number }} HotDescription serial: of two the newer has the greater */
/** @typedef {{ hash: string, value: unknown, parts?: Map<string, object> }} Recipe parts: streams that a pattern took out of it, by the way to them */

export class HotModule {
    /** @param {import("../sites.js").Module} module */
    constructor(module) {
        this.module = module;
        /** The evaluation that was committed last; 0: none. */
        this.generation = 0;
        /** The serial of the newest evaluation that has begun. */
        this.serial = 0;
        /** The evaluation that is under way or waits. @type {import("./stage.js").Stage | null} */
        this.stage = null;
        /** Evaluations that have not ended, and of which nothing counts any more, since a newer one began. @type {Set<import("./stage.js").Stage>} */
        this.overtaken = new Set();
        /** @type {Map<string, import("./track.js").HotTrack>} */
        this.tracks = new Map();
        /** @type {Map<string, import("./statements.js").Statement>} */
        this.statements = new Map();
        /** @type {Map<string, Recipe>} */
        this.recipes = new Map();
        /** Creators that have made several streams at once (partition). @type {Map<string, { streams: object[], args: import("../args.js").Arg[] }>} */
        this.several = new Map();
        /** What imports were, by name. @type {Map<string, unknown>} */
        this.imports = new Map();
        /** How often the functions among them had been changed. @type {Map<string, number>} */
        this.changes = new Map();
        /** @type {ExportRow[]} */
        this.exports = [];
        this.hash = "";
        this.cells = new Cells();
        this.makers = new Makers();
        /** Sites of the evaluation that was committed last, by key. @type {Map<string, import("./keys.js").Known>} */
        this.known = new Map();
        /** Why it cannot take its own update, by the last commit; "": it can. */
        this.stops = "";
        /** A save that waits for approval while another one is evaluated. @type {import("./stage.js").Stage | null} */
        this.held = null;
        /** Evaluations whose sites are at hand, until the next commit. @type {Set<import("./sites.js").HotSites>} */
        this.open = new Set();
        /** Names that stood for a stream of another key. @type {Map<string, object>} */
        this.aliases = new Map();
        /** Ends the wait before what is gone is let go of, and begins it again. */
        this.cancelGone = () => {};
        this.resumeGone = () => {};
    }

    /** Evaluations of before may run on in functions; their sites are read again when they do. */
    forget() {
        this.open.forEach(sites => sites.forget());
        this.open.clear();
    }

    /** Its first evaluation has come to its end. */
    get isWhole() {
        return this.generation > 0;
    }
}

/** By the module's path. @type {Map<string, HotModule>} */
export const hotModules = new Map();

/** Observables that stand under a key: streams end there. @type {WeakMap<object, import("./track.js").HotTrack>} */
export const owners = new WeakMap();

/** @param {object} observable */
export function isOwned(observable) {
    return owners.has(observable);
}
