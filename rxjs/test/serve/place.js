// A folder of sockets for one test, and programs that are served in it.
import { mkdtempSync, rmSync } from "node:fs";

import { serve } from "../../src/serve/index.js";
import { LIMITS } from "../../src/serve/limits.js";
import { FakeProgram } from "./program.js";

/** Short, since a socket's path may have about 100 bytes. */
export function place(t) {
    const path = mkdtempSync("/tmp/rxs-");
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = path;
    t.after(() => {
        before === undefined ? delete process.env.XDG_RUNTIME_DIR : (process.env.XDG_RUNTIME_DIR = before);
        rmSync(path, { recursive: true, force: true });
    });
    return path;
}

/** A fake program at a socket of its own. */
export function served(t, { name = "app", limits = {}, program = new FakeProgram(), ...options } = {}) {
    process.env.XDG_RUNTIME_DIR?.startsWith("/tmp/rxs-") || place(t);
    const problems = [];
    const serving = serve({
        name,
        pid: process.pid,
        program,
        info: { host: "node", title: "app.js --fast", version: "0.1.0" },
        onProblem: (problem) => problems.push(problem),
        limits: { ...LIMITS, ...limits },
        ...options,
    });
    t.after(() => serving.close(0));
    return { program, serving, path: serving.path, problems };
}
