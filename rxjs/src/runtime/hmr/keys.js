/**
 * keys.js - which site of a new evaluation is which of the one before. A key stays with what it names. That is what has the same
 * name, unless another one now says, word for word, what it said, and it says something else itself:
 *
 *   a$ = X, b$ = Y            b$ = X, a$ = Y           they have changed names
 *   a$ = X, b$ = Y            b$ = X, c$ = Y           a$ is called b$ now, and b$ c$
 *   a$ = X                    b$ = X, a$ = Z           a$ is called b$ now, and a$ is new: Z has no operator in common with X
 *   a$ = X                    b$ = X, a$ = X'          b$ is a copy of a$, which was edited
 *
 * A subscribe above which another was inserted is found by its hash, too.
 */

/** @typedef {import("../sites.js").HotRow} HotRow */
/** @typedef {{ key: string, name: string, kind: string, hash: string, maker: string, gone?: boolean }} Known `key` for good, `name` as the transform has it now; maker: the creator or class; gone: it is not in the source */

const STATEMENTS = "sc";
/** One variable may be a creator's stream now and a pipe's the next time. */
const STREAMS = "kpx";
/** What rxjs has made. */
const RXJS = "kno";
/** What a pipe has as its maker. */
const PIPE = "pipe";
/** What has a track. */
const TRACKED = "kpxn";

class Matching {
    /** @param {Known[]} old @param {Known[]} made */
    constructor(old, made) {
        this.old = new Set(old);
        this.made = new Set(made);
        /** What is called otherwise now: old names and new ones. @type {Map<string, string>} */
        this.renames = new Map();
    }

    /** @param {(old: Known, made: Known) => boolean} isSame */
    pass(isSame) {
        for (const made of this.made) {
            for (const old of this.old) {
                if (isSame(old, made)) {
                    this.join(old, made);
                    break;
                }
            }
        }
    }

    /** @param {Known} old @param {Known} made */
    join(old, made) {
        made.key = old.key;
        made.name !== old.name && this.renames.set(old.name, made.name);
        this.old.delete(old);
        this.made.delete(made);
    }
}

/** Streams that are called otherwise now, of those whose names say something else. */
class Moves {
    /** @type {Map<Known, Known>} */
    pairs = new Map();

