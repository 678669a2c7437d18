import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

// rx:reset
const total$ = from(fetch("/rows")).pipe(scan((sum, n) => sum + n, 0));
const other$ = from(fetch("/others")); // rx:ignore
const subject = new Subject();
// rx:ignore: sent again with each save
subject.next(1);

export class Store {
    // rx:reset
    state = new BehaviorSubject(0);
    rows$ = this.state.pipe(map((n) => n + 1)); // rx:ignore
}
const streams = {
    a$: from([1]), /* rx:reset */
    b$: from([2]),
};
// rx:ignore
export function load(id) {
    return from(fetch(id)).pipe(map((row) => row.id));
}
