/** What `rxscope ctl` asks of a running Node program happens there, and is seen by whoever looks. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { PROGRAM, noProgram } from "../support/rxscope.js";
import { until } from "../support/until.js";

const PACKAGE = process.env.RXSCOPE_PACKAGE ?? resolve(import.meta.dirname, "../..");
const APP = join(import.meta.dirname, "fixtures/actions/app.mjs");
const SECRET = "hunter2-of-the-test";
const skip = noProgram();

const folder = mkdtempSync(join(tmpdir(), "rxa-"));
const env = { ...process.env, XDG_RUNTIME_DIR: folder, SECRET, NODE_OPTIONS: "" };

/** A child process and what it has written so far. @param {string} command @param {string[]} args */
function start(command, args) {
    const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
    const process = { child, out: "" };
    child.stdout.setEncoding("utf8").on("data", text => process.out += text);
    return process;
}

/** @type {ReturnType<typeof start>} */
let app;
/** @type {ReturnType<typeof start>} */
let watcher;

/** @param {string} text */
function printed(text) {
    return until(() => app.out.includes(text), () => `the app does not print ${text}, but:\n${app.out}`);
}

/** @param {string[]} args @returns {Promise<{ code: number, text: string }>} */
function rxscope(...args) {
    return new Promise(settle => execFile(PROGRAM, args, { env }, (error, out, err) => {
        settle({ code: typeof error?.code === "number" ? error.code : 0, text: (out + err).trim() });
    }));
}

/** @param {string} verb @param {string[]} args @returns {Promise<string>} what it says, behind its exit status */
async function ctl(verb, ...args) {
    const { code, text } = await rxscope("ctl", String(app.child.pid), verb, ...args);
    return `${code} ${text}`;
}

async function dump() {
    const { text } = await rxscope("dump", String(app.child.pid), "--json");
    return JSON.parse(text).sources[0];
}

/** The subscription that is written in the line of the app in which `text` stands. @param {string} text */
async function subscriptionAt(text) {
    const line = readFileSync(APP, "utf8").split("\n").findIndex(l => l.includes(text)) + 1;
    const { subscriptions } = await dump();
    const found = subscriptions.find((/** @type {any} */ s) => s.line === line && s.ended_at === null);
    assert.ok(found, `no subscription in line ${line}: ${JSON.stringify(subscriptions)}`);
    return found;
}

before(async () => {
    if (skip) {
        return;
    }
    app = start(process.execPath, ["--import", pathToFileURL(join(PACKAGE, "src/node/index.js")).href, APP]);
    await printed("ready");
    await until(async () => (await rxscope("ls")).text.includes(String(app.child.pid)), "rxscope ls does not show the program");
    watcher = start(PROGRAM, ["events", String(app.child.pid)]);
    await until(() => watcher.out.includes('"part":"end"'), "no snapshot comes");
});

after(() => {
    app?.child.kill();
    watcher?.child.kill();
    rmSync(folder, { recursive: true, force: true });
});

test("a value is sent into a subject by the name of its variable", { skip }, async () => {
    assert.match(await ctl("send", "user$", '{"name": "Grace"}'), /^0 .*sent/);
    await printed("user Grace");
});

test("what is no subject takes no value", { skip }, async () => {
    assert.match(await ctl("send", "total$", "1"), /^1 .*no subject/);
});

test("a subscription is paused, stepped and resumed; the others go on", { skip }, async () => {
    const { id } = await subscriptionAt("total$.subscribe");
    assert.match(await ctl("pause", id), /^0 .*paused/);
    assert.deepEqual((await subscriptionAt("total$.subscribe")).tags, ["paused"]);
    app.child.stdin?.write("1\n2\n3\n");
    await printed("line 3");
    assert.ok(!app.out.includes("total"), app.out);
    assert.match(await ctl("step", id), /^0 .*2 values left/);
    await printed("total 1\n");
    assert.match(await ctl("resume", id), /^0 .*2 values had waited/);
    await printed("total 3\ntotal 6\n");
    assert.match(await ctl("step", id), /^1 .*is not paused: pause it first/);
    assert.deepEqual((await subscriptionAt("total$.subscribe")).tags, []);
});

test("a tag is put on a subscription and taken off", { skip }, async () => {
    const { id } = await subscriptionAt("total$.subscribe");
    assert.match(await ctl("tag", id, "sum"), /^0/);
    assert.deepEqual((await subscriptionAt("total$.subscribe")).tags, ["sum"]);
    assert.match(await ctl("untag", id, "sum"), /^0/);
    assert.deepEqual((await subscriptionAt("total$.subscribe")).tags, []);
});

test("the living object is logged under a name", { skip }, async () => {
    assert.match(await ctl("log", "user$"), /^0 .*\$rx1/);
    await printed("rxscope: $rx1 = ");
    assert.match(await ctl("log", "user$", "console"), /^1 .*console exists in the program already/);
});

test("a subscription is unsubscribed", { skip }, async () => {
    const { id } = await subscriptionAt("total$.subscribe");
    assert.match(await ctl("unsubscribe", id), /^0 .*unsubscribed/);
    const { subscriptions } = await dump();
    assert.ok(subscriptions.every((/** @type {any} */ s) => s.id !== id || s.ended_at !== null));
});

test("an error and a complete are sent", { skip }, async () => {
    assert.match(await ctl("send", "user$", "--error", '"no bread"'), /^0/);
    await printed("failed no bread");
    assert.match(await ctl("send", "user$", "1"), /^1 .*has failed already/);
    assert.match(await ctl("complete", "lines$"), /^0/);
    assert.match(await ctl("complete", "lines$"), /^1 .*has completed already/);
});

test("a program whose saves are not swapped says so", { skip }, async () => {
    assert.match(await ctl("swap", "total$"), /^1 .*does not swap what is saved/);
});

test("all of it was seen by who watched, and no secret was", { skip }, async () => {
    await until(() => watcher.out.includes('"message":"resumed: 2 values had waited"'), "the pause is not in the log");
    assert.match(watcher.out, /"tag":"paused"[^\n]*"added":true/);
    assert.match(watcher.out, /"value":"\{name: \\"Grace\\"\}"/);
    assert.ok(!watcher.out.includes(SECRET) && !JSON.stringify(await dump()).includes(SECRET));
});
