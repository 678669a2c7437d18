/**
 * reached.js - what an expression reaches through imports is a part of what it says. The transform leaves streams out of its
 * hashes, since they swap by themselves; but a stream that came from this module and comes from another one now, or the
 * other way round, is another stream under the same name.
 */

/** @typedef {import("./module.js").HotDescription} HotDescription */

/** @param {HotDescription} description @returns {HotDescription} the same, whose hashes say which imports they reach */
export function withImports(description) {
    const { sites, imports } = description;
    /** @param {string} hash @param {number[]} deps */
    const say = (hash, deps) => deps.length === 0 ? hash : `${hash} ${deps.map(dep => imports[dep]?.[0]).sort().join()}`;
    return imports.length === 0 ? description : {
        ...description,
        sites: sites.map(([key, hash, deps, flags, args]) => [key, say(hash, deps), deps, flags, args.map(([text, reached, bits]) => [say(text, reached), reached, bits])]),
    };
}