    /** @param {Known[]} old all of them @param {Known[]} made @param {Matching} rest what is left of both */
    constructor(old, made, rest) {
        this.oldParts = partsOf(old);
        this.madeParts = partsOf(made);
        this.olds = byName(rest.old);
        this.mades = byName(rest.made);
        const mades = byHash(rest.made);
        for (const [hash, [from, ...others]] of byHash(rest.old)) {
            const [to, ...more] = mades.get(hash) ?? [];
            if (to !== undefined && others.length + more.length === 0 && to.kind === from.kind) {
                this.pairs.set(from, to);
            }
        }
        while ([...this.pairs].some(([from, to]) => !this.#holds(from, to) && this.pairs.delete(from))) {
            // one that stays may keep another one from going
        }
    }

    /** @param {Known} from @param {Known} to */
    #holds(from, to) {
        const left = this.mades.get(from.name), there = this.olds.get(to.name), taken = new Set(this.pairs.values());
        return (left === undefined || taken.has(left) || this.#isUnlike(from, left)) &&
            (there === undefined || there.gone === true || this.pairs.has(there) || this.#isUnlike(there, to));
    }

    /** Whether they are made of nothing alike: then nobody would say that one was edited. @param {Known} old @param {Known} made */
    #isUnlike(old, made) {
        const parts = new Set(this.oldParts.get(old.name) ?? []), isOther = old.maker !== made.maker || made.maker === PIPE;
        return isOther && !(this.madeParts.get(made.name) ?? []).some(part => parts.has(part));
    }
}

/** Of streams, the creators and operators of rxjs that stand in them. @param {Known[]} rows @returns {Map<string, string[]>} */
function partsOf(rows) {
    const parts = new Map();
    for (const { name, kind } of rows) {
        const [owner, part] = name.split("/");
        part !== undefined && RXJS.includes(kind) && parts.set(owner, [...parts.get(owner) ?? [], part.replace(/~\d+$/, "")]);
    }
    return parts;
}

/** @param {Known} row */
function isTracked({ name, kind }) {
    return TRACKED.includes(kind) && !name.includes("/");
}

/** @param {Iterable<Known>} rows */
function byName(rows) {
    return new Map([...rows].filter(isTracked).map(row => [row.name, row]));
}

/** @param {Iterable<Known>} rows @returns {Map<string, Known[]>} */
function byHash(rows) {
    const found = new Map();
    for (const row of [...rows].filter(row => isTracked(row) && row.hash !== "")) {
        found.set(row.hash, [...found.get(row.hash) ?? [], row]);
    }
    return found;
}

/**
 * @param {Known[]} old
 * @param {Known[]} made gets the keys that go on
 */
export function matchKeys(old, made) {
    const isStatement = (/** @type {Known} */ { kind }) => STATEMENTS.includes(kind);
    const rest = new Matching(old.filter(row => !isStatement(row)), made.filter(row => !isStatement(row)));
    rest.pass((a, b) => a.name === b.name && a.kind === b.kind && a.hash === b.hash && !isPart(a));
    const { pairs } = new Moves(old, made, rest);
    pairs.forEach((to, from) => rest.join(from, to));
    const moved = withMembers(rest.renames), taken = new Set(moved.values());
    // Once a row: each pass looks at every row beside every other one.
    const places = new Map(old.map(row => [row, isPart(row) ? nowAt(row.name, moved, taken) : row.name]));
    const groups = new Map([...old.map(row => pairOf(row, groupOf(places.get(row) ?? ""))), ...made.map(row => pairOf(row, groupOf(row.name)))]);
    const placeOf = (/** @type {Known} */ row) => places.get(row);
    rest.pass((a, b) => a.kind === b.kind && placeOf(a) === b.name && !isPart(a));
    rest.pass((a, b) => a.hash === b.hash && a.hash !== "" && a.kind === b.kind && isPart(a) && groups.get(a) === groups.get(b));
    rest.pass((a, b) => placeOf(a) === b.name && a.kind === b.kind);
    rest.pass((a, b) => a.name === b.name && isStream(a) && isStream(b) && !isPart(a));
    rest.pass((a, b) => a.hash !== "" && a.hash === b.hash && a.kind === b.kind);
    const statements = new Matching(old.filter(isStatement), made.filter(isStatement));
    statements.pass((a, b) => moved.has(ownerOf(a)) && nowAt(a.name, moved, taken) === b.name && a.kind === b.kind);
    statements.pass((a, b) => groupOf(a.name) === groupOf(b.name) && a.hash === b.hash && a.kind === b.kind);
    statements.pass((a, b) => a.hash !== "" && a.hash === b.hash && a.kind === b.kind);
    statements.pass((a, b) => nowAt(a.name, rest.renames, new Set()) === b.name && a.kind === b.kind);
    const fresh = new Set([...rest.made, ...statements.made]);
    const keys = new Set(made.filter(row => !fresh.has(row)).map(({ key }) => key));
    for (const row of fresh) {
        row.key = free(row.name, keys);
        keys.add(row.key);
    }
}

/** @param {Known} row @param {string} group @returns {[Known, string]} */
function pairOf(row, group) {
    return [row, group];
}

/** @param {Known} row */
function isStream({ kind }) {
    return STREAMS.includes(kind);
}

/** Whether it has no variable of its own: it is one of those of a kind in its owner. @param {Known} row */
function isPart({ name }) {
    return name.includes("/");
}

/** @param {string} name */
function groupOf(name) {
    return name.replace(/~\d+$/, "");
}

/** The stream that a statement or part belongs to. @param {Known} row */
function ownerOf({ name }) {
    return name.split("/")[0];
}

/** The name of what belongs to a stream that may be called otherwise now; "": another stream has taken its name. @param {string} name @param {Map<string, string>} renames @param {Set<string>} taken */
function nowAt(name, renames, taken) {
    const [owner, ...rest] = name.split("/"), now = renames.get(owner);
    return now !== undefined ? [now, ...rest].join("/") : taken.has(owner) ? "" : name;
}

/** A statement on a member is called after the member alone. @param {Map<string, string>} renames */
function withMembers(renames) {
    const short = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
    return new Map([...[...renames].map(names => /** @type {[string, string]} */ (names.map(short))), ...renames]);
}

/** @param {string} name @param {Set<string>} taken */
function free(name, taken) {
    let key = name;
    while (taken.has(key)) {
        key += "'";
    }
    return key;
}
