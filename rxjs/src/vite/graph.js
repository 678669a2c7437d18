/**
 * graph.js - which modules an update reaches: Vite's own walk from a saved module up to those that accept it, of which
 * Vite says nothing to plugins.
 */

/**
 * What Vite's nodes have in all its versions.
 * @typedef {object} Node
 * @property {string | null} id
 * @property {string | null} file
 * @property {string} url
 * @property {boolean} [isSelfAccepting]
 * @property {number} [lastHMRTimestamp]
 * @property {Set<Node>} importers
 * @property {Set<Node>} [importedModules]
 * @property {Set<Node>} acceptedHmrDeps
 * @property {Set<string> | null} acceptedHmrExports
 */

/**
 * @param {Node} saved
 * @returns {{ reached: Set<Node>, ends: boolean }} reached: what runs anew, the saved one first; ends: it comes to a module
 *     that nothing imports, so Vite loads the page anew
 */
export function reach(saved) {
    const reached = new Set([saved]);
    let ends = false;
    for (const node of reached) {
        if (node.isSelfAccepting) {
            continue;
        }
        ends ||= node.importers.size === 0 && !node.acceptedHmrExports;
        for (const importer of node.importers) {
            if (!importer.acceptedHmrDeps.has(node)) {
                reached.add(importer);
            }
        }
    }
    return { reached, ends };
}

/** @param {Iterable<Node>} nodes @returns {Set<Node>} these, and all that they import */
export function within(nodes) {
    const found = new Set(nodes);
    for (const node of found) {
        node.importedModules?.forEach((next) => found.add(next));
    }
    return found;
}

/** @param {Node} node @returns {Set<Node>} all that import it, and what imports these; the nearest first */
export function importersOf(node) {
    const found = new Set(node.importers);
    for (const importer of found) {
        importer.importers.forEach((next) => found.add(next));
    }
    found.delete(node);
    return found;
}
