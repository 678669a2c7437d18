// What a program does with rxscope is what it does without: output, exit code, signal, stack traces, when it ends.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { STATUS } from "../../src/protocol/kinds.js";
import { until } from "../serve/inspector.js";
import { App } from "./app.js";

const USES = `import { of } from "rxjs"; of("hello").subscribe((x) => console.log(x));\n`;

const programs = {
    "that ends by itself": USES,
    "that ends with a code": `${USES}process.exitCode = 3;`,
    "that calls process.exit": `${USES}setTimeout(() => {}, 100000);\nprocess.exit(4);`,
    "that calls process.exit while it is loaded": `${USES}import "./exits.mjs";`,
    "that throws": `${USES}throw new Error("thrown at the top");`,
    "that throws later": `${USES}setTimeout(() => {\n    throw new RangeError("later");\n}, 10);`,
    "that throws what is no error": `${USES}throw null;`,
    "whose promise is rejected": `${USES}await null;\nPromise.reject(new Error("rejected"));`,
    "whose observer throws": `import { of } from "rxjs";\nof(1).subscribe(() => {\n    throw new Error("in next");\n});`,
    "that is killed by a signal": `${USES}process.kill(process.pid, "SIGTERM");\nsetTimeout(() => {}, 100000);`,
    "that handles the signal": `${USES}process.on("SIGTERM", () => process.exit(7));
        setTimeout(() => process.kill(process.pid, "SIGTERM"), 10);\nsetTimeout(() => {}, 100000);`,
    "that aborts": `${USES}process.abort();`,
    "that listens to its own exit": `${USES}process.on("exit", (code) => { console.log("exit", code, process.exitCode); });`,
    "that does not parse": `${USES}let let = 1;`,
    "that imports what does not parse": `${USES}import "./broken.mjs";`,
    "that imports what is not there": `${USES}import "./missing.mjs";`,
    "that waits for nothing": `${USES}await new Promise(() => {});`,
    "that looks at itself": `${USES}console.log(process.argv.length, import.meta.url.length, process.listenerCount("SIGINT"),
        process.listenerCount("uncaughtException"), process.listenerCount("warning"));`,
    "in sloppy CommonJS": { "app.cjs": `
        const { of, map } = require("rxjs");
        of(010).pipe(map((x) => x + 1)).subscribe(console.log);
        console.log(this === module.exports, typeof arguments, require.main === module, __filename.endsWith("app.cjs"));
        undeclared = 5; console.log(undeclared, delete globalThis.undeclared);` },
    "in CommonJS that throws": { "app.cjs": `require("rxjs");\nmodule.exports = 1;\nthrow new TypeError("top of CommonJS");` },
    "in CommonJS that does not parse": { "app.cjs": `const { of } = require("rxjs");\nof(1).pipe(;` },
};

/** What a report of an error says: where, and what. Node also quotes the line as it was run, and whoever called. */
function report(stderr) {
    return stderr.split("\n").filter((line) => /^(?:file:|\/)\S*:\d+$|^(?:Uncaught )?\w*(?:Error|Warning)\b|^Node\.js/.test(line));
}

for (const [what, source] of Object.entries(programs)) {
    test(`a program ${what} does the same`, (t) => {
        const app = new App(t, {
            ...typeof source === "string" ? { "app.mjs": source } : source,
            "broken.mjs": "export const = 5;",
            "exits.mjs": "process.exit(9);",
        });
        const bare = app.bare(), seen = app.run();
        assert.deepEqual({ ...seen, stderr: report(seen.stderr) }, { ...bare, stderr: report(bare.stderr) });
        assert.equal(seen.stderr === "", bare.stderr === "");
        bare.signal || assert.deepEqual(app.sockets(), [], "no socket is left");
    });
}

test("the same for node -e, standard input, a REPL and node --test", (t) => {
    const app = new App(t, {
        "x.test.mjs": `import test from "node:test"; import { of } from "rxjs"; test("a", () => { of(1).subscribe(); });`,
    });
    const same = (args, options) => {
        const strip = ({ stdout, ...rest }) => ({ ...rest, stdout: stdout.replaceAll(/duration_ms.*/g, "") });
        assert.deepEqual(strip(app.run(args, options)), strip(app.bare(args, options)), args.join(" "));
    };
    same(["-e", 'require("rxjs").of(1).subscribe(console.log); console.log(process.argv.length)']);
    same(["-p", 'require("rxjs").of(1) instanceof require("rxjs").Observable']);
    same(["--input-type=module", "-e", 'import { of } from "rxjs"; of(1).subscribe(console.log)']);
    same(["-"], { input: 'require("rxjs").of(2).subscribe(console.log)' });
    same(["-i"], { input: 'require("rxjs").of(3).subscribe(console.log)\n.exit\n' });
    same(["--test", "x.test.mjs"]);
});

