/**
 * oldcode.js - callbacks in functions. Those that close over nothing of their activation have a cell with the newest; of the
 * others the living ones run on as they are, and their subscriptions have the tag "old code" until they end.
 */
import { FunctionArg } from "../args.js";
import { Creator, Fun, Operator, outputOf } from "../definitions.js";
import { ownSource } from "../externals.js";
import { LIVES, childrenOf, flags, top } from "../slots.js";
import { returnsStream } from "./probation.js";
import { tagOld } from "./report.js";
import { subscribersOf } from "./living.js";

/** @typedef {import("../rows.js").Rows} Rows */
/** @typedef {import("./stage.js").Stage} Stage */

/** The newest hoisted callbacks. @param {Stage} stage */
export function commitCells({ swap, end, rows, sites, isFirst, importChanged }) {
    for (const [index, arg, fn] of end.h ?? []) {
        const site = sites.site(index), cell = swap.cells.at(rows[index].key, `$args.${site[5][arg][0]}`), hot = sites.hot(index)?.[4][arg] ?? null;
        if (!isFirst) {
            const isChanged = cell.hash !== hot?.[0] || hot[1].some(importChanged);
            cell.trial ??= isChanged ? { fn: cell.fn, place: cell.current, operator: site[1], track: null, before: 0, version: 0 } : null;
            cell.fn = fn;
        }
        cell.hash = hot?.[0] ?? "";
        cell.current = /** @type {any} */ ({ hot });
    }
    if (!isFirst) {
        markOld(swap.module, sites, new Map(rows.map(({ name }, i) => [name, i])));
    }
}

/** @param {import("../sites.js").Module} module @param {Rows} rows those of now @param {Map<string, number>} names where they are */
function markOld(module, rows, names) {
    for (let slot = 1; slot < top; slot++) {
        const source = flags[slot] & LIVES ? ownSource(slot) : null;
        const unit = source instanceof Operator ? source.fun : source instanceof Creator ? source : null;
        if (unit !== null && unit.site.module === module && unit.site.scope !== "" && unit.args.some(arg => isOld(arg, unit.site, rows, names))) {
            tagOld(slot);
        }
    }
}

/** @param {import("../args.js").Arg} arg @param {import("../sites.js").Site} site @param {Rows} rows @param {Map<string, number>} names */
function isOld(arg, site, rows, names) {
    if (!(arg instanceof FunctionArg) || arg.cell !== null || arg.place.hot === null || site.hot === null) {
        return false;
    }
    const at = site.args.indexOf(arg.place), now = rows.hot(names.get(site.hot[0]) ?? -1)?.[4][at];
    return at >= 0 && (now === undefined || now[0] !== arg.current.hot?.[0]);
}

/**
 * Streams that an operator's function has made before it was moved live on: what they send is the earlier version's.
 * @param {import("./align.js").Move[]} moves
 */
export function markInner(moves) {
    for (const { to, changed } of moves) {
        const operator = changed && to.owner instanceof Fun ? to.owner.operator : null;
        if (operator !== null && returnsStream(to.owner?.site.name ?? "", to.place.path)) {
            subscribersOf(operator).forEach(({ slot }) => innerOf(slot, operator).forEach(tagOld));
        }
    }
}

/** @param {number} slot of who is subscribed to an operator @param {Operator} operator */
function innerOf(slot, operator) {
    return childrenOf(slot).filter(child => ownSource(child) !== operator.source && ownSource(child) !== outputOf(operator));
}
