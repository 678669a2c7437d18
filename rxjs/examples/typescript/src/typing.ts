// The trainer as streams: keys come in, attempts, tempo and the best result of today go out.
import {
    BehaviorSubject, distinctUntilChanged, filter, fromEvent, map, merge, pairwise, scan, share, shareReplay,
    startWith, switchMap, takeWhile, tap, throttleTime,
} from "rxjs";
import { accuracy, begin, finished, press, tempo } from "./attempt";
import { texts } from "./texts";

const CURVE_POINTS = 120;
const STEADY_MS = 2000;

const position$ = new BehaviorSubject(0);

const keydown$ = fromEvent<KeyboardEvent>(window, "keydown").pipe(
    filter((event) => !event.ctrlKey && !event.metaKey && !event.altKey),
    tap((event) => event.key === " " && event.preventDefault()),
    share(),
);

const letter$ = keydown$.pipe(
    filter(({ key }) => key.length === 1 || key === "Backspace"),
    map(({ key, timeStamp }) => ({ key, at: timeStamp })),
);

const skip$ = keydown$.pipe(filter(({ key }) => key === "Escape"));

/** A text begins anew with each position, and ends with its last letter. */
export const attempt$ = position$.pipe(
    map((position) => begin(texts[position % texts.length])),
    switchMap((attempt) =>
        letter$.pipe(
            scan(press, attempt),
            startWith(attempt),
            takeWhile((current) => !finished(current), true),
        ),
    ),
    shareReplay({ bufferSize: 1, refCount: true }),
);

export const tempo$ = attempt$.pipe(map(tempo), distinctUntilChanged());
export const accuracy$ = attempt$.pipe(map(accuracy), distinctUntilChanged());

const finished$ = attempt$.pipe(filter(finished), share());
export const best$ = finished$.pipe(map(tempo), scan((best, now) => Math.max(best, now), 0));

/** Tempo between neighbouring letters, which shows where the fingers hesitate. */
export const curve$ = letter$.pipe(
    throttleTime(10),
    pairwise(),
    map(([before, after]) => 60_000 / 5 / Math.min(after.at - before.at, STEADY_MS)),
    scan((points: number[], point) => [...points.slice(1 - CURVE_POINTS), point], []),
);

/** Whoever finishes a text or skips it gets the next one. */
export const next$ = merge(finished$, skip$).pipe(tap(() => position$.next(position$.value + 1)));
