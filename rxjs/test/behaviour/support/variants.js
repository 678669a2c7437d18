/**
 * How a process is prepared before the scenarios are loaded:
 *
 * - bare: RxJS alone
 * - loaded: the hooks, nobody attached
 * - sites: and the scenarios' sources were transformed (see modules.js), nobody attached
 * - attached: an inspector that wants what every inspector gets
 * - everything: one that also watches whatever it hears of
 * - transformed: the same, and the sources were transformed
 * - detached: an inspector was there, watched, and went
 * - stuck: an inspector that never takes anything
 * - broken: a transport that throws, whatever it is given
 */
export const variants = ["loaded", "sites", "attached", "everything", "transformed", "detached", "stuck", "broken"];

/**
 * @param {string} variant
 * @param {string} rxjs the name under which this run's copy is installed
 * @returns {Promise<() => string[]>} whether inspection worked to the end, for a run that was meant to be inspected
 */
export async function prepare(variant, rxjs) {
    if (variant === "bare") return () => WORKED;
    const { hook, inspect, verdict } = await import("./inspector.js");
    for (const name of new Set([rxjs, "rxjs-7.4"])) hook(await import(name));
    if (variant !== "loaded" && variant !== "sites") await inspect(variant);
    return () => (variant === "broken" ? WORKED : verdict(variant));
}

const WORKED = ["inspection worked to the end"];

/** @param {string} variant */
export function isTransformed(variant) {
    return variant === "sites" || variant === "transformed";
}
