/**
 * fault.js - the inspector's own errors. The app never sees them: the first is reported to the readers, and inspection
 * switches itself off.
 */
import { hot } from "./hot.js";

/** @type {(text: string) => void} */
let report = () => {};

/** @param {(text: string) => void} to */
export function onFault(to) {
    report = to;
}

/** @param {unknown} error */
export function fault(error) {
    if (hot.off) {
        return;
    }
    hot.off = true;
    hot.tracing = false;
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    report(`rxscope has switched itself off, since it failed itself; please report this: ${text}`);
}
