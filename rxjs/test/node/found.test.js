// Which programs are there for an inspector, under which name, with which of their modules named.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { FRAME } from "../../src/protocol/frame.js";
import { toText } from "../../src/protocol/text.js";
import { until } from "../serve/inspector.js";
import { App } from "./app.js";

const STAYS = "setInterval(() => {}, 1000);\n";
const ESM = `
import { interval, map } from "rxjs";
export const ticks$ = interval(20).pipe(map((x) => x * 2));
ticks$.subscribe(() => {});
`;
const CJS = ESM.replace(/import (.*) from "rxjs"/, 'const $1 = require("rxjs")').replace("export ", "");

async function assertNamed(app, name, module) {
    const inspector = await app.attach(name);
    await inspector.told("track-register", (record) => record.text === `${module}:ticks$`);
    await inspector.told("send-call");
    inspector.end();
    return inspector;
}

test("a program of ES modules is there, its streams by their names", async (t) => {
    const app = new App(t, { "shop.mjs": ESM });
    app.start(["shop.mjs", "--port", "80"]);
    const inspector = await assertNamed(app, "shop", "shop.mjs");
    const [hello] = inspector.of(FRAME.HELLO);
    assert.equal(toText(hello.host), "node");
    assert.equal(toText(hello.title), "shop.mjs --port 80");
    assert.match(toText(hello.modules), /shop\.mjs gen 1/);
});

test("so is one of CommonJS, with a line for Unix in front", async (t) => {
    const app = new App(t, { "shop.cjs": `#!/usr/bin/env node${CJS}` });
    app.start();
    await assertNamed(app, "shop", "shop.cjs");
});

test("both kinds of modules in one program share one rxjs, and both are named", async (t) => {
    const app = new App(t, { "a.mjs": 'import "./part/b.cjs";\nimport "./c.mjs";\n', "part/b.cjs": CJS, "c.mjs": ESM });
    app.start();
    await assertNamed(app, "a", "part/b.cjs");
    await assertNamed(app, "a", "c.mjs");
});

test("every copy of rxjs is seen, whatever its version and folder", async (t) => {
    const versions = ["rxjs", "rxjs-7.0", "rxjs-7.4", "rxjs-7.5"];
    const one = (from, i) => `
        import { Subject as S${i} } from "${from}";
        const s${i}$ = new S${i}();
        s${i}$.subscribe(() => {});
        setInterval(() => s${i}$.next("from ${from}"), 20);`;
    const app = new App(t, { "many.mjs": versions.map(one).join("\n") });
    app.start();
    const inspector = await app.attach("many");
    for (const from of versions) {
        await inspector.told("send-call", (record) => toText(record.value.text) === `from ${from}`);
    }
});

test("rxjs that another preload has required before is seen, too", async (t) => {
    const app = new App(t, {
        "app.mjs": ESM,
        "before.cjs": 'const { Subject } = require("rxjs"); globalThis.early = new Subject();',
    });
    app.start(["--require", "./before.cjs", "app.mjs"]);
    await assertNamed(app, "app", "app.mjs");
});

test("a program may import rxscope/node itself, first; or have it twice", async (t) => {
    const app = new App(t, {
        "hand.mjs": `import "rxscope/node";\nimport { interval } from "rxjs";\ninterval(20).subscribe(() => {});`,
        "later.mjs": `import "rxscope/node";\nawait import("./shop.mjs");`,
        "shop.mjs": ESM,
    });
    app.start(["hand.mjs"], { with: [] });
    const inspector = await app.attach("hand");
    await inspector.told("send-call");
    app.start(["later.mjs"], { with: [] });
    await assertNamed(app, "later", "shop.mjs");
    app.start(["--import", "rxscope/node", "--import", "rxscope/node", "hand.mjs"]);
    await until(() => app.sockets().filter((file) => file.startsWith("hand-")).length === 2, "it is there once more");
    assert.deepEqual(app.sockets().map((file) => file.split("-")[0]), ["hand", "hand", "later"]);
});

