var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-comments/input.js", file: "/patterns/hot-comments/input.js", sites: [["p","pipe",4,"total$","",[["$args.0",1,"scan((sum, n) => sum + n, 0)"]]],["k","from",4,"","",[["$args.0",2,"fetch(\"/rows\")"]]],["x","fetch",4,"","",[]],["o","scan",4,"","",[["$args.0",0,"(sum, n) => sum + n"],["$args.1",1,"0"]]],["k","from",5,"other$","",[["$args.0",2,"fetch(\"/others\")"]]],["n","Subject",6,"subject","",[]],["n","BehaviorSubject",12,"state","Store",[["$args.0",1,"0"]]],["p","pipe",13,"rows$","Store",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",13,"","Store",[["$args.0",0,"(n) => n + 1"]]],["k","from",16,"streams.a$","",[["$args.0",2,"[1]"]]],["k","from",17,"streams.b$","",[["$args.0",2,"[2]"]]],["p","pipe",21,"","load",[["$args.0",1,"map((row) => row.id)"]]],["k","from",21,"","load",[["$args.0",2,"fetch(id)"]]],["o","map",21,"","load",[["$args.0",0,"(row) => row.id"]]]], hot: {"sites":[["total$","a8jtq2s0ly53",[],1,[["4qzn7v3ljw0r",[],0]]],["total$/from","7prkrtwlv1yn",[],1,[["6dqq9fnmtbuv",[],0]]],["total$/fetch","6dqq9fnmtbuv",[],1,[]],["total$/scan","4qzn7v3ljw0r",[],1,[["n67nd4d5wrs2",[],0],["v6a5kkys2abx",[],0]]],["other$","7p5b2yivuqpq",[],2,[["b7se5sjnz6pd",[],0]]],["subject","mnep2qmbg09g",[],0,[]],["Store/state","8cyh3x8crt9y",[],1,[["v6a5kkys2abx",[],0]]],["Store/rows$","22gw9bze43mw",[],2,[["0h210mc87vx3",[],0]]],["Store/rows$/map","0h210mc87vx3",[],2,[["rwnapjne20av",[],0]]],["streams.a$","4lvo9x9m2fwc",[],1,[["vy547pmvtt4z",[],0]]],["streams.b$","7ikv5fn9quff",[],0,[["3lqypiv1p7fo",[],0]]],["load/pipe","dyt7st6je1f0",[],2,[["kyyj2hhbt1sj",[],0]]],["load/from","h7uil6v0j50t",[],2,[["6ccugdrggsy2",[],0]]],["load/map","kyyj2hhbt1sj",[],2,[["kygra8cg3ddx",[],0]]]],"imports":[],"exports":[["Store","plain"],["load","plain"]],"hash":"5oer5r188o5k"} }); } import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

// rx:reset
const total$ = $rxs().p(0, $rxs().k(1, from, $rxs().t(2, () => fetch("/rows"))), $rxs().o(3, scan, (sum, n) => sum + n, 0));
const other$ = $rxs().k(4, from, fetch("/others")); // rx:ignore
const subject = $rxs().n(5, Subject);
// rx:ignore: sent again with each save
subject.next(1);

export class Store {
    // rx:reset
    state = $rxs().n(6, BehaviorSubject, 0);
    rows$ = $rxs().p(7, this.state, $rxs().o(8, map, (n) => n + 1)); // rx:ignore
}
const streams = {
    a$: $rxs().k(9, from, [1]), /* rx:reset */
    b$: $rxs().k(10, from, [2]),
};
// rx:ignore
export function load(id) {
    return $rxs().p(11, $rxs().k(12, from, fetch(id)), $rxs().o(13, map, (row) => row.id));
}; $rxs().e({ h: [], m: {} });
