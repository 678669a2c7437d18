/**
 * values - previews of values: short, safe, bounded.
 *
 * An app hands all sorts of things through its streams, and looking at them must not change what it does. So a
 * preview
 *  - reads own data properties and internal slots only. Getters, toString, toJSON, inspect, Symbol.toStringTag and
 *    iterators of the app are not run, prototypes are asked for the name of their class only;
 *  - costs microseconds for any size: few elements, few keys, no long string is flattened; see properties.js for the
 *    one thing that cannot be had in parts, the keys of a huge object;
 *  - hides what looks like a secret (mask.js);
 *  - never throws.
 *
 * Proxies. In Node they are told apart and shown as `Proxy(Object)`; none of their traps runs. In a page no function
 * tells a proxy without running a trap. There the traps getPrototypeOf, ownKeys and getOwnPropertyDescriptor may run
 * while values are being recorded, in this order and no others: not get, not has. What that means:
 *  - Immer drafts, valtio, Comlink, proxies that only have get or set: nothing notices.
 *  - Vue and MobX count ownKeys as reading the list of keys (not the values). An effect, computed or reaction that emits
 *    its own reactive object *while it runs* then depends on that object's keys as well. `rememberProxies()` avoids
 *    it; see proxies.js.
 *  - A revoked proxy, or a trap that throws: the preview says "(throws when looked at)".
 */
export { preview, previewOptions, maskText } from "./preview.js";
export { makeMask, MASKED } from "./mask.js";
export { useProxyTest } from "./own.js";
export { rememberProxies } from "./proxies.js";
