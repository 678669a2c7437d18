/**
 * `node --expose-gc pressure.js VARIANT`: sends as fast as it can for a number of turns while an inspector reads, then says
 * what app and inspector saw, as JSON.
 */
import { Subject, filter, map, of, switchMap } from "rxjs";
import { usedBytes } from "./collecting.js";
import { hook, inspect, seen } from "./inspector.js";

const [, , variant] = process.argv;
const TURNS = 20;
const SENDS = 200_000;
const SUBSCRIPTIONS = 5_000;

hook(await import("rxjs"));
await inspect(variant);

const subject = new Subject();
let got = 0, inner = 0, ticks = 0;
subject.pipe(map((/** @type {any} */ x) => x), filter(() => true)).subscribe(() => got++);
const inners = new Subject();
inners.pipe(switchMap((x) => of(x))).subscribe(() => inner++);
const ticking = setInterval(() => ticks++, 1);

const turn = () => new Promise((resolve) => setTimeout(resolve, 30));
/** @type {number[]} */
const used = [];
const big = { text: "x".repeat(10_000), list: Array.from({ length: 1000 }, (_, i) => ({ i })) };
for (let number = 0; number < TURNS; number++) {
    for (let i = 0; i < SENDS; i++) subject.next(i % 100 ? i : big);
    for (let i = 0; i < SUBSCRIPTIONS; i++) inners.next(i);
    await turn();
    used.push(usedBytes());
}
clearInterval(ticking);
const after = used.slice(TURNS / 2);
console.log(JSON.stringify({
    got, inner, ticks,
    expected: { got: TURNS * SENDS, inner: TURNS * SUBSCRIPTIONS },
    grown: after[after.length - 1] - after[0],
    seen,
}));
process.exit(0);
