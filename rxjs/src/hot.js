/**
 * hot.js - `rxscope/hot`: tracking by hand, where the plugin does not read the source (generated code, another language that
 * compiles to JavaScript), or where somebody wants to say it.
 *
 *     import { tracker } from "rxscope/hot";
 *     const __$ = tracker(import.meta);
 *     import.meta.hot?.accept(__$.accept);
 *     export const load$ = __$("load$", $ => ticks$.pipe($("map", map($("double", x => x * 2)))));
 *     __$.sub("print", () => load$.subscribe(print));
 *     __$.end();
 *
 * Without the inspector (a production build, a test) all of it does nothing: values are handed through.
 */

/** @typedef {import("./runtime/hmr/byhand.js").Part} Part */
/** @typedef {import("./runtime/hmr/byhand.js").Tracking} Tracking */
/** @typedef {(<T>(name: string, build: ($: Part) => T) => T) & Tracking} Tracker */

/** @type {Part} */
const asIs = (_, value) => value;

/** @returns {Tracker} */
function passing() {
    const track = (/** @type {string} */ _, /** @type {($: Part) => any} */ build) => build(asIs);
    return Object.assign(/** @type {any} */ (track), { sub: (/** @type {string} */ _, /** @type {() => any} */ run) => run(), end() {}, accept() {} });
}

/**
 * One evaluation of a module.
 * @param {{ url: string }} meta the module's `import.meta`
 * @param {string} [name] as which it is shown; default: the end of its path
 * @returns {Tracker}
 */
export function tracker(meta, name) {
    const runtime = /** @type {any} */ (globalThis)[Symbol.for("rxscope")];
    return runtime?.hmr?.tracker?.(meta.url, name) ?? passing();
}
