/** Run with --expose-gc: the heap after much has happened, unattached and attached. */
import * as rxjs from "rxjs";
import { runtime } from "../../../src/runtime/index.js";
import { attach, flush } from "./inspector.js";

runtime.adopt(rxjs);
const source = new rxjs.Subject();
source.pipe(rxjs.map(x => x + 1), rxjs.filter(x => x > 0)).subscribe();

async function work() {
    for (let i = 0; i < 300_000; i++) {
        source.next(i);
    }
    for (let i = 0; i < 30_000; i++) {
        rxjs.of(i).pipe(rxjs.map(x => x)).subscribe();
    }
    flush();
    await new Promise(done => setTimeout(done, 1));
}

function heap() {
    globalThis.gc();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

async function growth() {
    await work();
    const before = heap();
    for (let i = 0; i < 8; i++) {
        await work();
    }
    return (heap() - before) / 1024 / 1024;
}

const unattached = await growth();
const seen = attach({ after() {} });
seen.read = () => {};
const attached = await growth();
// One object left behind a subscription would be 19 MB, one a value 60.
console.log(unattached < 10 && attached < 10 ? "flat" : `grew by ${unattached} and ${attached} MB`);
process.exit(0);
