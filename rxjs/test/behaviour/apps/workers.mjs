/** Threads have their own copy of everything; the process ends when they have ended. */
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { fromEvent, map, of, take } from "rxjs";

if (isMainThread) {
    const worker = new Worker(fileURLToPath(import.meta.url));
    fromEvent(worker, "message").pipe(take(1)).subscribe((v) => console.log("worker says", v));
    worker.on("exit", (code) => console.log("worker ended", code));
} else {
    of(1).pipe(map((x) => x + 1)).subscribe((v) => parentPort.postMessage(v));
}
