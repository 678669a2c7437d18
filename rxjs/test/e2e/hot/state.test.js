/* A saved module in a real page: what goes on, as the app's own subscribers and the inspector see it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hotLab, noHotPages } from "../../support/hot.js";

const skip = noHotPages();
const lab = hotLab();

/** How often the source of `input.js` was subscribed to, and left. @param {{ counts(): Promise<Record<string, number>> }} app */
const subscribes = async (app) => {
    const { subscribe = 0, unsubscribe = 0 } = await app.counts();
    return [subscribe, unsubscribe];
};

test("a function is edited: the next value runs through it, nothing is subscribed again", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const tens$ = source$.pipe(map((x) => x * 10));
            tens$.subscribe(seen);`,
    });
    await app.listen();
    assert.deepEqual(await app.gets(1), [10]);
    await app.edit("a.js", "x * 10", "x * 100");
    assert.deepEqual(await app.gets(2), [200]);
    assert.deepEqual(await subscribes(app), [1, 0]);
    await app.tells(/moved map \(x\) => x \* 100/);
    const track = await app.track("tens$");
    assert.deepEqual([track.version, track.newest, track.state], [2, 2, "live"]);
    await app.isWell();
});

test("scan keeps its accumulator when its function is edited, and starts over alone when its seed is", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { source$ } from "./input.js";
            export const sums$ = source$.pipe(map((x, i) => [x, i]), scan(([sum], [x, i]) => [sum + x, i], [0]));
            sums$.subscribe(seen);`,
    });
    await app.listen();
    assert.deepEqual(await app.gets(1, 2), [[1, 0], [3, 1]]);
    await app.edit("a.js", "sum + x", "sum * x");
    assert.deepEqual(await app.gets(4), [[12, 2]]);
    await app.tells(/kept map .*; moved scan/);
    await app.edit("a.js", "[0])", "[7])");
    assert.deepEqual(await app.gets(2), [[14, 3]]);
    await app.tells(/kept map .*; reset scan/);
    assert.deepEqual(await subscribes(app), [1, 0]);
    assert.equal((await app.track("sums$")).version, 3);
    await app.isWell();
});

test("an interval goes on in its beat and counts on when the map behind it is edited", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `export const beat$ = interval(200).pipe(map((n) => ["old", n, performance.now()]));
            beat$.subscribe(seen);`,
    });
    const before = await app.sees(([tag, n]) => n === 2);
    await app.edit("a.js", "old", "new");
    const all = [...before, ...await app.sees(([tag, n]) => tag === "new" && n >= 6)];
    assert.deepEqual(all.map(([, n]) => n), all.map((_, i) => i));
    assert.deepEqual([...new Set(all.map(([tag]) => tag))], ["old", "new"]);
    const phases = all.map(([, n, at]) => at - all[0][2] - n * 200);
    assert.ok(phases.every((ms) => ms > -100 && ms < 190), `off its beat: ${phases.map(Math.round)}`);
    await app.isWell();
});

test("a plain value is edited: who subscribed in another module stays, and the terminal says what was made anew", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { late$, few$ } from "./a.js";
            late$.subscribe((x) => seen("late", x));
            few$.subscribe({ next: (x) => seen("few", x), complete: () => seen("few", "complete") });`,
        "a.js": `import { source$ } from "./input.js";
            export const late$ = source$.pipe(debounceTime(20), map((x) => x + 1));
            export const few$ = source$.pipe(take(3));`,
    });
    const terminal = app.terminal();
    await terminal.shows(/debounceTime +20 /);
    await app.send(1);
    await app.sees(([who, x]) => who === "late" && x === 2);
    await app.edit("a.js", "debounceTime(20)", "debounceTime(30)");
    await app.edit("a.js", "take(3)", "take(2)");
    const fives = await app.gets(5), few = ([who]) => who === "few", late = ([who, x]) => who === "late" && x === 6;
    assert.deepEqual(fives.filter(few), [["few", 5]]);
    fives.some(late) || await app.sees(late); /* where the machine is slow it has come meanwhile */
    assert.deepEqual((await app.gets(6)).filter(few), [["few", 6], ["few", "complete"]]);
    await terminal.shows(/late\$ +v2 [^]*debounceTime .*30 [^]*few\$ +v2/);
    assert.equal(await app.ran("main.js"), 1);
    await app.isWell();
});

test("subjects keep who they are, what they hold, and who listens", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { count$, log$, own$ } from "./subjects.js";
            import { in$ } from "./input.js";
            for (const [name, subject] of Object.entries({ count$, log$, own$ })) subject.subscribe((x) => seen(name, x));
            in$.subscribe((x) => { count$.next(x); log$.next(x); own$.next(x); });
            window.late = () => { log$.subscribe((x) => seen("late", x)); seen("is", count$.value, own$.twice()); };`,
        "subjects.js": `class Own extends Subject { twice() { return 2; } }
            export const count$ = new BehaviorSubject(0);
            export const log$ = new ReplaySubject(2);
            export const own$ = new Own();
            export const unused$ = new BehaviorSubject("old");`,
    });
    await app.listen();
    assert.deepEqual(await app.take(), [["count$", 0]]);
    await app.gets(1, 2, 3);
    await app.edit("subjects.js", "BehaviorSubject(0)", "BehaviorSubject(40)");
    assert.deepEqual(await app.take(), []);
    assert.deepEqual(await app.gets(4), [["count$", 4], ["log$", 4], ["own$", 4]]);
    await app.page.evaluate("late()");
    assert.deepEqual(await app.take(), [["late", 3], ["late", 4], ["is", 4, 2]]);
    await app.edit("subjects.js", '"old"', '"new"');
    await app.tells(/unused\$.*|initial value/);
    assert.equal(await app.ran("main.js"), 1);
    assert.ok((await app.dump()).tracks.every((track) => track.state === "live"));
    await app.isWell();
});

