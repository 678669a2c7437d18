/** What an app does, four times over. The benchmark runs it as it stands, and as the transform writes it. */
import { Subject, filter, map, of, range, scan, switchMap } from "rxjs";

let sum = 0;

/** @param {number} n */
export function A(n) {
    range(0, n).pipe(map(x => x + 1), filter(x => x % 2 === 1), scan((a, x) => a + x & 0xffff, 0)).subscribe(x => {
        sum += x;
    });
}

const source = new Subject();
source.pipe(map(x => x + 1), filter(x => x % 2 === 1), scan((a, x) => a + x & 0xffff, 0)).subscribe(x => {
    sum += x;
});

/** @param {number} n */
export function B(n) {
    for (let i = 0; i < n; i++) {
        source.next(i);
    }
}

const outer = new Subject();
outer.pipe(switchMap(x => of(x))).subscribe(x => {
    sum += x;
});

/** @param {number} n */
export function C(n) {
    for (let i = 0; i < n; i++) {
        outer.next(i);
    }
}

const nothing = new Subject();

/** @param {number} n */
export function D(n) {
    for (let i = 0; i < n; i++) {
        nothing.pipe(map(x => x + 1), filter(x => x % 2 === 1), scan((a, x) => a + x, 0)).subscribe(x => {
            sum += x;
        }).unsubscribe();
    }
}

export function total() {
    return sum;
}
