// rxscope-node: what a program does that it runs is what it does under Node, and its modules are swapped when they are saved.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { parse } from "../../src/node/run/parent.js";
import { until } from "../serve/inspector.js";
import { App, needsRxscope } from "./app.js";

const RUN = { with: [fileURLToPath(new URL("../../bin/rxscope-node.js", import.meta.url))] };
const PACKAGE = '{ "name": "shop", "type": "module" }';

// --- it looks like Node ---------------------------------------------------------------------

const USES = `import { of } from "rxjs"; of("hello").subscribe((x) => console.log(x));\n`;

const programs = {
    "that ends by itself": USES,
    "that ends with a code": `${USES}process.exitCode = 3;`,
    "that calls process.exit": `${USES}setTimeout(() => {}, 100000);\nprocess.exit(4);`,
    "that throws": `${USES}throw new Error("thrown at the top");`,
    "that throws later": `${USES}setTimeout(() => {\n    throw new RangeError("later");\n}, 10);`,
    "that throws what is no error": `${USES}throw null;`,
    "whose promise is rejected": `${USES}await null;\nPromise.reject(new Error("rejected"));`,
    "whose observer throws": `import { of } from "rxjs";\nof(1).subscribe(() => {\n    throw new Error("in next");\n});`,
    "that is killed by a signal": `${USES}process.kill(process.pid, "SIGTERM");\nsetTimeout(() => {}, 100000);`,
    "that handles the signal": `${USES}process.on("SIGTERM", () => process.exit(7));
        setTimeout(() => process.kill(process.pid, "SIGTERM"), 10);\nsetTimeout(() => {}, 100000);`,
    "that listens to its own exit": `${USES}process.on("exit", (code) => { console.log("exit", code, process.exitCode); });`,
    "that catches what nobody caught": `${USES}process.on("uncaughtException", (error) => { console.log("caught", error.message); });\nthrow new Error("lost");`,
    "that imports what does not parse": `${USES}import "./broken.mjs";`,
    "that imports what is not there": `${USES}import "./missing.mjs";`,
    "that waits for nothing": `${USES}await new Promise(() => {});`,
    "that reads its input": "for await (const text of process.stdin) console.log(String(text));",
    "that looks at itself": `${USES}console.log(process.argv.slice(1), import.meta.url, process.execArgv, process.send, process.env.NODE_ENV,
        Object.keys(process.env).filter((name) => /VITE|RXSCOPE/.test(name)), process.cwd(), process.listenerCount("SIGINT"));`,
};

for (const [name, text] of Object.entries(programs)) {
    test(`a program ${name} does what it does under Node`, (t) => {
        const app = new App(t, { "app.mjs": text, "broken.mjs": "export const x = ;\n" });
        const bare = app.bare(["app.mjs", "-x", "2"], { input: "typed\n" }), run = app.run(["app.mjs", "-x", "2"], { ...RUN, input: "typed\n" });
        assert.deepEqual([run.status, run.signal, run.stdout], [bare.status, bare.signal, bare.stdout]);
        assert.equal(run.stderr === "", bare.stderr === "");
    });
}

test("an error has the lines of the TypeScript that was written, and no frames of what runs it", (t) => {
    const app = new App(t, { "app.ts": `interface A {\n    a: number;\n}\n\nconst f = (a: A) => {\n    throw new Error("here " + a.a);\n};\nf({ a: 1 });\n` });
    const { stderr, status } = app.run(["app.ts"], RUN);
    assert.equal(status, 1);
    assert.match(stderr, /Error: here 1\n    at f \(\S*\/app\.ts:6:11\)\n    at \S+ \(\S*\/app\.ts:8:1\)\n\nNode/);
});

test("what does not parse is shown with its place", (t) => {
    const app = new App(t, { "app.ts": 'import "./broken.ts";', "broken.ts": "export const a = 1;\nexport const x = ;\n" });
    const { stderr, status } = app.run(["app.ts"], RUN);
    assert.equal(status, 1);
    assert.match(stderr, /^\S+\/broken\.ts(?::2:\d+)?\n[^]*2:1\d[^]*export const x = ;/);
});

