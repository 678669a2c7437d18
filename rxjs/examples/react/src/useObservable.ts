import { useMemo, useSyncExternalStore } from "react";
import type { Observable } from "rxjs";

/** The newest value of a stream, which is subscribed for as long as the component is on the page. */
export function useObservable<T>(source$: Observable<T>, initial: T): T {
    const store = useMemo(() => {
        let current = initial;
        return {
            current: () => current,
            subscribe(changed: () => void) {
                const subscription = source$.subscribe((value) => {
                    current = value;
                    changed();
                });
                return () => subscription.unsubscribe();
            },
        };
    }, [source$]);
    return useSyncExternalStore(store.subscribe, store.current);
}