test("a handler that sends into the subject it listens to gets each value once, in order, after a save as before", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            export const loop$ = new Subject();
            loop$.subscribe((x) => { seen("a", x); x % 3 !== 0 && loop$.next(x + 1); });
            loop$.subscribe((x) => seen("b", x));
            in$.subscribe((x) => loop$.next(x));`,
    });
    const before = await app.gets(1, 4);
    await app.edit("a.js", 'seen("a", x); x', 'seen("A", x); x');
    const after = await app.gets(1, 4);
    assert.deepEqual(after, before.map(([who, x]) => [who === "a" ? "A" : who, x]));
    assert.equal(after.length, 12);
    await app.isWell();
});

test("share has one source before, during and after a save; shareReplay keeps its buffer until something above it changes", { skip }, async (t) => {
    const app = await lab.open(t, {
        "main.js": `import { kept$, shared$ } from "./a.js";
            shared$.subscribe((x) => seen(1, x)); shared$.subscribe((x) => seen(2, x));
            kept$.subscribe(() => {});
            window.late = () => kept$.subscribe((x) => seen("late", x));`,
        "a.js": `import { in$, source$ } from "./input.js";
            export const shared$ = source$.pipe(map((x) => x + 1), share());
            const kept_$ = in$.pipe(map((x) => ["old", x]), scan((all, x) => [...all, x], []), shareReplay(1));
            export const kept$ = kept_$.pipe(map((x) => [x.length, ...x.at(-1)]));`,
    });
    assert.deepEqual(await app.gets(1), [[1, 2], [2, 2]]);
    await app.edit("a.js", "x + 1", "x + 2");
    assert.deepEqual(await app.gets(1), [[1, 3], [2, 3]]);
    await app.edit("a.js", "x + 2)", "x + 2), filter((x) => x > 0)");
    assert.deepEqual(await app.gets(2), [[1, 4], [2, 4]]);
    assert.deepEqual(await subscribes(app), [1, 0]);
    await app.page.evaluate("late()");
    assert.deepEqual(await app.take(), [["late", [3, "old", 2]]]);
    await app.edit("a.js", '"old"', '"new"');
    assert.deepEqual(await app.gets(7), [[1, 9], [2, 9], ["late", [4, "new", 7]]]);
    await app.edit("a.js", "in$.pipe(map", "in$.pipe(filter((x) => x < 100), map");
    assert.deepEqual((await app.gets(1000)).slice(2), []);
    await app.page.evaluate("late()");
    const [last] = await app.take();
    assert.ok(last === undefined || last[1][1] === "new", `a late subscriber saw what the code before had made: ${JSON.stringify(last)}`);
    await app.isWell();
});

test("a living inner stream of switchMap goes on to the next outer value; that of mergeMap to its own end", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            export const inner$ = new Subject();
            Object.assign(window, { inner$ });
            export const switched$ = in$.pipe(switchMap((x) => inner$.pipe(map((y) => ["old", x, y]))));
            export const merged$ = in$.pipe(mergeMap((x) => inner$.pipe(map((y) => ["old m", x, y]))));
            switched$.subscribe(seen);
            merged$.subscribe(seen);`,
    });
    const inner = (y) => app.page.evaluate((value) => window.inner$.next(value), y);
    await app.send(1);
    const text = app.read("a.js").replace('"old"', '"new"').replace('"old m"', '"new m"');
    await app.save("a.js", text);
    await inner("a");
    const first = await app.take();
    assert.deepEqual(first.map(([, x, y]) => [x, y]), [[1, "a"], [1, "a"]], "an inner stream was cut");
    await app.send(2);
    await inner("b");
    const second = await app.take();
    assert.deepEqual(second.filter(([tag]) => !tag.endsWith("m")), [["new", 2, "b"]]);
    assert.deepEqual(second.filter(([tag]) => tag.endsWith("m")).map(([, x, y]) => [x, y]), [[1, "b"], [2, "b"]]);
    assert.deepEqual(second.at(-1).slice(1), [2, "b"]);
    assert.ok(second.some(([tag, x]) => tag === "new m" && x === 2));
    await app.isWell();
});

test("a pending promise of the code before is delivered", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            window.answers = {};
            export const answers$ = in$.pipe(mergeMap(async (x) => { const y = await new Promise((done) => { window.answer = done; }); return ["old", x, y]; }));
            answers$.subscribe(seen);`,
    });
    await app.send(1);
    await app.edit("a.js", '"old"', '"new"');
    await app.page.evaluate("answer(10)");
    assert.deepEqual(await app.sees(() => true), [["old", 1, 10]]);
    await app.send(2);
    await app.page.evaluate("answer(20)");
    assert.deepEqual(await app.sees(() => true), [["new", 2, 20]]);
    await app.isWell();
});

test("the latest values of combineLatest stay when its function is edited", { skip }, async (t) => {
    const app = await lab.open(t, {
        "a.js": `import { in$ } from "./input.js";
            const other$ = new BehaviorSubject(5);
            Object.assign(window, { other$ });
            export const both$ = combineLatest([in$, other$]).pipe(map(([a, b]) => a + b));
            both$.subscribe(seen);`,
    });
    assert.deepEqual(await app.gets(1), [6]);
    await app.edit("a.js", "a + b", "a * b");
    await app.page.evaluate("other$.next(7)");
    assert.deepEqual(await app.take(), [7]);
    await app.isWell();
});
