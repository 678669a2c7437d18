// Where the socket stands, and what has to be true of its folder: the rules of src/engine/rundir.c.
import assert from "node:assert/strict";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { fileName, rundir, socketPath } from "../../src/serve/rundir.js";
import { FRAME } from "../../src/protocol/frame.js";
import { Inspector, until } from "./inspector.js";
import { place, served } from "./place.js";

test("the folder is made, closed to others, and the socket too", async (t) => {
    const folder = place(t);
    const { path, problems } = served(t);
    assert.deepEqual(problems, []);
    assert.equal(path, `${folder}/rxscope/app-${process.pid}.sock`);
    assert.equal(lstatSync(`${folder}/rxscope`).mode & 0o777, 0o700);
    assert.equal(lstatSync(path).mode & 0o777, 0o600);
});

test("a folder that is a link, a file, or open to others is not used, and the reason says what to do", (t) => {
    const folder = place(t);
    mkdirSync(`${folder}/elsewhere`, { mode: 0o700 });
    symlinkSync(`${folder}/elsewhere`, `${folder}/rxscope`);
    assert.throws(rundir, /rxscope: this is a symbolic link; it was not used: set XDG_RUNTIME_DIR/);
    process.env.XDG_RUNTIME_DIR = `${folder}/elsewhere`;
    writeFileSync(`${folder}/elsewhere/rxscope`, "");
    assert.throws(rundir, /this is not a folder/);
    process.env.XDG_RUNTIME_DIR = `${folder}/open`;
    mkdirSync(`${folder}/open/rxscope`, { recursive: true });
    chmodSync(`${folder}/open/rxscope`, 0o750);
    assert.throws(rundir, /open to others \(chmod 700 closes it\)/);
    process.env.XDG_RUNTIME_DIR = `${folder}/missing`;
    assert.throws(rundir, /missing\/rxscope: this folder cannot be made: ENOENT: no such file or directory; set/);
    process.env.XDG_RUNTIME_DIR = folder;
});

test("a folder of somebody else is not used", { skip: process.geteuid() !== 0 && "only root can make one" }, (t) => {
    const folder = place(t);
    mkdirSync(`${folder}/rxscope`, { mode: 0o700 });
    spawnSync("chown", ["12345", `${folder}/rxscope`]);
    assert.throws(rundir, /this folder is somebody else's/);
});

test("a path that is too long for a socket is an error, not cut", (t) => {
    const folder = place(t);
    process.env.XDG_RUNTIME_DIR = `${folder}/${"x".repeat(70)}`;
    mkdirSync(process.env.XDG_RUNTIME_DIR);
    assert.throws(() => socketPath("a-long-name-of-a-program", 12345), /too long for a socket \(\d+ bytes, 10[37] fit\)/);
    process.env.XDG_RUNTIME_DIR = folder;
});

test("a name leads nowhere else", () => {
    assert.equal(fileName("../../etc/passwd"), "_._.._etc_passwd");
    assert.equal(fileName(".hidden"), "_hidden");
    assert.equal(fileName("é t"), "___t");
    assert.equal(fileName("x".repeat(100)).length, 64);
    assert.equal(fileName("localhost-5173.2"), "localhost-5173.2");
});

test("what stands in the way and is no dead socket of ours is left alone, and the reason is told", async (t) => {
    const folder = place(t);
    const path = socketPath("app", process.pid);
    writeFileSync(path, "not a socket");
    const { problems, serving } = served(t);
    assert.match(problems[0], /a file that is no socket stands here; it was left alone: remove it/);
    assert.equal(serving.path, null);
    assert.ok(existsSync(path));
    assert.deepEqual(readdirSync(`${folder}/rxscope`), [`app-${process.pid}.sock`]);
});

test("a link in the way is not followed", (t) => {
    const folder = place(t);
    const path = socketPath("app", process.pid);
    symlinkSync(`${folder}/target`, path);
    assert.match(served(t).problems[0], /a symbolic link stands where the socket goes/);
    assert.ok(!existsSync(`${folder}/target`));
});

test("a dead socket is replaced", async (t) => {
    place(t);
    const path = socketPath("app", process.pid);
    const died = spawnSync(process.execPath, ["-e", `
        require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`]);
    assert.equal(died.signal, "SIGKILL");
    assert.ok(lstatSync(path).isSocket());
    const { problems } = served(t);
    const inspector = await until(() => Inspector.connect(path).catch(() => null), "it listens");
    await inspector.got(FRAME.HELLO);
    inspector.end();
    assert.deepEqual(problems, []);
});

test("a socket at which somebody listens is left alone", async (t) => {
    place(t);
    const path = socketPath("app", process.pid);
    const other = createServer();
    await new Promise((done) => other.listen(path, done));
    t.after(() => other.close());
    const { problems } = served(t);
    await until(() => problems.length, "the problem is told");
    assert.match(problems[0], /a program listens here already; it was left alone/);
    assert.ok(lstatSync(path).isSocket());
});

test("two programs of a process cannot have one name", (t) => {
    place(t);
    served(t);
    assert.match(served(t).problems[0], /a program of this process listens here already/);
});

test("the socket is gone when the program is closed, also when it is closed twice", (t) => {
    place(t);
    const { serving, path } = served(t);
    serving.close();
    serving.close();
    assert.ok(!existsSync(path));
});
