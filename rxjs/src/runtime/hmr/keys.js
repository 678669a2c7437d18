/**
 * keys.js - which site of a new evaluation is which of the one before. A key stays with what it names: a stream whose variable
 * was renamed is found by its hash, and so is a subscribe above which another was inserted.
 */

/** @typedef {import("../sites.js").HotRow} HotRow */
/** @typedef {{ key: string, name: string, kind: string, hash: string }} Known `key` for good, `name` as the transform has it now */

const STATEMENTS = "sc";
/** One variable may be a creator's stream now and a pipe's the next time. */
const STREAMS = "kpx";

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
                    made.key = old.key;
                    made.name !== old.name && this.renames.set(old.name, made.name);
                    this.old.delete(old);
                    this.made.delete(made);
                    break;
                }
            }
        }
    }
}

/**
 * @param {Known[]} old
 * @param {Known[]} made gets the keys that go on
 */
export function matchKeys(old, made) {
    const isStatement = (/** @type {Known} */ { kind }) => STATEMENTS.includes(kind);
    const rest = new Matching(old.filter(row => !isStatement(row)), made.filter(row => !isStatement(row)));
    rest.pass((a, b) => a.name === b.name && a.kind === b.kind && !isPart(a));
    rest.pass((a, b) => isPart(a) && a.hash !== "" && a.hash === b.hash && a.kind === b.kind && groupOf(a) === groupOf(b));
    rest.pass((a, b) => a.name === b.name && a.kind === b.kind);
    rest.pass((a, b) => a.name === b.name && isStream(a) && isStream(b));
    rest.pass((a, b) => a.hash !== "" && a.hash === b.hash && a.kind === b.kind);
    const statements = new Matching(old.filter(isStatement), made.filter(isStatement));
    statements.pass((a, b) => groupOf(a) === groupOf(b) && a.hash === b.hash && a.kind === b.kind);
    statements.pass((a, b) => a.hash !== "" && a.hash === b.hash && a.kind === b.kind);
    statements.pass((a, b) => nameNow(a, rest.renames) === b.name && a.kind === b.kind);
    const fresh = new Set([...rest.made, ...statements.made]);
    const taken = new Set(made.filter(row => !fresh.has(row)).map(({ key }) => key));
    for (const row of fresh) {
        row.key = free(row.name, taken);
        taken.add(row.key);
    }
}

/** @param {Known} row */
function isStream({ kind }) {
    return STREAMS.includes(kind);
}

/** Whether it has no variable of its own: it is one of those of a kind in its owner. @param {Known} row */
function isPart({ name }) {
    return name.includes("/");
}

/** @param {Known} row */
function groupOf({ name }) {
    return name.replace(/~\d+$/, "");
}

/** The name of a statement on a stream that may be called otherwise now. @param {Known} row @param {Map<string, string>} renames */
function nameNow({ name }, renames) {
    const at = name.lastIndexOf("/"), owner = renames.get(name.slice(0, at));
    return owner === undefined ? name : owner + name.slice(at);
}

/** @param {string} name @param {Set<string>} taken */
function free(name, taken) {
    let key = name;
    while (taken.has(key)) {
        key += "'";
    }
    return key;
}
