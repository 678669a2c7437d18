// The book of the chosen instrument, as streams. Components subscribe to what is exported here and to
// nothing else.
import {
    BehaviorSubject, NEVER, auditTime, bufferTime, combineLatest, distinctUntilChanged, map, retry, scan, share,
    startWith, switchMap, tap, timer,
} from "rxjs";
import { connect, instruments } from "./exchange";
import { applyChange, best, emptyBook, middle, spread } from "./levels";

const RECONNECT_MS = 1500;
const FRAME_MS = 100;
const FRAMES_A_MINUTE = 60_000 / FRAME_MS;

export const instrument$ = new BehaviorSubject(instruments[0]);
export const depth$ = new BehaviorSubject(10);
export const frozen$ = new BehaviorSubject(false);
export const status$ = new BehaviorSubject("connecting");

/** Every new connection begins with a book of its own. */
const live$ = instrument$.pipe(
    switchMap((instrument) =>
        connect(instrument).pipe(
            tap({ subscribe: () => status$.next("live") }),
            scan(applyChange, emptyBook),
            retry({ delay: reconnect }),
        ),
    ),
    share(),
);

/** What people can follow: ten pictures a second, none while the book is frozen. */
const book$ = frozen$.pipe(
    switchMap((frozen) => (frozen ? NEVER : live$)),
    auditTime(FRAME_MS),
    share(),
);

export const levels$ = combineLatest([book$, depth$]).pipe(map(([book, depth]) => best(book, depth)));
export const spread$ = book$.pipe(map(spread), distinctUntilChanged());
export const rate$ = live$.pipe(bufferTime(1000), map((changes) => changes.length), startWith(0));

export const trend$ = instrument$.pipe(
    switchMap(() => book$.pipe(map(middle), scan(lastMinute, []))),
);

function reconnect(error: Error) {
    status$.next(error.message);
    return timer(RECONNECT_MS);
}

function lastMinute(prices: number[], price: number): number[] {
    return [...prices.slice(1 - FRAMES_A_MINUTE), price];
}
