/**
 * sites.js - the places in the app's source that the transform told us about, and the modules they stand in.
 */
import { DefinitionStamp } from "./stamp.js";

/** @typedef {[path: string, type: number, text: string]} SiteArg path: within the args of the call; type: ARG */
/** @typedef {[kind: string, name: string, line: number, variable: string, scope: string, args: SiteArg[]]} SiteRow */

/** @typedef {[hash: string, deps: number[], flags: number]} HotArg */
/** @typedef {[key: string, hash: string, deps: number[], flags: number, args: HotArg[]]} HotRow */

/** One arg of a site: which value it is of those in the call. */
export class Place {
    /** @param {SiteArg} row @param {number} generation of the module, that it is written in */
    constructor([path, type, text], generation) {
        this.generation = generation;
        this.path = `$args.${path}`;
        this.type = type;
        this.text = text;
        /** What the transform knows of it for hot swaps. @type {HotArg | null} */
        this.hot = null;
        /** @type {import("./hmr/cells.js").Cell | null} */
        this.cell = null;
        const [index, ...keys] = path.split(".");
        this.index = Number(index);
        this.keys = keys;
    }
}

export class Site {
    /** @param {SiteRow} row @param {Module} module @param {number} [generation] */
    constructor([kind, name, line, variable, scope, args], module, generation = module.generation) {
        this.kind = kind;
        this.name = name;
        this.line = line;
        this.variable = variable;
        this.scope = scope;
        this.module = module;
        /** @type {HotRow | null} */
        this.hot = null;
        /** What it is called through all evaluations of a module that is swapped. */
        this.key = "";
        this.args = args.map(arg => new Place(arg, generation));
        this.hasKeys = this.args.some(place => place.keys.length > 0);
        /** Args as written, as an inspector shows them, and how many they are. */
        const whole = this.args.filter(place => place.keys.length === 0);
        this.text = whole.map(place => place.text).join(", ");
        this.count = this.args.reduce((most, place) => Math.max(most, place.index + 1), 0);
    }

    /** What is declared here lives as long as the module. */
    get isTrack() {
        return this.variable !== "" && this.scope === "";
    }
}

/** @typedef {{ number: number, generation: number, at: number, what: string, entity?: Id, result?: Id }} Past a version; at: ns; entity: what it stood for, if that was something else; result: what that came to */
/** @typedef {[lo: number, hi: number]} Id */

/** @typedef {{ code: number, text: string, at: number, generation: number, version: number }} Result code: SWAP; at: ns */

/** So many versions are told to who comes later. */
const PAST_MAX = 32;

/** A module-level declaration of an observable. */
export class Track {
    /** @param {Module} module @param {Site} site */
    constructor(module, site) {
        this.module = module;
        this.site = site;
        this.name = site.variable;
        this.key = `${module.name}:${site.variable}`;
        this.id = 0;
        /** Its id before a sweep freed it. @type {Id} */
        this.had = [0, 0];
        /** What it stands for now, and what it stood for when the readers were told. */
        this.source = /** @type {any} */ (null);
        this.told = /** @type {any} */ (null);
        /** As part of what. @type {import("./definitions.js").Unit | null} */
        this.toldUnit = null;
        this.version = 0;
        this.generation = 0;
        this.orphan = false;
        this.since = 0;
        /** Where saves are swapped: its versions; else a version is counted for each other source. @type {import("./hmr/track.js").HotTrack | null} */
        this.hot = null;
        /** What came with its version, operator by operator, one a line. */
        this.what = "";
        /** What became of it last. @type {Result | null} */
        this.result = null;
        /** Versions from when it was another stream, or one that was left to itself: nobody runs them again. @type {Past[]} */
        this.past = [];
        /** What the readers were told: what it stands for, and the observable which that is. @type {Id} */
        this.toldEntity = [0, 0];
        /** @type {Id} */
        this.toldResult = [0, 0];
        /** Likewise the version that runs and the newest one, its key, its line, bits of its state. */
        this.toldVersion = 0;
        this.toldNewest = 0;
        this.toldKey = "";
        this.toldLine = 0;
        this.toldState = 0;
        this.toldWaiting = 0;
    }

    /** Versions that can only be told from now on. @param {Past[]} versions */
    pass(versions) {
        const { toldEntity: entity, toldResult: result } = this;
        this.past = [...this.past, ...versions.map(({ number, generation, at, what }) => ({ number, generation, at, what, entity, result }))].slice(-PAST_MAX);
    }

    /** What it stood for is another stream from now on. */
    leave() {
        if (this.hot !== null) {
            this.generation !== this.module.generation && this.pass(this.hot.history);
            this.version = Math.max(this.version, this.hot.newest);
            this.hot.told = null;
            this.hot.left = this;
            this.hot = null;
        }
    }
}

/** A file of the app, through all its evaluations. */
export class Module {
    /** @param {string} name @param {string} file */
    constructor(name, file) {
        this.name = name;
        this.file = file;
        this.id = 0;
        /** How often it was evaluated; and the evaluation that the readers were told of. */
        this.generation = 0;
        this.told = 0;
        this.since = 0;
        /** @type {Map<string, Track>} */
        this.tracks = new Map();
        /** Tracks that the readers have not been told of as they are now. @type {Set<Track>} */
        this.changed = new Set();
    }

    /** A track has that name now. One that had it, and is gone from the source or will be called otherwise, goes on beside it. @param {string} name @param {Track} it */
    place(name, it) {
        const there = this.tracks.get(name);
        this.remove(it);
        if (there !== undefined && there !== it) {
            let aside = name;
            while (this.tracks.has(aside)) {
                aside += "'";
            }
            this.tracks.set(aside, there);
        }
        this.tracks.set(name, it);
    }

    /** @param {Track} it */
    remove(it) {
        for (const [name, at] of this.tracks) {
            at === it && this.tracks.delete(name);
        }
    }
}

/** The observable behind a track or site. @param {unknown} value @returns {any} */
export function definitionOf(value) {
    const is = typeof value === "object" && value !== null || typeof value === "function";
    return is ? DefinitionStamp.get(value) : undefined;
}
