/** Run with --expose-gc: an observable that nobody holds any more goes, with all that the runtime knows of it. */
import * as rxjs from "rxjs";
import { runtime } from "../../../src/runtime/index.js";
import { attach, flush, until } from "./inspector.js";

runtime.adopt(rxjs);
const seen = attach({ after() {} });

function leak() {
    const source = new rxjs.Subject();
    source.pipe(rxjs.map(x => x)).subscribe();
    return new WeakRef(source);
}

const source = leak();
flush();
if (seen.all("subscription").length !== 2) {
    throw new Error("it is not told");
}
await until(() => {
    globalThis.gc();
    flush();
    return source.deref() === undefined && seen.all("subscription").length === 0;
}, "it is still there");
console.log("collected, and told");
process.exit(0);
