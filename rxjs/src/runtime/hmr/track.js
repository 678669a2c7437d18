/**
 * track.js - a stream under its key: the observable that everybody has, what runs in it, and its versions. Subjects and others
 * with methods of their own are instances: they stay whatever is evaluated.
 */
import { now } from "../clock.js";
import { Creator, Operator, Pipe } from "../definitions.js";
import { DefinitionStamp } from "../stamp.js";
import { renew } from "../tell.js";
import { isOwned, owners } from "./module.js";
import { Running } from "./running.js";
import { shapeOf } from "./shape.js";

/** @typedef {import("./shape.js").Shape} Shape */
/** @typedef {{ number: number, generation: number, at: number, shape: Shape, what: string, failed: boolean }} Version at: ns; failed: a function of it was put back */

/** So many versions of a track are kept, beside the one that runs. */
const VERSIONS_MAX = 32;

export class HotTrack {
    /**
     * @param {string} key
     * @param {object} object
     * @param {import("../sites.js").Site} site
     * @param {boolean} isInstance
     */
    constructor(key, object, site, isInstance) {
        this.key = key;
        this.object = object;
        this.site = site;
        this.isInstance = isInstance;
        /** Of what its constructor was given. */
        this.initialHash = site.args[0]?.hot?.[0] ?? "";
        /** What the readers are told of; null: it is in a function. @type {import("../sites.js").Track | null} */
        this.told = null;
        /** @type {Running | null} */
        this.running = null;
        /** Of an instance: the streams that it was made of (connectable), by the path of the arg. @type {Map<string, Running>} */
        this.inputs = new Map();
        /** @type {Version[]} */
        this.versions = [];
        this.runs = 0;
        this.first = 0;
        /** What the readers were told of before its variable was left to itself. @type {import("../sites.js").Track | null} */
        this.left = null;
        /** The evaluation that declared it first. */
        this.generation = 0;
        this.since = 0;
        /** Since when, ns; of a version that runs again. */
        this.ranAt = 0;
        /** What waits for approval. @type {Version | null} */
        this.pending = null;
        this.pinned = false;
        /** The version that waits behind a pin or for approval; 0: none. */
        this.waiting = 0;
        this.orphan = false;
        /** Subscribers of others that wait for it to come back. @type {{ slot: number, subscriber: any }[]} */
        this.detached = [];
        owners.set(object, this);
    }

    /** @param {number} generation @param {number} version */
    begin(generation, version) {
        this.runs = this.first = version;
        this.generation = generation;
        this.since = now();
        if (!this.isInstance) {
            const shape = shapeOf(this.object, isOwned);
            this.running = new Running(shape);
            this.add(generation, shape, "");
        }
    }

    /** @param {number} generation @param {Shape} shape @param {string} what @returns {Version} */
    add(generation, shape, what) {
        const version = this.next(generation, shape, what);
        this.versions.push(version);
        if (this.versions.length > VERSIONS_MAX) {
            const at = this.versions.findIndex(({ number }) => number !== this.runs);
            this.versions.splice(at, 1);
        }
        return version;
    }

    /** What the next version would be. @param {number} generation @param {Shape} shape @param {string} what @returns {Version} */
    next(generation, shape, what) {
        const number = Math.max(this.versions.at(-1)?.number ?? this.first - 1, this.left?.version ?? 0) + 1;
        return { number, generation, at: now(), shape, what, failed: false };
    }

    get newest() {
        return this.versions.at(-1)?.number ?? this.first;
    }

    /** Its versions, for the readers: an instance has one. @returns {import("../sites.js").Past[]} */
    get history() {
        return this.isInstance ? [{ number: this.first, generation: this.generation, at: this.since, what: "" }] : this.versions;
    }

    /** @param {number} number @returns {Version | undefined} */
    version(number) {
        return this.versions.find(version => version.number === number);
    }

    /** The definition that living subscriptions of it have. */
    get output() {
        return this.running?.output ?? DefinitionStamp.get(this.object);
    }
}

/**
 * One pipe of all the links that run now, for the readers: operators that stay keep who they are.
 * @param {Running} running
 * @param {Pipe} made by the newest evaluation
 * @returns {Pipe}
 */
export function mergedPipe(running, made) {
    const pipe = new Pipe(made.site, running.definition);
    pipe.variable = made.variable;
    pipe.maker = null;
    pipe.call = 0;
    running.links.forEach(({ link: { operator } }, position) => {
        const at = operator.pipe.operators.indexOf(operator);
        at >= 0 && operator.pipe.operators.splice(at, 1);
        renew(operator.pipe);
        operator.pipe = pipe;
        operator.position = position;
        operator.source = position === 0 ? running.definition : running.links[position - 1].link.operator;
        operator.given = null;
        pipe.operators.push(operator);
    });
    return pipe;
}

/** What a track stands for now, for the readers. @param {Running} running @param {Shape} shape */
export function toldSource(running, shape) {
    if (running.links.length === 0) {
        return running.definition;
    }
    const last = shape.links.at(-1)?.operator ?? running.links[0].link.operator;
    mergedPipe(running, last.pipe);
    return running.output;
}

/** Whether an observable has methods of its own: it is kept as an instance. @param {any} object @param {any} definition */
export function isInstance(object, definition) {
    if (definition instanceof Operator) {
        return false;
    }
    if (definition instanceof Creator && definition.site.kind === "n" && definition.site.name !== "Observable") {
        return true;
    }
    if (definition instanceof Creator && definition.subject || definition?.subject === true) {
        return true;
    }
    return typeof object.connect === "function";
}
