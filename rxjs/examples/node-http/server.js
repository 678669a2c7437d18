// A job queue behind HTTP, on the loopback only:
//   POST /jobs/KIND   hash, compress or deliver
//   GET  /metrics     server-sent events, one a second
//   GET  /            a dashboard
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { filter, fromEvent, map, share, takeUntil } from "rxjs";
import { lanes } from "./lanes.js";
import { metrics$, submit } from "./queue.js";

const PORT = Number(process.env.PORT ?? 8080);
const dashboard = await readFile(new URL("dashboard.html", import.meta.url));
const server = createServer();

const exchange$ = fromEvent(server, "request").pipe(
    map(([request, response]) => {
        const [, page, kind] = request.url.split("/");
        return { request, response, route: `${request.method} /${page}`, kind };
    }),
    share(),
);

const on = (wanted) => exchange$.pipe(filter(({ route }) => route === wanted));
const known = ["GET /", "GET /metrics", "POST /jobs"];

const visits$ = on("GET /");
const followers$ = on("GET /metrics");
const orders$ = on("POST /jobs");
const strays$ = exchange$.pipe(filter(({ route }) => !known.includes(route)));

visits$.subscribe(({ response }) => answer(response, 200, "text/html; charset=utf-8", dashboard));
followers$.subscribe(stream);
orders$.subscribe(({ response, kind }) => {
    if (!Object.hasOwn(lanes, kind)) return answerText(response, 404, `no such lane; there is ${Object.keys(lanes)}`);
    answerText(response, 202, `job ${submit(kind).id}`);
});
strays$.subscribe(({ response }) => answerText(response, 404, `there is ${known.join(", ")}`));

/** Until the browser goes away. */
function stream({ request, response }) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    metrics$
        .pipe(takeUntil(fromEvent(request, "close")))
        .subscribe((metrics) => response.write(`data: ${JSON.stringify(metrics)}\n\n`));
}

function answerText(response, status, text) {
    answer(response, status, "text/plain; charset=utf-8", `${text}\n`);
}

function answer(response, status, type, body) {
    response.writeHead(status, { "content-type": type }).end(body);
}

server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
