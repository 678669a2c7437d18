// rxscope-node and CommonJS: such modules run as Node runs them, and a save of one starts the program anew.
import assert from "node:assert/strict";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { until } from "../serve/inspector.js";
import { App } from "./app.js";

const RUN = { with: [fileURLToPath(new URL("../../bin/rxscope-node.js", import.meta.url))] };
const TICKS = `const { interval, map } = require("rxjs");
const ticks$ = interval(20).pipe(map((tick) => "one " + tick));
console.log("started", process.pid);
ticks$.subscribe((text) => console.log(text));\n`;

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

const programs = {
    "that looks at itself": `const { of } = require("rxjs"); of(1).subscribe((x) => console.log(x));
        console.log(require.main === module, module.id, process.argv.slice(1), __filename, process.execArgv, process.cwd(), this === exports);`,
    "that ends with a code": "process.exitCode = 3;",
    "that throws": "function f() {\n    throw new Error('thrown at the top');\n}\nf();",
    "that throws later": "setTimeout(() => { throw new RangeError('later'); }, 10);",
    "that catches what nobody caught": 'process.on("uncaughtException", (error, origin) => { console.log("caught", error.message, origin); });\nthrow new Error("lost");',
    "that does not parse": "const = 1;",
    "that requires what is not there": 'require("./missing.cjs");',
    "that is killed by a signal": 'process.kill(process.pid, "SIGTERM");\nsetTimeout(() => {}, 100000);',
    "whose file begins with a word for the shell": "#!/usr/bin/env node\nconsole.log(1);",
};

for (const [name, text] of Object.entries(programs)) {
    test(`a program ${name} does what it does under Node`, (t) => {
        const app = new App(t, { "app.cjs": text });
        const bare = app.bare(["app.cjs", "-x", "2"]), run = app.run(["app.cjs", "-x", "2"], RUN);
        assert.deepEqual([run.status, run.signal, run.stdout], [bare.status, bare.signal, bare.stdout]);
        assert.equal(run.stderr === "", bare.stderr === "");
        assert.doesNotMatch(run.stderr, /src\/node\/run/);
    });
}

test("a save of a program that is CommonJS starts it anew, and the inspector is told why", async (t) => {
    const app = new App(t, { "app.js": TICKS });
    const child = app.start(["app.js"], RUN);
    await says(child, /one 2\n/);
    edit(app, "app.js", "one ", "two ");
    await says(child, /\[rxscope\] the program is started anew: app\.js changed, which is CommonJS\n[^]*two 2\n/);
    assert.equal(new Set(child.output.match(/started \d+/g)).size, 2);
    const inspector = await app.attach("app");
    await inspector.told("logged", (record) => /the program was started anew: app\.js changed, which is CommonJS/.test(record.text));
    await inspector.told("track-register", (record) => record.text === "app.js:ticks$");
    inspector.end();
});

test("so does one of a module that is required, by whomever, in a program of modules", async (t) => {
    const app = new App(t, {
        "app.mjs": `import { name } from "./part.js"; import { interval } from "rxjs";\nconsole.log("started", process.pid, name());\ninterval(20).subscribe((x) => console.log("tick", x));\n`,
        "part.js": 'const deep = require("./deep.js");\nexports.name = () => deep.name;\n',
        "deep.js": 'module.exports = { name: "first" };\n',
        "package.json": '{ "name": "shop" }',
    });
    const child = app.start(["app.mjs"], RUN);
    await says(child, /started \d+ first\n[^]*tick 2\n/);
    edit(app, "deep.js", "first", "second");
    await says(child, /\[rxscope\] the program is started anew: deep\.js changed, which is CommonJS\n[^]*started \d+ second\n[^]*tick 2\n/);
    edit(app, "part.js", "deep.name", "deep.name.toUpperCase()");
    await says(child, /part\.js changed, which is CommonJS\n[^]*started \d+ SECOND\n/);
    assert.equal(starts(child), 3);
});

test("a save that does not parse is shown with its place and changes nothing; nor does one that says the same", async (t) => {
    const app = new App(t, { "app.cjs": `require("./part.cjs");\n${TICKS}`, "part.cjs": 'exports.name = "first";\n' });
    const child = app.start(["app.cjs"], RUN);
    await says(child, /one 2\n/);
    utimesSync(join(app.folder, "app.cjs"), new Date(), new Date());
    edit(app, "part.cjs", '"first"', '"first');
    await says(child, /\[rxscope\] \S+part\.cjs:1\n[^]*SyntaxError: Invalid or unexpected token\n/);
    const inspector = await app.attach("app");
    await inspector.told("logged", (record) => /part\.cjs:1 Invalid or unexpected token/.test(record.text));
    inspector.end();
    edit(app, "part.cjs", '"first', '"first"');
    edit(app, "app.cjs", "one ", "two ");
    await says(child, /app\.cjs changed, which is CommonJS\n[^]*two 2\n/);
    assert.equal(starts(child), 2);
});

test("a file that is written in two goes is started with once it is whole", async (t) => {
    const app = new App(t, { "app.cjs": TICKS });
    const child = app.start(["app.cjs"], RUN);
    await says(child, /one 2\n/);
    const whole = TICKS.replace("one ", "two ");
    writeFileSync(join(app.folder, "app.cjs"), "");
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(app.folder, "app.cjs"), whole);
    await says(child, /two 2\n/);
    assert.equal(starts(child), 2);
});

test("without an inspection nothing is watched", async (t) => {
    const app = new App(t, { "app.cjs": TICKS });
    const child = app.start(["app.cjs"], { ...RUN, env: { RXSCOPE: "0" } });
    await says(child, /one 2\n/);
    edit(app, "app.cjs", "one ", "two ");
    const before = child.output.length;
    await until(() => /one 20\n/.test(child.output.slice(before)), "it runs on");
    assert.equal(starts(child), 1);
    assert.deepEqual(app.sockets(), []);
});