test("lines of stack traces are those of the file, and with source maps columns, too", (t) => {
    const files = {
        "app.mjs": `import { of, map } from "rxjs"; import "./part.cjs";
            const fail$ = of(1).pipe(map((x) => x), map(() => { throw new Error("here"); }));
            fail$.subscribe({ error: (e) => console.log(e.stack.match(/app.mjs:\\d+:\\d+/)[0]) });`,
        "part.cjs": `const { of, map } = require("rxjs");
            const fail$ = of(1).pipe(map((x) => x), map(() => { throw new Error("here"); }));
            fail$.subscribe({ error: (e) => console.log(e.stack.match(/part.cjs:\\d+:\\d+/)[0]) });`,
    };
    const app = new App(t, files);
    const lines = (text) => text.replaceAll(/:\d+$/gm, "");
    assert.equal(lines(app.run().stdout), lines(app.bare().stdout));
    const maps = ["--enable-source-maps", "app.mjs"];
    assert.equal(app.run(maps).stdout, app.bare(maps).stdout);
});

test("a program ends when it has nothing left to do, also while somebody looks", async (t) => {
    const app = new App(t, { "app.mjs": `
        import { interval } from "rxjs";
        const subscription = interval(10).subscribe(() => {});
        process.stdin.once("data", () => { subscription.unsubscribe(); process.stdin.unref(); });` });
    const child = app.start();
    const inspector = await app.attach("app");
    child.stdin.write("end\n");
    const [status, signal] = await child.ended;
    assert.deepEqual([status, signal, child.output], [0, null, ""]);
    assert.deepEqual(await inspector.bye(), { status: STATUS.OK, text: "the program has ended" });
    assert.deepEqual(app.sockets(), []);
});

for (const [how, code, status] of [
    ["process.exit", "process.exit(6)", 6],
    ["an exception that nobody catches", "throw new Error('nobody catches it')", 1],
    ["the end of its work", "process.exitCode = 5; subscription.unsubscribe(); process.stdin.unref()", 5],
]) {
    test(`inspectors are told the exit status, and all sends before it, after ${how}`, async (t) => {
        const app = new App(t, { "app.mjs": `
            import { interval, Subject } from "rxjs";
            const last$ = new Subject();
            last$.subscribe(() => {});
            const subscription = interval(10).subscribe(() => {});
            process.stdin.once("data", () => { last$.next("the last word"); ${code}; });` });
        const child = app.start();
        const inspector = await app.attach("app");
        child.stdin.write("end\n");
        assert.equal((await child.ended)[0], status);
        await inspector.bye();
        const end = inspector.records.at(-1);
        assert.deepEqual([end.kind, end.num], ["source-end", BigInt(status)]);
        assert.ok(inspector.records.some((r) => r.kind === "send-call" && Buffer.from(r.value.text).includes("last word")));
    });
}

test("a program that is killed leaves a dead socket, which the next one of its name and number would replace", async (t) => {
    const app = new App(t, { "app.mjs": `${USES}setInterval(() => {}, 1000);` });
    const child = app.start();
    const inspector = await app.attach("app");
    child.kill("SIGKILL");
    await child.ended;
    assert.equal(await inspector.bye(), undefined);
    assert.equal(app.sockets().length, 1);
});

test("an inspector that stands still does not slow the program down", async (t) => {
    const app = new App(t, { "app.mjs": `
        import { Subject, map } from "rxjs";
        const s$ = new Subject();
        s$.pipe(map((x) => x + 1)).subscribe(() => {});
        process.stdin.once("data", () => {
            for (let round = 0; round < 50; round++) setTimeout(() => { for (let i = 0; i < 20000; i++) s$.next(i); }, round * 20);
            setTimeout(() => { console.log("done"); process.exit(); }, 1200);
        });` });
    const child = app.start();
    const inspector = await app.attach("app");
    inspector.socket.pause();
    child.stdin.write("go\n");
    await once(child, "close");
    assert.equal(child.output, "done\n");
    inspector.socket.resume();
    await until(() => inspector.closed, "it has read what it was told");
});

test("a debugger shows the modules as they were written, whatever its port", (t) => {
    const app = new App(t, { "main.mjs": `
        import { Session } from "node:inspector";
        import { of } from "rxjs";
        of(1).subscribe();
        const session = new Session();
        session.connect();
        session.on("Debugger.scriptParsed", ({ params: { url, sourceMapURL } }) =>
            url.endsWith("/main.mjs") && console.log(sourceMapURL.slice(0, 21)));
        session.post("Debugger.enable");
        session.disconnect();` });
    assert.equal(app.run(["--inspect=127.0.0.1:0", "main.mjs"]).stdout, "data:application/json\n");
});