test("rxjs is one, whoever asks for it", (t) => {
    const app = new App(t, {
        "app.ts": `import { Subject } from "rxjs";\nimport { createRequire } from "node:module";\nimport { mine } from "./part.cjs";
            const required = createRequire(import.meta.url)("rxjs").Subject;
            console.log(Subject === required, Subject === mine, globalThis[Symbol.for("rxscope")] !== undefined);`,
        "part.cjs": 'exports.mine = require("rxjs").Subject;',
    });
    assert.equal(app.run(["app.ts"], RUN).stdout, "true true true\n");
});

test("the command line is Node's before the file, and the program's behind it", () => {
    const file = join(process.cwd(), "app.ts");
    assert.deepEqual(parse(["app.ts", "-a", "b"]), { options: [], file, args: ["-a", "b"] });
    assert.deepEqual(parse(["app.ts", "--", "-a", "--", "b"]), { options: [], file, args: ["-a", "--", "b"] });
    assert.deepEqual(parse(["--inspect", "--import", "x", "app.ts"]), { options: ["--inspect", "--import", "x"], file, args: [] });
    assert.deepEqual(parse(["--", "app.ts", "a"]), { options: [], file, args: ["a"] });
    assert.equal(parse(["--inspect"]), null);
});

test("without a file there is the usage, and a file that is not there is named", (t) => {
    const app = new App(t, { "app.mjs": "" });
    assert.deepEqual([app.run([], RUN).status, app.run([], RUN).stderr.slice(0, 6)], [2, "usage:"]);
    const { status, stderr } = app.run(["nothing.ts"], RUN);
    assert.deepEqual([status, stderr], [1, `rxscope-node: ${join(app.folder, "nothing.ts")}: no such file\n`]);
});

// --- Vites ------------------------------------------------------------------------------------

const TICKS = `import { interval } from "rxjs";\nimport { map } from "rxjs/operators";
export const ticks$ = interval(20).pipe(map((tick: number) => \`one \${tick}\`));\n`;
const MAIN = `import { ticks$ } from "./ticks.ts";\nconsole.log("started", process.pid);\nticks$.subscribe((text: string) => console.log(text));\n`;

function edit(app, file, old, text) {
    const before = readFileSync(join(app.folder, file), "utf8");
    assert.ok(before.includes(old), `${file} contains ${old}`);
    writeFileSync(join(app.folder, file), before.replace(old, text));
}

async function says(child, pattern) {
    try {
        await until(() => pattern.test(child.output), `the program says ${pattern}`);
    } catch (error) {
        throw new Error(`${error.message}, instead of\n${child.output.slice(0, 4000)}`);
    }
}
const starts = (child) => child.output.match(/started \d+/g)?.length ?? 0;

for (const vite of ["vite", "vite-7", "vite-6"]) {
    test(`${vite}: a function is edited: the next value runs through it, and the timer goes on`, async (t) => {
        const app = new App(t, { "app.ts": MAIN, "ticks.ts": TICKS, "package.json": PACKAGE }, { vite, rxjs: "rxjs" });
        const child = app.start(["app.ts"], RUN);
        await says(child, /one 5\n/);
        edit(app, "ticks.ts", "one", "two");
        await says(child, /two \d+\n/);
        const [, last, next] = /one (\d+)\ntwo (\d+)/.exec(child.output) ?? [];
        assert.equal(Number(next), Number(last) + 1);
        assert.equal(starts(child), 1);
    });
}

test("Vite 5 is told to be too old", (t) => {
    const app = new App(t, { "app.ts": "" }, { vite: "vite-5", rxjs: "rxjs" });
    const { status, stderr } = app.run(["app.ts"], RUN);
    assert.equal(status, 1);
    assert.match(stderr, /^rxscope-node: Vite 5\.\d+\.\d+ cannot run programs of Node; rxscope-node runs programs by Vite 6 or newer: npm i -D vite/);
});

