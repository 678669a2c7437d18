/**
 * Module hooks of the processes in which scenarios run (on their own thread): which copy of RxJS "rxjs" means, and
 * whether a scenario's source goes through the transform first.
 */
import { fileURLToPath } from "node:url";

/** @type {{ rxjs: string, transform: boolean, scenarios: string }} */
let options;

/** @param {typeof options} data */
export function initialize(data) {
    options = data;
}

/** @type {import("node:module").ResolveHook} */
export function resolve(specifier, context, next) {
    const other = /^rxjs(?=\/|$)/;
    return next(context.parentURL?.startsWith(options.scenarios) ? specifier.replace(other, options.rxjs) : specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
    const loaded = await next(url, context);
    if (!options.transform || !url.startsWith(options.scenarios) || loaded.format !== "module") return loaded;
    const { transform } = await import("../../../src/transform/index.js");
    const id = fileURLToPath(url);
    const written = transform(String(loaded.source), id, { root: fileURLToPath(options.scenarios), target: "esm" });
    return { ...loaded, source: written ? written.code : loaded.source };
}
