/**
 * What an app pays for being inspected.
 *
 *     node bench/runtime.js [rounds] [milliseconds a scenario]
 *
 *   A  range → map → filter → scan         an iteration is one value of range
 *   B  subject → map → filter → scan       one value
 *   C  switchMap of of(x)                  one value: a subscription and its end
 *   D  a pipe of 3 operators made, subscribed, unsubscribed: four subscriptions
 *
 * Each way of running stands in a process of its own, since prototypes must be clean; rounds are interleaved, and the
 * ratios to bare are taken within a round and their medians printed. Time is that of the processor, of all threads:
 * what the flush, collection and compilation take is in it, what other programs take is not. Work comes in chunks of about
 * 5 ms with turns between them. So fast a source is beyond what is recorded one by one: "recorded" says which share of the values was,
 * and the last lines what the recording of one value costs. What a reader does with what it is told is not measured.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROUNDS = Number(process.argv[2] ?? 5);
const MILLISECONDS = Number(process.argv[3] ?? 600);
const HERE = dirname(fileURLToPath(import.meta.url));

/** @typedef {"A" | "B" | "C" | "D"} Name */
const NAMES = /** @type {Name[]} */ (["A", "B", "C", "D"]);

/** What is printed, the mode of the child, and at most how many times bare. */
const WAYS = [
    { text: "bare", mode: "bare", goals: [] },
    { text: "loaded, nobody attached", mode: "unattached", goals: [1.15, 1.15, 1.4, 1.4] },
    { text: "swappable, nobody attached", mode: "slots", goals: [1.4] },
    { text: "attached: counts and causes", mode: "counts", goals: [1.5, 1.5, 1.6, 1.6] },
    { text: "attached: calls of functions", mode: "args", goals: [2, 2] },
    { text: "attached: every value watched", mode: "values", goals: [3.5, 3.5, 3.5, 3.5] },
    { text: "rxjs-spy", mode: "spy", goals: [] },
];
/** Values sent in an iteration of each scenario, on average. */
const SENDS = { A: 3, B: 3, C: 3, D: 0 };

/** @param {string} file @param {string[]} args */
function child(file, args) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", resolve(HERE, "runtime", file), ...args], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
    });
    if (status !== 0) {
        throw new Error(`${file} ${args.join(" ")}: ${stderr}`);
    }
    return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
}

/** @param {number[]} numbers */
function median(numbers) {
    return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}

/** @returns {Map<string, Record<Name, { ns: number, done: number, sends: number, bytes: number, stale: number }>[]>} */
function measure() {
    const runs = new Map(WAYS.map(({ mode }) => [mode, /** @type {any[]} */ ([])]));
    for (let round = 0; round < ROUNDS; round++) {
        for (const { mode } of WAYS) {
            runs.get(mode)?.push(child("child.js", [mode, String(MILLISECONDS)]));
        }
    }
    return runs;
}

/** @param {number} ratio @param {number | undefined} goal */
function judged(ratio, goal) {
    const text = `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`;
    return goal === undefined ? text : `${text} (${ratio <= goal ? "goal" : "MISSES"} ${goal})`;
}

/** @param {(string | number)[]} cells */
function row([first, ...rest]) {
    console.log(String(first).padEnd(31), ...rest.map(cell => String(cell).padStart(18)));
}

let missed = 0;

function report() {
    const runs = measure(), bare = /** @type {any[]} */ (runs.get("bare"));
    row(["ns an iteration of bare", ...NAMES.map(name => `${name} ${median(bare.map(run => run[name].ns)).toFixed(0)}`)]);
    for (const { text, mode, goals } of WAYS.slice(1)) {
        const own = /** @type {any[]} */ (runs.get(mode));
        const ratios = NAMES.map(name => median(own.map((run, i) => run[name].ns / bare[i][name].ns)));
        missed += ratios.filter((ratio, i) => ratio > (goals[i] ?? Infinity)).length;
        row([text, ...ratios.map((ratio, i) => judged(ratio, goals[i]))]);
        if (!["unattached", "slots", "spy"].includes(mode)) {
            const share = name => SENDS[name] === 0 ? "-" :
                `${(median(own.map(run => run[name].sends / run[name].done / SENDS[name])) * 100).toFixed(2)}%`;
            row(["  recorded", ...NAMES.map(share)]);
            row(["  log ran full, times", ...NAMES.map(name => median(own.map(run => run[name].stale)))]);
        }
    }
}

/** Files that a page loads for the inspector, by its imports. @param {string} file @param {Map<string, string>} found */
function graph(file, found = new Map()) {
    if (!found.has(file)) {
        const code = readFileSync(file, "utf8");
        found.set(file, code);
        for (const [, path] of code.matchAll(/^(?:import|export)[^"']*["'](\.[^"']+)["'];/gm)) {
            graph(resolve(dirname(file), path), found);
        }
    }
    return found;
}

function bytes() {
    const files = [...graph(resolve(HERE, "../src/page.js")).values()];
    const whole = files.join("").length, packed = gzipSync(files.join("")).length;
    console.log(`added to a page in dev: ${files.length} modules, ${(whole / 1024).toFixed(0)} KiB (${(packed / 1024).toFixed(0)} KiB packed); nothing in a build`);
}

function memory() {
    const { before, after } = child("memory.js", []), grown = (after - before) / 1024;
    missed += grown > 1024 ? 1 : 0;
    console.log(`heap over 10^7 sends, attached: ${grown > 0 ? "+" : ""}${grown.toFixed(0)} KiB (${grown > 1024 ? "MISSES" : "goal"} 1024)`);
}

report();
memory();
bytes();
if (missed > 0) {
    console.log(`${missed} goals missed`);
}
