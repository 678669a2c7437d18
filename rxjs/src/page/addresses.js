/**
 * addresses.js - which file stands behind an address of Vite's, and which files this page has asked for.
 */

/** @typedef {{ root: string, base: string }} Place root: Vite's, as it writes paths; base: what its addresses begin with */

/**
 * @param {string} path as Vite names a module, with the base or without: "/src/a.ts?t=1", "/@fs/elsewhere/b.ts"
 * @param {Place} place
 * @returns {string} the absolute path of its file
 */
export function fileOf(path, { root, base }) {
    const plain = decode(path.replace(/[?#].*$/s, ""));
    const below = base !== "/" && plain.startsWith(base) ? plain.slice(base.length - 1) : plain;
    if (below.startsWith("/@fs/")) {
        return below.slice(/^\/@fs\/[A-Za-z]:/.test(below) ? 5 : 4);
    }
    return below.startsWith(`${root}/`) ? below : `${root}${below.startsWith("/") ? "" : "/"}${below}`;
}

/** A file of which the user would say so. @param {string} file @param {Place} place */
export function nameOf(file, { root }) {
    return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}

/** @param {string} path */
function decode(path) {
    try {
        return decodeURI(path);
    } catch {
        return path;
    }
}

/**
 * The files that this page has asked the server for, whether they came or not.
 * @param {Place} place
 * @returns {{ has(file: string): boolean, last(file: string): string | undefined }} last: the address under which it was asked for last
 */
export function watchRequests(place) {
    /** @type {Map<string, string>} */
    const files = new Map();
    const add = (/** @type {PerformanceEntryList} */ entries) => entries.forEach((entry) => {
        const { name, initiatorType } = /** @type {PerformanceResourceTiming} */ (entry), { origin, pathname } = new URL(name);
        if (origin === location.origin && SCRIPT.test(pathname)) {
            const file = fileOf(pathname, place), isRead = initiatorType === "fetch" || initiatorType === "xmlhttprequest";
            files.set(file, isRead ? files.get(file) ?? "" : name);
        }
    });
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "resource", buffered: true });
    return {
        has(file) {
            add(observer.takeRecords());
            return files.has(file);
        },
        last(file) {
            add(observer.takeRecords());
            return files.get(file) || undefined;
        },
    };
}

const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|marko)$/;
