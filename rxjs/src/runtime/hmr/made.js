/**
 * made.js - streams that an exported function made before its code was changed. Its callbacks that close over nothing are swapped
 * in them as well; what else it says counts for its next call, and nobody calls it again because it was saved. That is told.
 */
import { Creator, Operator } from "../definitions.js";
import { FunctionArg } from "../args.js";
import { hotModules } from "./module.js";

/** @typedef {import("./keys.js").Known} Known */

/**
 * @param {import("./stage.js").Stage} stage that is committed
 * @param {Map<string, Known>} known what stood there before, by key
 * @returns {string[]} for people
 */
export function madeBefore({ swap, rows }, known) {
    const lines = [];
    for (const { key, name, kind, hash } of rows) {
        const before = known.get(key);
        if (kind === "m" && before !== undefined && before.hash !== hash) {
            const made = tracksOf(swap.module, name, changedIn(rows, known, `${name}/`));
            made.length > 0 && lines.push(`${made.join(", ")} run${made.length === 1 ? "s" : ""} on as ${name} made ${made.length === 1 ? "it" : "them"}, until what calls it is saved`);
        }
    }
    return lines;
}

/**
 * @param {Known[]} rows
 * @param {Map<string, Known>} known
 * @param {string} within
 * @returns {Set<string> | null} names of creators and operators that say something else; null: it is not they, or not only
 */
function changedIn(rows, known, within) {
    const made = rows.filter(({ key, kind }) => key.startsWith(within) && "kno".includes(kind));
    const old = [...known.values()].filter(({ key, kind }) => key.startsWith(within) && "kno".includes(kind));
    const changed = made.filter(({ key, hash }) => known.get(key)?.hash !== hash);
    const isOther = old.length !== made.length || changed.length === 0 || changed.some(({ key }) => !known.has(key));
    return isOther ? null : new Set(changed.map(({ name }) => name));
}

/**
 * @param {import("../sites.js").Module} module
 * @param {string} maker
 * @param {Set<string> | null} changed
 */
function tracksOf(module, maker, changed) {
    const found = [];
    for (const { module: owner, tracks } of hotModules.values()) {
        for (const { key, orphan, running } of tracks.values()) {
            const units = orphan || running === null ? [] : [running.definition, ...running.links.map(({ link }) => link.operator)];
            units.some((unit) => isOld(unit, module, maker, changed)) && found.push(owner === module ? key : `${key} in ${owner.name}`);
        }
    }
    return found;
}

/**
 * @param {import("../definitions.js").Source} unit
 * @param {import("../sites.js").Module} module
 * @param {string} maker
 * @param {Set<string> | null} changed
 */
function isOld(unit, module, maker, changed) {
    const made = unit instanceof Operator ? unit.fun : unit instanceof Creator ? unit : null;
    if (made === null || made.site.module !== module || made.site.scope.split("/")[0] !== maker) {
        return false;
    }
    const functions = made.args.filter((arg) => arg instanceof FunctionArg);
    return changed === null || (functions.length > 0 ? functions.some(({ cell }) => cell === null) : changed.has(made.site.hot?.[0] ?? ""));
}
