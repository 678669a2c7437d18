/** Run with --expose-gc: a function that starts the next stream from within the last one, for ever. */
import * as rxjs from "rxjs";
import { runtime } from "../../../src/runtime/index.js";
import { DefinitionStamp } from "../../../src/runtime/stamp.js";
import { until } from "./inspector.js";

runtime.adopt(rxjs);
const $ = runtime.module({ name: "a.js", file: "/a.js", sites: JSON.stringify([
    ["k", "of", 1, "", "poll", []], ["o", "tap", 1, "", "poll", [["0", 0, "poll"]]], ["p", "", 1, "", "poll", []],
]) });
/** @type {(() => void) | null} */
let again = null;

/** @returns {WeakRef<object>} what is known of the stream */
function poll() {
    const source = $.k(0, rxjs.of, 1), known = new WeakRef(DefinitionStamp.get(source));
    $.p(2, source, $.o(1, rxjs.tap, () => again?.())).subscribe();
    return known;
}

/** The next one is made in a call of the last one's function. */
function chain() {
    let left = 10;
    again = () => left-- > 0 && poll();
    return poll();
}

/** The last one stays, as the newest of a chain does. */
let newest;
again = () => { newest = $.k(0, rxjs.of, 2); };
const first = poll();
again = null;
await until(() => {
    globalThis.gc();
    return first.deref() === undefined;
}, "the newest keeps what made it");
console.log(chain() && newest ? "free" : "");
process.exit(0);
