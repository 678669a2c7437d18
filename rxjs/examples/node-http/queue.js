// The queue as streams. Jobs come in by submit(); each kind has a lane of its own, in which only so many run at
// once, and a job that fails is tried again, later and later.
import {
    BehaviorSubject, Subject, catchError, defer, groupBy, interval, map, merge, mergeMap, of, retry, scan, share,
    startWith, timer, withLatestFrom,
} from "rxjs";
import { lanes } from "./lanes.js";

const RETRIES = 2;
const RETRY_MS = 200;
const METRICS_MS = 1000;

/** @typedef {{ id: number, kind: string }} Job */
/** @typedef {{ job: Job, step: "waiting" | "running" | "done" | "failed" }} Progress */
/** @typedef {Record<string, Record<Progress["step"], number>>} Counts */

/** @type {Subject<Job>} */
const jobs$ = new Subject();
let lastId = 0;

const accepted$ = jobs$.pipe(map((job) => progress(job, "waiting")));

const worked$ = jobs$.pipe(
    groupBy((job) => job.kind),
    mergeMap((lane$) => lane$.pipe(mergeMap(run, lanes[lane$.key].atOnce))),
);

/** @type {BehaviorSubject<Counts>} */
const counts$ = new BehaviorSubject({});

/** What a dashboard wants, once a second. */
export const metrics$ = interval(METRICS_MS).pipe(
    startWith(0),
    withLatestFrom(counts$),
    map(([, counts]) => ({ counts, memory: process.memoryUsage().rss })),
    share(),
);

const progress$ = merge(accepted$, worked$);
export const work = progress$.pipe(scan(count, {})).subscribe(counts$);

/** @param {string} kind one of the lanes */
export function submit(kind) {
    const job = { id: ++lastId, kind };
    jobs$.next(job);
    return job;
}

/** @param {Job} job */
function run(job) {
    return defer(() => lanes[job.kind].work(job)).pipe(
        retry({ count: RETRIES, delay: (_error, attempt) => timer(RETRY_MS * 2 ** attempt) }),
        map(() => progress(job, "done")),
        catchError(() => of(progress(job, "failed"))),
        startWith(progress(job, "running")),
    );
}

/**
 * @param {Job} job
 * @param {Progress["step"]} step
 * @returns {Progress}
 */
function progress(job, step) {
    return { job, step };
}

const before = { waiting: null, running: "waiting", done: "running", failed: "running" };

/**
 * @param {Counts} counts
 * @param {Progress} progress
 * @returns {Counts}
 */
function count(counts, { job, step }) {
    const lane = { ...(counts[job.kind] ?? { waiting: 0, running: 0, done: 0, failed: 0 }) };
    const left = before[step];
    if (left) lane[left]--;
    lane[step]++;
    return { ...counts, [job.kind]: lane };
}
