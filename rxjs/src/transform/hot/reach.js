// What an expression depends on: its own tokens, and those of every declaration of the module that it reaches. Streams
// count by their name only, since they are swapped by themselves, and imports by which they are.

import { Digest } from "./hash.js";
import { firstFrom } from "./refs.js";

/** @typedef {import("../parse.js").Node} Node */
/** @typedef {import("./declarations.js").Declaration} Declaration */
/** @typedef {import("./hash.js").Hashes} Hashes */
/** @typedef {import("./refs.js").Refs} Refs */

/** @typedef {{ hash: string, deps: number[], text: string }} Told   text: `"HASH",[DEPS]` */
/** @typedef {{ digest: Digest, deps: Set<number> }} Reached */
/** @typedef {{ index: number, low: number, open: boolean, uses: Set<string>, deps: Set<number> }} Visit */

/** @type {number[]} */
const NONE = [];
/** Most reach nothing: a set for each would cost more than to look. @type {Set<string>} */
const NO_NAMES = new Set();
/** @type {Set<number>} */
const NO_IMPORTS = new Set();

/** @template T @param {Set<T>} set @param {Set<T>} none @param {T} item */
function with_(set, none, item) {
    return set === none ? new Set([item]) : set.add(item);
}

export class Reach {
    /**
     * @param {Refs} refs
     * @param {Map<string, Declaration>} declarations
     * @param {Hashes} hashes
     * @param {Set<Node>} tracks  values of declarations that are streams
     */
    constructor(refs, declarations, hashes, tracks) {
        this.refs = refs;
        this.declarations = declarations;
        this.hashes = hashes;
        this.tracks = [...tracks].sort((a, b) => a.start - b.start);
        this.isTrack = tracks;
        /** The imports that something reaches. @type {string[]} */
        this.imports = [];
        /** @type {Map<string, number>} */
        this.importIndex = new Map();
        /** Where names of the module are used that count. */
        this.used = refs.ofModule(this.counting());
        /** Strongly connected names are one. @type {Map<string, Reached>} */
        this.reached = new Map();
        /** @type {Map<string, Visit>} */
        this.visits = new Map();
        /** @type {string[]} */
        this.stack = [];
    }

    /** @param {Node} node @returns {Told} */
    of(node) {
        const own = this.hashes.of(node);
        return (own.told ??= this.tell(node, own));
    }

    /** @param {Node} node @param {Digest} own @returns {Told} */
    tell(node, own) {
        const { uses, deps } = this.usesOf([node], false);
        if (uses === NO_NAMES && deps === NO_IMPORTS) {
            return toldOf(own, NONE);
        }
        const digest = new Digest(own.a, own.b);
        const all = new Set(deps);
        for (const name of uses) {
            const reached = this.closure(name);
            digest.addAll(reached.digest);
            reached.deps.forEach((dep) => all.add(dep));
        }
        return toldOf(digest, [...all].sort((a, b) => a - b));
    }

    /**
     * @param {Node[]} nodes
     * @param {boolean} cut  without the streams that are declared inside
     */
    usesOf(nodes, cut) {
        let uses = NO_NAMES;
        let deps = NO_IMPORTS;
        const { names, places } = this.used;
        for (const { start, end } of nodes) {
            for (let index = firstFrom(places, start); index < places.length && places[index] < end; index++) {
                if (cut && this.isInTrack(places[index], start)) {
                    continue;
                }
                if (this.declarations.get(names[index])?.kind === "import") {
                    deps = with_(deps, NO_IMPORTS, this.numberOf(names[index]));
                } else {
                    uses = with_(uses, NO_NAMES, names[index]);
                }
            }
        }
        return { uses, deps };
    }

    /** Inside of a stream that begins behind `from`. @param {number} at @param {number} from */
    isInTrack(at, from) {
        let low = 0;
        let high = this.tracks.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.tracks[middle].start <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        const track = this.tracks[low - 1];
        return track !== undefined && track.start > from && at < track.end;
    }

    /** Not rxjs, which does not change while the program runs, and not streams. */
    counting() {
        /** @type {Set<string>} */
        const found = new Set();
        for (const [name, declaration] of this.declarations) {
            const isRxjs = Boolean(this.refs.root.names?.get(name));
            if (!isRxjs && (declaration.kind === "import" || !this.isStream(name, declaration))) {
                found.add(name);
            }
        }
        return found;
    }

    /** @param {string} name of an import */
    numberOf(name) {
        let index = this.importIndex.get(name);
        if (index === undefined) {
            index = this.imports.push(name) - 1;
            this.importIndex.set(name, index);
        }
        return index;
    }

    /** @param {string} name @param {Declaration} declaration */
    isStream(name, { kind, value }) {
        if (value !== null && this.isTrack.has(value)) {
            return true;
        }
        return name.endsWith("$") && kind === "variable" && !/Function|Class/.test(value?.type ?? "");
    }

    /**
     * What a name of the module reaches, by Tarjan's search, so that names which need each other are looked at once.
     *
     * @param {string} name
     * @returns {Reached}
     */
    closure(name) {
        const known = this.reached.get(name);
        if (known !== undefined) {
            return known;
        }
        this.visit(name);
        return /** @type {Reached} */ (this.reached.get(name));
    }

    /** @param {string} name @returns {Visit} */
    visit(name) {
        const { nodes } = /** @type {Declaration} */ (this.declarations.get(name));
        const index = this.visits.size;
        const visit = { index, low: index, open: true, ...this.usesOf(nodes, true) };
        this.visits.set(name, visit);
        this.stack.push(name);
        for (const next of visit.uses) {
            const before = this.visits.get(next);
            if (before === undefined) {
                visit.low = Math.min(visit.low, this.visit(next).low);
            } else if (before.open) {
                visit.low = Math.min(visit.low, before.index);
            }
        }
        if (visit.low === index) {
            this.join(this.stack.splice(this.stack.lastIndexOf(name)));
        }
        return visit;
    }

    /** @param {string[]} names  that reach one another */
    join(names) {
        const digest = new Digest();
        /** @type {Set<number>} */
        const deps = new Set();
        /** @type {Set<string>} */
        const beyond = new Set();
        for (const name of names.sort()) {
            const visit = /** @type {Visit} */ (this.visits.get(name));
            visit.open = false;
            this.declarations.get(name)?.nodes.forEach((node) => digest.addAll(this.hashes.of(node)));
            visit.deps.forEach((dep) => deps.add(dep));
            visit.uses.forEach((use) => this.reached.has(use) && beyond.add(use));
        }
        for (const name of [...beyond].sort()) {
            const reached = /** @type {Reached} */ (this.reached.get(name));
            digest.addAll(reached.digest);
            reached.deps.forEach((dep) => deps.add(dep));
        }
        names.forEach((name) => this.reached.set(name, { digest, deps }));
    }
}

/** @param {Digest} digest @param {number[]} deps @returns {Told} */
function toldOf(digest, deps) {
    const hash = String(digest);
    return { hash, deps, text: `"${hash}",[${deps.length > 0 ? deps : ""}]` };
}
