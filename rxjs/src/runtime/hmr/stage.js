/**
 * stage.js - one evaluation of a module, until it is committed or dropped. What runs stays as it is meanwhile: what the sites
 * make is noted here, by key, and the module gets the observables that it had before.
 */
import { describe } from "../adopted.js";
import { sourceOf } from "../externals.js";
import { matchKeys } from "./keys.js";
import { changesOf } from "./makers.js";
import { startsOver } from "./instances.js";
import { isInstance } from "./track.js";
import { owners } from "./module.js";

/** @typedef {import("../sites.js").Site} Site */
/** @typedef {import("./module.js").HotModule} HotModule */
/** @typedef {import("./module.js").HotDescription} HotDescription */
/** @typedef {{ key: string, site: Site, made: any, source: any, isInstance: boolean, args: unknown[] | null }} Declared */
/** @typedef {{ h?: [site: number, arg: number, fn: Function][], m?: Record<string, Function> }} End */

/** Of an evaluation that is over; nobody writes to them. @type {Map<any, any>} */
const NO_MAP = new Map();
/** @type {Set<any>} */
const NO_SET = new Set();
/** @type {HotDescription} */
const NOTHING = Object.freeze({ imports: [], exports: [], hash: "" });
/** Of what one place makes in a loop, so many have a key; the others are the app's alone, which may let go of them. */
const MANY = /#\d{4,}$/;

export class Stage {
    /** Keys of what the evaluation runs in now. @type {string[]} */
    #context = [];
    /** How often a site ran in a context. @type {Map<string, number>} */
    #runs = new Map();
    /** Keys that are not what the transform says. @type {Map<number, string>} */
    #renamed = new Map();