test("a program without rxjs is not there", async (t) => {
    const app = new App(t, { "plain.mjs": `console.log("runs"); ${STAYS}` });
    const child = app.start();
    await until(() => child.output.includes("runs"), "it runs");
    assert.deepEqual(app.sockets(), []);
});

test("the socket comes when rxjs comes", async (t) => {
    const app = new App(t, { "late.mjs": `process.stdin.once("data", () => import("./shop.mjs"));\n${STAYS}`, "shop.mjs": ESM });
    const child = app.start();
    child.stdin.write("now\n");
    await assertNamed(app, "late", "shop.mjs");
});

test("RXSCOPE=0 switches it off", (t) => {
    const app = new App(t, { "app.mjs": `import "rxjs"; import fs from "node:fs"; console.log(fs.readdirSync("run"));` });
    assert.deepEqual(app.run(undefined, { env: { RXSCOPE: "0" } }).stdout, "[]\n");
    assert.deepEqual(app.run().stdout, "[ 'rxscope' ]\n");
});

test("the name is that of the script, of its package when the script's says nothing, or what RXSCOPE_NAME says", (t) => {
    const app = new App(t, {
        "src/index.mjs": `import "rxjs"; import fs from "node:fs"; console.log(fs.readdirSync(process.env.XDG_RUNTIME_DIR + "/rxscope")[0]);`,
        "package.json": '{ "name": "@me/shop" }',
        "src/tool.mjs": `import "./index.mjs";`,
        "bare/main.mjs": `import "../src/index.mjs";`,
        "bare/package.json": "{ not JSON",
    });
    const named = (args, env) => app.run(args, { env }).stdout.replace(/-\d+\.sock\n$/, "");
    assert.equal(named(["src/index.mjs"]), "shop");
    assert.equal(named(["src/tool.mjs"]), "tool");
    assert.equal(named(["bare/main.mjs"]), "shop");
    assert.equal(named(["src/tool.mjs"], { RXSCOPE_NAME: "the ../shop" }), "the_.._shop");
    assert.equal(named(["--input-type=module", "-e", 'import "./src/index.mjs"']), "node");
    assert.equal(app.run(["--input-type=module", "-"], { input: 'import "./src/index.mjs"' }).stdout.split("-")[0], "node");
});

test("what RXSCOPE_MASK names is not shown", async (t) => {
    const app = new App(t, { "app.mjs": `
        import { interval, map } from "rxjs";
        interval(20).pipe(map(() => ({ telephone: "0123-456", town: "Bern" }))).subscribe(() => {});` });
    app.start(undefined, { env: { RXSCOPE_MASK: "phone" } });
    const inspector = await app.attach("app");
    const { value } = await inspector.told("send-call", (record) => toText(record.value.text).includes("Bern"));
    assert.ok(!toText(value.text).includes("456"), toText(value.text));
});

test("a mask that is no regular expression is said, and nothing is shown rather than too much", (t) => {
    const app = new App(t, { "app.mjs": `import "rxjs"; import fs from "node:fs"; console.log(fs.readdirSync("run"));` });
    const { stdout, stderr, status } = app.run(undefined, { env: { RXSCOPE_MASK: "(" } });
    assert.equal(stdout, "[]\n");
    assert.match(stderr, /RxscopeWarning: RXSCOPE_MASK: .*unterminated.*; nothing is shown until it is right/i);
    assert.equal(status, 0);
});

test("a folder that others can enter is not used; the program runs, and it is said why it is not there", (t) => {
    const app = new App(t, {
        "app.mjs": `import { of } from "rxjs"; of("runs").subscribe(console.log);`,
        "run/rxscope/.keep": "",
    });
    const { stdout, stderr, status } = app.run();
    assert.equal(stdout, "runs\n");
    assert.match(stderr, /RxscopeWarning: this program cannot be inspected: .*open to others \(chmod 700 closes it\)/);
    assert.equal(status, 0);
});