// --- saves ------------------------------------------------------------------------------------

/** A program that has begun. */
async function begun(t, files = {}) {
    const app = new App(t, { "app.ts": MAIN, "ticks.ts": TICKS, "package.json": PACKAGE, ...files });
    const child = app.start(["app.ts"], RUN);
    await says(child, /one 2\n/);
    return { app, child };
}

test("the program is the source, by its own pid", async (t) => {
    const { app, child } = await begun(t);
    const [, pid] = /started (\d+)/.exec(child.output);
    assert.notEqual(Number(pid), child.pid);
    await until(() => app.sockets().includes(`app-${pid}.sock`), "its socket has its pid");
    const inspector = await app.attach("app");
    await inspector.told("track-register", (record) => record.text === "ticks.ts:ticks$");
    inspector.end();
});

test("a save that reaches the first module starts the program anew, and says so", async (t) => {
    const { app, child } = await begun(t);
    edit(app, "app.ts", 'console.log("started"', 'console.log("again"); console.log("started"');
    await says(child, /again\nstarted \d+\none 0\n/);
    assert.match(child.output, /\[rxscope\] the program is started anew: app\.ts changed, and nothing that imports it takes the update\n/);
    assert.equal(new Set(child.output.match(/started \d+/g)).size, 2);
    const inspector = await app.attach("app");
    await inspector.told("logged", (record) => /the program was started anew: app\.ts changed/.test(record.text));
    inspector.end();
});

test("so does whoever asks for it in the terminal, and is told", needsRxscope, async (t) => {
    const { app, child } = await begun(t);
    const { status, stdout, stderr } = app.rxscope("ctl", "app", "reload", "ticks.ts");
    assert.deepEqual([status, stdout.trim(), stderr], [0, "the program is started anew", ""]);
    await says(child, /\[rxscope\] the program is started anew: somebody asked for it in the terminal\nstarted \d+\none 0\n/);
});

test("so does one of a module whose exports are no streams, and it names them", async (t) => {
    const { app, child } = await begun(t, {
        "app.ts": `import { Shop } from "./shop.ts";\n${MAIN}console.log(new Shop().name);`,
        "shop.ts": 'import { of } from "rxjs";\nexport class Shop {\n    name = "first";\n    items$ = of(1);\n}\n',
    });
    edit(app, "shop.ts", "first", "second");
    await says(child, /second\n/);
    assert.match(child.output, /shop\.ts changed: its export Shop is no stream, and nothing that imports it takes the update, so the program is started anew\n/);
});

test("a save that does not parse changes nothing, whichever module it is, and the next good one does", async (t) => {
    const { app, child } = await begun(t);
    edit(app, "app.ts", "ticks$.subscribe(", "ticks$.subscribe((");
    await says(child, /\[rxscope\] \S+app\.ts/);
    edit(app, "app.ts", "ticks$.subscribe((", "ticks$.subscribe(");
    await says(child, /started anew[^]*started \d+\none 0\n/);
    edit(app, "ticks.ts", "one ", "broken ` ");
    await says(child, /\[rxscope\] \S+ticks\.ts/);
    edit(app, "ticks.ts", "broken ` ", "two ");
    await says(child, /two \d+\n/);
    assert.equal(starts(child), 2);
});

test("a module that throws when it is evaluated anew leaves what runs as it is", async (t) => {
    const { app, child } = await begun(t);
    edit(app, "ticks.ts", "export", 'throw new Error("in vain");\nexport');
    await says(child, /\[rxscope\] Error: in vain\n\s+at \S+ \(\S+ticks\.ts:3:7\)\n(?!.*module-runner)/);
    const before = child.output.length;
    await until(() => /one \d+\n/.test(child.output.slice(before)), "it runs on");
    edit(app, "ticks.ts", 'throw new Error("in vain");\n', "");
    edit(app, "ticks.ts", "one", "two");
    await says(child, /two \d+\n/);
    assert.equal(starts(child), 1);
});

