/**
 * The examples in a real browser and a real Node, looked at with the real `rxscope`: what their READMEs promise.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { noChromium, openChromium } from "../support/chromium.js";
import { temporary } from "../support/packed.js";
import { Rxscope, noProgram } from "../support/rxscope.js";
import { until } from "../support/until.js";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

/** What is told of one source, with the questions that these tests ask. */
class Told {
    /** @param {any} source an entry of `rxscope dump --json` */
    constructor(source) {
        this.source = source;
    }

    /** @returns {string[]} */
    get keys() {
        return this.source.tracks.map((/** @type {any} */ track) => track.key);
    }

    /** @param {string} key of a track @returns {any[]} the living subscriptions of what it stands for */
    subscriptions(key) {
        const track = this.source.tracks.find((/** @type {any} */ candidate) => candidate.key === key);
        const pipe = this.source.pipes.find(({ id }) => id === track?.entity);
        const observable = pipe?.result ?? track?.entity;
        return this.source.subscriptions.filter((one) => one.observable === observable && one.state === "active");
    }

    /** @param {string} key @returns {number} values that its living subscriptions got */
    next(key) {
        return this.subscriptions(key).reduce((sum, { next }) => sum + next, 0);
    }
}

/** @param {string} dir XDG_RUNTIME_DIR */
function watcher(dir) {
    const inspector = new Rxscope(dir);
    return {
        inspector,
        /** Waits until what the only source tells satisfies the condition. @param {(told: Told) => unknown} condition @param {string} complaint */
        sees: (condition, complaint) =>
            until(async () => {
                const [found] = await inspector.list();
                return found && condition(new Told(await inspector.dump(found.name)));
            }, complaint),
    };
}

describe("in a page", { skip: noProgram() ?? noChromium() }, () => {
    /** @type {import("playwright-core").Browser} */
    let browser;
    before(async () => {
        browser = await openChromium();
    });
    after(() => browser?.close());

    /** Starts an example as its README says, and opens it. @param {import("node:test").TestContext} t @param {string} name */
    async function open(t, name) {
        const sockets = temporary("rx-");
        process.env.XDG_RUNTIME_DIR = sockets;
        const root = path.join(EXAMPLES, name);
        const server = await createServer({ root, logLevel: "warn", cacheDir: temporary("rxscope-vite-"), server: { port: 0 } });
        await server.listen();
        t.after(() => server.close());
        const [url] = server.resolvedUrls?.local ?? [];
        const page = await browser.newPage();
        t.after(() => page.close());
        /** @type {string[]} */
        const complaints = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
        await page.goto(url);
        return { page, complaints, ...watcher(sockets) };
    }

    test("the order book shows its streams, and what freezing and choosing do to them", async (t) => {
        const { page, complaints, sees } = await open(t, "react");
        await sees((told) => told.next("src/book.ts:live$") > 50, "live$ gets no values");
        await sees((told) => told.subscriptions("src/book.ts:live$").length === 2, "live$ is not followed by book$ and rate$");

        await page.getByRole("button", { name: "freeze" }).click();
        await sees((told) => told.subscriptions("src/book.ts:live$").length === 1, "a frozen book$ still follows live$");
        await page.getByRole("button", { name: "freeze" }).click();
        await sees((told) => told.subscriptions("src/book.ts:live$").length === 2, "book$ does not follow live$ again");

        await page.getByRole("button", { name: "copper" }).click();
        await page.getByText(/97\d\d\.\d\d/).first().waitFor();
        assert.deepEqual(complaints, []);
    });

    test("the tempo trainer shows each key once, however many follow it", async (t) => {
        const { page, complaints, sees } = await open(t, "typescript");
        await sees((told) => told.subscriptions("src/typing.ts:keydown$").length > 1, "nobody follows keydown$");
        const typed = "The quick";
        await page.keyboard.type(typed);
        await sees(
            (told) => told.subscriptions("src/typing.ts:keydown$").every(({ next }) => next === typed.length),
            `not every follower of keydown$ got ${typed.length} keys`,
        );
        assert.deepEqual(complaints, []);
    });
});

test("the job queue shows a lane for each kind of job", { skip: noProgram() }, async (t) => {
    const sockets = temporary("rx-");
    const env = { ...process.env, XDG_RUNTIME_DIR: sockets, PORT: "0" };
    const server = spawn(process.execPath, ["--import", "rxscope/node", "server.js"], {
        cwd: path.join(EXAMPLES, "node-http"),
        env,
        stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => server.kill());
    const [url] = await once(createInterface(server.stdout), "line");
    const { sees } = watcher(sockets);

    for (const kind of ["hash", "compress", "deliver"]) {
        const answer = await fetch(new URL(`jobs/${kind}`, url), { method: "POST" });
        assert.equal(answer.status, 202);
    }
    await sees((told) => told.keys.includes("queue.js:worked$"), "there is no track worked$");
    await sees((told) => told.next("queue.js:accepted$") === 3, "three jobs were accepted, but accepted$ did not tell it");
});
