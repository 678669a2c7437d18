/**
 * proxies.js - knowing proxies in a page, for apps that ask for it.
 *
 * Where no function tells a proxy, the only way is to see it being made. rememberProxies() puts a Proxy of `Proxy` in
 * place of the global one, which notes what it makes in a WeakSet and is otherwise the same, down to its name
 * (printed, it is a function without one). That costs each new proxy some hundred nanoseconds, so it is not done
 * unasked. Proxies that were made before, or in another frame, are not known.
 */
import { useProxyTest } from "./own.js";

/**
 * From now on every proxy made with `scope.Proxy` is known and left alone.
 * @param {{ Proxy: ProxyConstructor }} [scope]
 * @returns {() => void} undoes it
 */
export function rememberProxies(scope = globalThis) {
    const Original = scope.Proxy, { construct, apply } = Reflect;
    /** @type {WeakSet<object>} */
    const seen = new WeakSet();
    const revocable = new Original(Original.revocable, {
        apply(target, self, args) {
            const made = apply(target, self, args);
            seen.add(made.proxy);
            return made;
        },
    });
    scope.Proxy = new Original(Original, {
        construct(target, args, newTarget) {
            const made = construct(target, args, newTarget);
            seen.add(made);
            return made;
        },
        get(target, key, receiver) {
            return key === "revocable" ? revocable : Reflect.get(target, key, receiver);
        },
    });
    useProxyTest(value => seen.has(/** @type {object} */ (value)));
    return () => {
        scope.Proxy = Original;
        useProxyTest(undefined);
    };
}
