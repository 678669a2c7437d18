/* Streams that an exported function of another module made, when that function is saved. */
import assert from "node:assert/strict";
import test from "node:test";
import { App } from "./support/app.js";

const USER = `import { make } from "./make.js"; export const in$ = new Subject(), made$ = make(1), all$ = in$.pipe(rx.switchMap(() => made$));
    all$.subscribe(seen);`;

for (const [what, text] of [
    ["an arrow function", "export const make = (n) => of(n).pipe(map(x => x + n));"],
    ["a declaration", "export function make(n) { return of(n).pipe(map(x => x + n)); }"],
]) {
    test(`${what}: what it made before is told to run on, and follows when the file that calls it is saved`, async t => {
        const app = new App(t);
        await app.save("make.js", text);
        await app.save("user.js", USER);
        const { in$ } = app.module("user.js"), got = () => (in$.next(0), app.take());
        assert.deepEqual(got(), [2]);
        app.results();
        for (const [from, to, value] of [["x + n", "x + n * 100", 101], ["map(x", "map(x => x), map(x", 101], ["(n)", "(m)", 0]]) {
            await app.edit("make.js", from === "(n)" ? app.text("make.js") : from, from === "(n)" ? app.text("make.js").replace("n * 100", "n * 300").replace("of(n)", "of(n + 1)") : to);
            assert.match(app.results().at(-1)?.[1] ?? "", /: made\$ in user\.js runs on as make made it, until what calls it is saved/);
            await app.save("user.js", `${app.text("user.js")}\n// ${to}`);
            assert.deepEqual(got(), [value || 302]);
            app.results();
        }
    });
}

test("of callbacks that are swapped in what was made before nothing is told, nor where nothing was made", async t => {
    const app = new App(t);
    await app.save("make.js", "export const make = (n) => of(n).pipe(map(x => x + 1)); export const other = (n) => of(n).pipe(map(x => x + n));");
    await app.save("user.js", USER);
    app.results();
    await app.edit("make.js", "x + 1", "x + 10");
    await app.edit("make.js", "x + n", "x - n");
    assert.ok(!app.results().some(([, text]) => text.includes("run on")));
    app.module("user.js").in$.next(0);
    assert.deepEqual(app.take(), [11]);
});