test("a worker thread is a source of its own, and its socket goes when it ends", async (t) => {
    const app = new App(t, {
        "app.mjs": `
            import { Worker } from "node:worker_threads";
            import "./shop.mjs";
            const worker = new Worker(new URL("./shop.mjs", import.meta.url));
            process.stdin.once("data", () => worker.terminate());`,
        "shop.mjs": ESM,
    });
    const child = app.start();
    await assertNamed(app, "app", "shop.mjs");
    const thread = await until(() => app.sockets().find((file) => /^shop\.t\d+-/.test(file)), "the thread is there");
    assert.equal(thread.split("-")[1], `${child.pid}.sock`);
    await assertNamed(app, thread.split("-")[0], "shop.mjs");
    child.stdin.write("now\n");
    await until(() => !app.sockets().includes(thread), "its socket is gone");
    assert.ok(app.sockets().length === 1);
});

test("processes of a cluster, and forks, are sources of their own", async (t) => {
    const app = new App(t, {
        "app.mjs": `
            import cluster from "node:cluster";
            import { fork } from "node:child_process";
            import "./shop.mjs";
            if (cluster.isPrimary && !process.env.FORKED) {
                cluster.fork();
                fork("shop.mjs", { env: { ...process.env, FORKED: "1" } });
            }`,
        "shop.mjs": `${ESM}\nprocess.on("disconnect", () => process.exit());`,
    });
    app.start();
    await until(() => app.sockets().filter((file) => /^app-/.test(file)).length === 2, "primary and worker are there");
    await assertNamed(app, "shop", "shop.mjs");
});

test("types are taken away by others first: the streams of what they make have names", async (t) => {
    // What tsx and its like do, in a few lines: compile, with a map, and hand to Module.prototype._compile.
    const typed = CJS.replace("(x)", "(x: number)");
    const map = Buffer.from(JSON.stringify({ version: 3, sources: ["shop.ts"], names: [], mappings: "AAAA;AACA;AASA" })).toString("base64");
    const app = new App(t, {
        "app.cjs": 'require("./shop.ts");',
        "shop.ts": typed,
        "strip.cjs": `
            const Module = require("node:module"), fs = require("node:fs");
            Module._extensions[".ts"] = (module, file) => module._compile(
                fs.readFileSync(file, "utf8").replace(": number", "")
                    + "\\n//# sourceMappingURL=data:application/json;base64,${map}", file);`,
    });
    app.start(["--require", "./strip.cjs", "app.cjs"]);
    const inspector = await assertNamed(app, "app", "shop.ts");
    const track = inspector.records.find((record) => record.kind === "track-register");
    assert.equal(track.named.line, 11, "the line that the map says");
});

test("Node's own taking away of types is no hindrance", {
    skip: process.features.typescript ? false : "this Node does not take types away by itself",
}, async (t) => {
    const app = new App(t, { "shop.mts": ESM.replace("(x)", "(x: number)") });
    const child = app.start();
    await assertNamed(app, "shop", "shop.mts");
    assert.equal(child.output, "");
});

test("signs in a path that mean something in an address are part of its name", async (t) => {
    const app = new App(t, { "C#/what?/a b%20é.mjs": ESM });
    app.start();
    await assertNamed(app, "a_b_20__", "a b%20é.mjs");
});

test("modules of a program that is started by a link are named as without it", async (t) => {
    const app = new App(t, { "package/cli.mjs": ESM, "package/package.json": "{}" });
    symlinkSync("package/cli.mjs", join(app.folder, "shop"));
    app.start(["shop"]);
    await assertNamed(app, "shop", "cli.mjs");
});

test("a program that is named by its folder is named by its package", async (t) => {
    const app = new App(t, { "shop/index.js": ESM, "shop/package.json": '{ "name": "@acme/till", "type": "module" }' });
    app.start(["shop"]);
    await assertNamed(app, "till", "index.js");
});

test("worker threads of a program with a long name have names of their own", async (t) => {
    const worker = 'new Worker(new URL("./shop.mjs", import.meta.url));';
    const app = new App(t, { "all.mjs": `import { Worker } from "node:worker_threads";\n${worker}\n${worker}`, "shop.mjs": ESM });
    app.start(undefined, { env: { RXSCOPE_NAME: "n".repeat(64) } });
    await until(() => app.sockets().length === 2, "both are there");
});
