// The real inspector looks at a real program.
import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../serve/inspector.js";
import { App, needsRxscope } from "./app.js";

const SHOP = `
    import { Subject, interval, map } from "rxjs";
    export const clicks$ = new Subject();
    const doubled$ = interval(20).pipe(map((x) => x * 2));
    doubled$.subscribe((x) => clicks$.next(x));
    clicks$.subscribe(() => {});
    process.stdin.once("data", () => process.exit(6));`;

/** What `rxscope events` has printed so far. */
const events = (child) => child.output.split("\n").filter(Boolean).flatMap((line) => {
    try {
        return [JSON.parse(line)];
    } catch {
        return []; // not whole yet
    }
});
const sent = (child) => events(child).filter((event) => event.kind === "send-call");
const sends = (child) => sent(child).length;

async function shop(t) {
    const app = new App(t, { "shop.mjs": SHOP });
    const child = app.start(["shop.mjs", "--port", "80"]);
    (await app.attach("shop")).end();
    return { app, child };
}

test("rxscope ls shows the program, with its script and arguments", needsRxscope, async (t) => {
    const { app, child } = await shop(t);
    const { stdout, status } = app.rxscope("ls");
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^shop +${child.pid} +live +shop\\.mjs --port 80 +node `, "m"));
});

test("rxscope dump shows its streams by name", needsRxscope, async (t) => {
    const { app } = await shop(t);
    const { sources: [source] } = JSON.parse(app.rxscope("dump", "shop", "--json").stdout);
    assert.deepEqual(source.tracks.map((track) => track.key).sort(), ["shop.mjs:clicks$", "shop.mjs:doubled$"]);
});

test("rxscope ctl unsubscribes, and says what there is not", needsRxscope, async (t) => {
    const { app } = await shop(t);
    assert.equal(app.rxscope("ctl", "shop", "unsubscribe", "subscription#1").status, 0);
    const refused = app.rxscope("ctl", "shop", "unsubscribe", "subscription#999");
    assert.notEqual(refused.status, 0);
    assert.match(refused.stdout + refused.stderr, /subscription#999/);
});

test("two look at once: one is stopped for a while, one is killed, and a third sees it all", needsRxscope, async (t) => {
    const { app, child } = await shop(t);
    const [stopped, killed, third] = [1, 2, 3].map(() => app.startRxscope("events", "shop"));
    await until(() => [stopped, killed, third].every((one) => sends(one) > 10), "all are told");
    stopped.kill("SIGSTOP");
    killed.kill("SIGKILL");
    const before = sends(third);
    await until(() => sends(third) > before + 50, "the third goes on");
    stopped.kill("SIGCONT");
    child.stdin.write("end\n");
    await Promise.all([child.ended, stopped.ended, third.ended]);
    for (const one of [stopped, third]) {
        const last = events(one).at(-1);
        assert.deepEqual([last.kind, last.exit_status], ["source-end", 6]);
    }
    const [one, other] = [stopped, third].map(sent), both = Math.min(one.length, other.length); // one attached before
    assert.deepEqual(one.slice(-both), other.slice(-both), "neither has missed one");
});

test("one that stands still while a million values come is told of all of them", needsRxscope, async (t) => {
    const app = new App(t, { "flood.mjs": `
        import { Subject } from "rxjs";
        const flood$ = new Subject();
        flood$.subscribe(() => {});
        let round = 0;
        process.stdin.on("data", (text) => {
            if (String(text).includes("end")) process.exit(0);
            const timer = setInterval(() => {
                for (let i = 0; i < 20000; i++) flood$.next(i);
                if (++round === 50) { clearInterval(timer); console.log("flooded"); }
            }, 1);
        });` });
    const child = app.start();
    await app.socket("flood");
    const one = app.startRxscope("events", "flood");
    await until(() => events(one).some((event) => event.kind === "snapshot" && event.part === "end"), "it is attached");
    one.kill("SIGSTOP");
    child.stdin.write("go\n");
    await until(() => child.output.includes("flooded"), "the program went on");
    one.kill("SIGCONT");
    const { sources: [{ subscriptions: [subscription] }] } = JSON.parse(app.rxscope("dump", "flood", "--json").stdout);
    assert.equal(subscription.next, 1_000_000);
    child.stdin.write("end\n");
    await Promise.all([child.ended, one.ended]);
    assert.equal(events(one).at(-1).kind, "source-end");
});
