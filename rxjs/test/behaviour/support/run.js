/**
 * The process in which scenarios run: `node run.js '{"variant": …, "rxjs": …, "files": […]}'`. Prints the traces of all
 * scenarios of the files as JSON, on descriptor 3 where there is one: the app's output is the app's.
 */
import { register } from "node:module";
import { writeSync } from "node:fs";
import { traceOf } from "./trace.js";
import { isTransformed, prepare } from "./variants.js";

const { variant, rxjs, files, only } = JSON.parse(process.argv[2]);
const scenarios = new URL("../scenarios/", import.meta.url).href;
register("./modules.js", import.meta.url, { data: { rxjs, transform: isTransformed(variant), scenarios } });

const verdict = await prepare(variant, rxjs);

/** @type {Record<string, string[]>} */
const traces = {};
for (const file of files) {
    const module = await import(`${scenarios}${file}.js`);
    for (const [name, scenario] of Object.entries(module)) {
        if (typeof scenario !== "function" || scenario.prototype?.constructor?.toString().startsWith("class")) continue;
        if (scenario.length !== 1 || (only && only !== name)) continue;
        traces[`${file}: ${name}`] = await traceOf(scenario);
    }
}
traces["the inspector itself"] = verdict();
writeWhole(3, JSON.stringify(traces));
process.exit(0);

/** A pipe takes what it has room for. @param {number} fd @param {string} text */
function writeWhole(fd, text) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
        try {
            at += writeSync(fd, bytes, at);
        } catch (error) {
            if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EAGAIN") throw error;
        }
    }
}
