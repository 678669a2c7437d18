/** Subscriptions that a framework keeps behind a proxy: Vue does it with what a component has in its data. */
import assert from "node:assert/strict";
import test from "node:test";
import * as rxjs from "rxjs";
import { BehaviorSubject, Subject, finalize, map, merge, share } from "rxjs";
import { reactive } from "vue";
import { runtime } from "../../src/runtime/index.js";
import { living } from "../../src/runtime/slots.js";
import { checkSlots } from "../hmr/support/app.js";
import { attach, flush, until } from "./support/inspector.js";

runtime.adopt(rxjs);

/** @type {Record<string, (source: Subject<number>) => import("rxjs").Observable<number>>} */
const STREAMS = {
    "a subject": (source) => source,
    "a subject's observable": (source) => source.asObservable(),
    "a chain": (source) => source.pipe(map((x) => x + 1), finalize(() => {})),
    "a chain with a part that is shared": (source) => source.pipe(share(), map((x) => x + 1)),
    "several sources": (source) => merge(source, source.pipe(map((x) => x)), new BehaviorSubject(1)),
};

for (const isWatched of [false, true]) {
    for (const [what, make] of Object.entries(STREAMS)) {
        test(`${what}: unsubscribed by a proxy, ${isWatched ? "while somebody reads" : "unwatched"}`, async (t) => {
            const seen = isWatched ? attach(t) : null, before = living;
            const source = new Subject(), other = source.subscribe();
            const data = reactive({ subscription: /** @type {any} */ (null) });
            data.subscription = make(/** @type {Subject<number>} */ (source)).subscribe();
            assert.ok(living > before + 1);
            data.subscription.unsubscribe();
            assert.equal(source.observers.length, 1, "the app's own, whatever we see of it");
            await until(() => living === before + 1);
            checkSlots();
            assert.equal(other.closed, false);
            if (seen !== null) {
                flush();
                assert.equal(seen.all("subscription").length, 1);
            }
            other.unsubscribe();
            assert.equal(living, before);
        });
    }
}

test("a subject behind a proxy is subscribed to, sends, and completes as without us", async () => {
    const before = living, data = reactive({ state: new BehaviorSubject(1) }), values = /** @type {unknown[]} */ ([]);
    data.state.pipe(map((x) => x * 2)).subscribe({ next: (x) => values.push(x), complete: () => values.push("end") });
    data.state.next(2);
    data.state.complete();
    assert.deepEqual(values, [2, 4, "end"]);
    await until(() => living === before);
    checkSlots();
});
