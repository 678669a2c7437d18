/** Prints, as JSON, the heap in bytes before and after 10^7 sends, with a reader attached. */
import * as rxjs from "rxjs";
import { runtime } from "../../src/runtime/index.js";

runtime.adopt(rxjs);
const link = {
    batch: number => runtime.program.ack(number),
    snapshot() {},
    reply() {},
    info() {},
};
runtime.program.start(link, { pid: process.pid, name: "bench" });
runtime.program.attach(1);

const source = new rxjs.Subject();
source.pipe(rxjs.map(x => x + 1), rxjs.filter(x => x > 0), rxjs.scan((a, x) => a + x, 0)).subscribe();

/** @param {number} n values, of which each is sent four times */
async function send(n) {
    for (let i = 0; i < n; i++) {
        source.next(i);
        if (i % 50_000 === 0) {
            await new Promise(done => setTimeout(done, 0));
        }
    }
}

function heap() {
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
}

await send(250_000);
const before = heap();
await send(2_500_000);
console.log(JSON.stringify({ before, after: heap() }));
process.exit(0);