test("of two saves in quick succession the second runs", async (t) => {
    const { app, child } = await begun(t);
    for (let round = 0; round < 10; round++) {
        const old = round === 0 ? "one" : `${round - 1}b`;
        edit(app, "ticks.ts", `${old} `, `${round}a `);
        await new Promise((resolve) => setTimeout(resolve, 5 * round));
        edit(app, "ticks.ts", `${round}a `, `${round}b `);
        await says(child, new RegExp(`^${round}b \\d+$`, "m"));
    }
    assert.equal(starts(child), 1);
});

test("with RXSCOPE=0 the program runs, and nothing else happens", async (t) => {
    const app = new App(t, { "app.ts": MAIN, "ticks.ts": TICKS, "package.json": PACKAGE });
    const child = app.start(["app.ts"], { ...RUN, env: { RXSCOPE: "0" } });
    await says(child, /one 2\n/);
    assert.deepEqual(app.sockets(), []);
});

// --- signals -----------------------------------------------------------------------------------

const COUNTS = `let n = 0;\nprocess.on("SIGTERM", () => console.log("got", ++n));\nprocess.on("SIGINT", () => { console.log("done", n); process.exit(9); });
    console.log("started", process.pid);\nsetInterval(() => {}, 1000);\n`;

test("a signal to the first process reaches the program, once; one to both of them, too", async (t) => {
    const app = new App(t, { "app.ts": COUNTS, "package.json": PACKAGE });
    const child = app.start(["app.ts"], RUN);
    await says(child, /started \d+/);
    const pid = Number(/started (\d+)/.exec(child.output)[1]);
    child.kill("SIGTERM");
    await says(child, /got 1\n/);
    process.kill(pid, "SIGTERM");
    child.kill("SIGTERM");
    await says(child, /got 2\n/);
    process.kill(pid, "SIGINT");
    await child.ended;
    assert.match(child.output, /got 2\ndone 2\n$/);
    assert.equal(child.exitCode, 9);
});

test("a signal that ends the program ends both by it", async (t) => {
    const { app, child } = await begun(t);
    child.kill("SIGTERM");
    await child.ended;
    assert.deepEqual([child.exitCode, child.signalCode], [null, "SIGTERM"]);
    void app;
});

async function ends(child) {
    const pid = Number(/started (\d+)/.exec(child.output)[1]);
    child.kill("SIGKILL");
    await until(() => {
        try {
            return !process.kill(pid, 0);
        } catch {
            return true;
        }
    }, "the program has ended");
    await child.ended;
}

test("without the first process there is no program", async (t) => ends((await begun(t)).child));

test("nor when the program never comes back from what it does", async (t) => {
    const { child } = await begun(t, { "app.ts": `${MAIN}setTimeout(() => { console.log("for ever"); for (;;); }, 500);\n` });
    await says(child, /for ever\n/);
    await ends(child);
});

test("nor when the first process ends with a word of the program unread, which the program sees as an error", async (t) => {
    const says3 = `import { writeSync } from "node:fs";\nprocess.stdin.once("data", () => { writeSync(3, "{}\\n"); console.log("has said it"); });\n`;
    const { child } = await begun(t, { "app.ts": says3 + MAIN });
    child.kill("SIGSTOP");
    child.stdin.write("go");
    await says(child, /has said it\n/);
    await ends(child);
});

test("a program that ends slowly is not waited for when it is started anew", async (t) => {
    const slow = `process.on("SIGTERM", () => console.log("not yet"));\n`;
    const { app, child } = await begun(t, { "app.ts": MAIN + slow });
    edit(app, "app.ts", slow, "");
    await says(child, /not yet\n[^]*started anew[^]*started \d+\none 0\n/);
});
