var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-comments/input.js", file: "/patterns/hot-comments/input.js", sites: '[["p","pipe",4,"total$"],["k","from",4,"","",[["0",2,"fetch(\\"/rows\\")"]]],["o","scan",4,"","",[["0",0,"(sum, n) => sum + n"],["1",1,"0"]]],["k","from",5,"other$","",[["0",2,"fetch(\\"/others\\")"]]],["n","Subject",6,"subject"],["n","BehaviorSubject",12,"state","Store",[["0",1,"0"]]],["p","pipe",13,"rows$","Store"],["o","map",13,"","Store",[["0",0,"(n) => n + 1"]]],["k","from",16,"streams.a$","",[["0",2,"[1]"]]],["k","from",17,"streams.b$","",[["0",2,"[2]"]]],["p","pipe",21,"","load"],["k","from",21,"","load",[["0",2,"fetch(id)"]]],["o","map",21,"","load",[["0",0,"(row) => row.id"]]]]' }); } import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

// rx:reset
const total$ = $rxs().p(0, $rxs().k(1, from, fetch("/rows")), $rxs().o(2, scan, (sum, n) => sum + n, 0));
const other$ = $rxs().k(3, from, fetch("/others")); // rx:ignore
const subject = $rxs().n(4, Subject);
// rx:ignore: sent again with each save
subject.next(1);

export class Store {
    // rx:reset
    state = $rxs().n(5, BehaviorSubject, 0);
    rows$ = $rxs().p(6, this.state, $rxs().o(7, map, (n) => n + 1)); // rx:ignore
}
const streams = {
    a$: $rxs().k(8, from, [1]), /* rx:reset */
    b$: $rxs().k(9, from, [2]),
};
// rx:ignore
export function load(id) {
    return $rxs().p(10, $rxs().k(11, from, fetch(id)), $rxs().o(12, map, (row) => row.id));
}; $rxs().e();
