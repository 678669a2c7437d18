/** `node depth.js VARIANT`: how deep things may be nested until the stack is full, as JSON. */
import { Subject, expand, map, mergeMap, of } from "rxjs";
import { prepare } from "./variants.js";

process.on("uncaughtException", () => {});
await prepare(process.argv[2], "rxjs");

/** The deepest that `enter` came to, of five: code that was compiled meanwhile needs less. @param {(at: (depth: number) => void) => void} enter */
function deepest(enter) {
    let deepest = 0;
    for (let time = 0; time < 5; time++) {
        try {
            enter((depth) => (deepest = Math.max(deepest, depth)));
        } catch (error) {
            if (!(error instanceof RangeError)) throw error;
        }
    }
    return deepest;
}

/** The longest chain that delivers. */
function longestChain() {
    let [works, fails] = [1, 20_000];
    while (fails - works > 20) {
        const length = (works + fails) >> 1;
        if (delivers(length)) works = length;
        else fails = length;
    }
    return works;
}

/** @param {number} length */
function delivers(length) {
    let came = false;
    try {
        const chain = Array.from({ length }, () => map((/** @type {number} */ x) => x + 1));
        /** @type {any} */ (of(0)).pipe(...chain).subscribe({ next: () => (came = true), error() {} });
    } catch (error) {
        if (!(error instanceof RangeError)) throw error;
    }
    return came;
}

const depths = {
    sends: deepest((at) => {
        const subject = new Subject();
        subject.subscribe((v) => (at(v), subject.next(v + 1)));
        subject.next(1);
    }),
    operators: deepest((at) => {
        const subject = new Subject();
        subject.pipe(map((v) => v + 1)).subscribe((v) => (at(v), subject.next(v)));
        subject.next(1);
    }),
    expand: deepest((at) => of(1).pipe(expand((v) => (at(v), of(v + 1)))).subscribe({ error() {} })),
    subscribes: deepest((at) => {
        /** @param {number} n @returns {any} */
        const walk = (n) => of(n).pipe(mergeMap((v) => (at(v), walk(v + 1))));
        walk(1).subscribe({ error() {} });
    }),
    chain: longestChain(),
};
console.log(JSON.stringify(depths));
process.exit(0);