    /**
     * @param {HotModule} swap
     * @param {HotDescription} description
     * @param {import("../rows.js").Rows} sites
     * @param {number} generation
     */
    constructor(swap, description, sites, generation) {
        this.swap = swap;
        this.description = description;
        this.sites = sites;
        this.generation = generation;
        /** Of two evaluations the newer has the greater. */
        this.serial = 0;
        /** What an evaluation that failed has left behind is swapped as everything else is. */
        this.isFirst = !swap.isWhole && swap.tracks.size === 0 && swap.statements.size === 0;
        this.isOpen = true;
        this.isDropped = false;
        /** Waits for somebody to say yes. */
        this.isHeld = false;
        this.isApproved = false;
        this.rows = sites.known();
        matchKeys([...swap.known.values()], this.rows);
        this.rows.forEach(({ key, name }, index) => key !== name && this.#renamed.set(index, key));
        /** What was declared. @type {Map<string, Declared>} */
        this.declared = new Map();
        /** Variables of streams that were not there before. @type {Set<string>} */
        this.fresh = new Set();
        /** Of these something of another kind stood under their key: subjects that are streams now, and the other way round. @type {Map<string, Declared>} */
        this.replaced = new Map();
        /** Keys whose recipe was not evaluated. @type {Set<string>} */
        this.kept = new Set();
        /** Names that stand for a stream of another key. @type {Map<string, object>} */
        this.aliases = new Map();
        /** Those of streams that have none. @type {Map<import("./track.js").HotTrack, Site>} */
        this.named = new Map();
        /** @type {Map<string, import("./module.js").Recipe>} */
        this.recipes = new Map();
        /** @type {Map<string, { streams: object[], args: import("../args.js").Arg[] }>} */
        this.several = new Map();
        /** Functions of those that stay. @type {import("./align.js").Move[]} */
        this.moves = [];
        /** @type {Map<string, Function>} */
        this.makers = new Map();
        /** Keys of statements that ran. @type {Set<string>} */
        this.statements = new Set();
        /** @type {(import("./statements.js").Again | import("./statements.js").First | { key: string, hash: string, run: () => void })[]} */
        this.todo = [];
        /** Streams whose initialiser turned out to be none, by variable. @type {Set<string>} */
        this.plain = new Set();
        /** @type {Map<string, unknown>} */
        this.imports = new Map();
        /** How often the functions among them were changed. @type {Map<string, number>} */
        this.changes = new Map();
        /** @type {End} */
        this.end = {};
        this.readImports();
    }

    // ---- Imports -------------------------------------------------------------------------------------

    /** As far as the modules have come that they are from: those of a circle may not be there yet. */
    readImports() {
        for (const [name, read] of this.description.imports) {
            try {
                const value = read();
                this.imports.set(name, value);
                this.changes.set(name, changesOf(value));
            } catch {
                this.imports.delete(name);
            }
        }
    }

    /** Whether an import is not what it was. @param {number} dep */
    importChanged = (dep) => {
        const name = this.description.imports[dep]?.[0] ?? "", { imports } = this.swap;
        const isOther = !Object.is(imports.get(name), this.imports.get(name)) || this.swap.changes.get(name) !== this.changes.get(name);
        return imports.has(name) && this.imports.has(name) && isOther;
    };

    // ---- Keys ----------------------------------------------------------------------------------------

    /** What a site is called through all evaluations. @param {number} index */
    keyAt(index) {
        return this.#renamed.get(index) ?? this.sites.key(index);
    }

    /** The key of what a site makes now. @param {number} index */
    keyOf(index) {
        return this.keyFor(this.keyAt(index));
    }

    /** @param {string} name */
    keyFor(name) {
        const base = [...this.#context, name].join(" "), count = this.#runs.get(base) ?? 0;
        this.#runs.set(base, count + 1);
        return count === 0 ? base : `${base}#${count + 1}`;
    }

    /** @template T @param {string} key @param {() => T} run @returns {T} */
    within(key, run) {
        this.#context.push(key);
        try {
            return run();
        } finally {
            this.#context.pop();
        }
    }

    // ---- What is made --------------------------------------------------------------------------------

    /**
     * @param {string} key
     * @param {Site} site
     * @param {any} made
     * @param {any} source its definition
     * @param {unknown[] | null} args of a creator
     * @returns {any} what the module gets
     */
    declare(key, site, made, source, args) {
        if (MANY.test(key)) {
            return made;
        }
        const known = this.swap.tracks.get(key), owner = owners.get(made);
        if (owner !== undefined && owner !== known) {
            this.alias(key, site, owner);
            return made;
        }
        const declared = { key, site, made, source, isInstance: isInstance(made, source), args };
        if (known === undefined || known.object === made) {
            this.declared.set(key, declared);
            return made;
        }
        if (known.isInstance !== declared.isInstance) {
            return this.replace(declared);
        }
        this.declared.set(key, declared);
        return known.object;
    }

    /** Importers get what stands under the key now. @param {Declared} declared */
    replace(declared) {
        this.plain.add(declared.site.variable);
        this.replaced.set(declared.key, declared);
        return declared.made;
    }

    /** What is made beside an instance holds that: what was made elsewhere, and has no key, takes the place of the one before. @param {string} key @param {Site} site @param {any} made */
    declarePart(key, site, made) {
        const known = this.swap.tracks.get(key), source = sourceOf(made);
        const isOther = known !== undefined && known.isInstance && known.object !== made && !owners.has(made) && isInstance(made, source);
        return isOther ? this.replace({ key, site, made, source, isInstance: true, args: null }) : this.declare(key, site, made, source, null);
    }

    /** A name for a stream that has another key: in a function that made it, its track has no name of its own. @param {string} key @param {Site} site @param {import("./track.js").HotTrack} owner */
    alias(key, site, owner) {
        this.aliases.set(key, owner.object);
        if (site.isTrack && !owner.site.isTrack && this.swap.tracks.get(owner.key) === owner && !this.named.has(owner)) {
            this.named.set(owner, site);
        }
    }

    /** A recipe that is not evaluated again. @param {string} key @param {import("./module.js").Recipe} recipe @param {Site} site */
    keep(key, recipe, site) {
        this.recipes.set(key, recipe);
        this.kept.add(key);
        const owner = site.variable === "" ? undefined : owners.get(/** @type {object} */ (recipe.value));
        owner !== undefined && owner.key !== key && this.alias(key, site, owner);
    }

    /** An instance that stands under the key. @param {string} key @param {Site} site @param {unknown[]} args @returns {any} */
    instance(key, site, args) {
        const known = this.swap.tracks.get(key);
        if (known === undefined || !known.isInstance || known.site.name !== site.name || startsOver(site)) {
            return undefined;
        }
        this.declared.set(key, { key, site, made: known.object, source: null, isInstance: true, args });
        return known.object;
    }

    /** What was made is the module's now, or nobody's: browsers keep modules of before, and with them their sites and this. */
    letGo() {
        for (const map of [this.declared, this.replaced, this.recipes, this.makers, this.statements, this.kept, this.fresh, this.named]) {
            map.clear();
        }
        this.todo = [];
        this.moves = [];
        this.end = {};
    }

    /** It is over, and what it was told as well: functions of it that are called yet have what they need. */
    release() {
        this.letGo();
        this.declared = this.replaced = this.recipes = this.makers = this.named = this.#runs = NO_MAP;
        this.statements = this.kept = this.fresh = this.plain = NO_SET;
        this.imports = this.changes = this.aliases = this.several = NO_MAP; // the module has them
        this.rows = [];
        this.description = NOTHING;
        this.sites.end();
    }

    /** Keys that were evaluated, or did not have to be. @param {string} key */
    has(key) {
        return this.declared.has(key) || this.replaced.has(key) || this.kept.has(key) || this.aliases.has(key) || this.isWithinKept(key);
    }

    /** Whether it stands in a recipe that was not evaluated. @param {string} key */
    isWithinKept(key) {
        for (let at = key.indexOf(" "); at >= 0; at = key.indexOf(" ", at + 1)) {
            if (this.kept.has(key.slice(0, at))) {
                return true;
            }
        }
        return false;
    }
}

/** What a subject is called: its class. @param {object} object */
export function className(object) {
    return describe(object).name;
}
