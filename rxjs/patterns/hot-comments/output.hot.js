var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-comments/input.js", file: "/patterns/hot-comments/input.js", sites: [["p","pipe",4,"total$","",[["$args.0",1,"scan((sum, n) => sum + n, 0)"]]],["k","from",4,"","",[["$args.0",2,"fetch(\"/rows\")"]]],["x","fetch",4,"","",[]],["o","scan",4,"","",[["$args.0",0,"(sum, n) => sum + n"],["$args.1",1,"0"]]],["k","from",5,"other$","",[["$args.0",2,"fetch(\"/others\")"]]],["n","Subject",6,"subject","",[]],["n","BehaviorSubject",12,"state","Store",[["$args.0",1,"0"]]],["p","pipe",13,"rows$","Store",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",13,"","Store",[["$args.0",0,"(n) => n + 1"]]],["k","from",16,"streams.a$","",[["$args.0",2,"[1]"]]],["k","from",17,"streams.b$","",[["$args.0",2,"[2]"]]],["p","pipe",21,"","load",[["$args.0",1,"map((row) => row.id)"]]],["k","from",21,"","load",[["$args.0",2,"fetch(id)"]]],["o","map",21,"","load",[["$args.0",0,"(row) => row.id"]]]], hot: {"sites":[["total$","nnbyce73tb44",[],1,[["vm4ou3wuhrhl",[],0]]],["total$/from","nq85g72j0b94",[],1,[["30crxn6h9j6f",[],0]]],["total$/fetch","30crxn6h9j6f",[],1,[]],["total$/scan","vm4ou3wuhrhl",[],1,[["n67nd4d5wrs2",[],0],["v3ty87ys2abx",[],0]]],["other$","r1mefrz1xh8q",[],2,[["37dc6nzdz3vi",[],0]]],["subject","mnep2qmbg09g",[],0,[]],["Store/state","t9tlwdx0eu3q",[],1,[["v3ty87ys2abx",[],0]]],["Store/rows$","24h6vlnv7kis",[],2,[["249ug2m90g6r",[],0]]],["Store/rows$/map","249ug2m90g6r",[],2,[["m4ovjq86tbax",[],0]]],["streams.a$","xwjrkhsz1o70",[],1,[["2z20x4v3cgw4",[],0]]],["streams.b$","sucjkwd9kkd9",[],0,[["b9v6sasnvhx7",[],0]]],["load/pipe","dyt7st6je1f0",[],2,[["kyyj2hhbt1sj",[],0]]],["load/from","h7uil6v0j50t",[],2,[["6ccugdrggsy2",[],0]]],["load/map","kyyj2hhbt1sj",[],2,[["kygra8cg3ddx",[],0]]]],"imports":[],"exports":[["Store","plain"],["load","plain"]],"hash":"5evu6owbi4wz"} }); } import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

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
