var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-comments/input.js", file: "/patterns/hot-comments/input.js", sites: [["p","pipe",4,"total$","",[["$args.0",1,"scan((sum, n) => sum + n, 0)"]]],["k","from",4,"","",[["$args.0",2,"fetch(\"/rows\")"]]],["x","fetch",4,"","",[]],["o","scan",4,"","",[["$args.0",0,"(sum, n) => sum + n"],["$args.1",1,"0"]]],["k","from",5,"other$","",[["$args.0",2,"fetch(\"/others\")"]]],["n","Subject",6,"subject","",[]],["n","BehaviorSubject",12,"state","Store",[["$args.0",1,"0"]]],["p","pipe",13,"rows$","Store",[["$args.0",1,"map((n) => n + 1)"]]],["o","map",13,"","Store",[["$args.0",0,"(n) => n + 1"]]],["k","from",16,"streams.a$","",[["$args.0",2,"[1]"]]],["k","from",17,"streams.b$","",[["$args.0",2,"[2]"]]],["p","pipe",21,"","load",[["$args.0",1,"map((row) => row.id)"]]],["k","from",21,"","load",[["$args.0",2,"fetch(id)"]]],["o","map",21,"","load",[["$args.0",0,"(row) => row.id"]]]], hot: {"sites":[["total$","mctwIyYWH-",[],1,[["5tvePDL5MB",[],0]]],["total$/from","owyTkdoLHI",[],1,[["_JphXoqWxN",[],0]]],["total$/fetch","_JphXoqWxN",[],1,[]],["total$/scan","5tvePDL5MB",[],1,[["oTI5BjuNVe",[],0],["eOqRqQYr0v",[],0]]],["other$","Ft0go7Hrcb",[],2,[["fjZ1nWfX6a",[],0]]],["subject","LxfYASfSgx",[],0,[]],["Store/state","mYhq25yFP1",[],1,[["eOqRqQYr0v",[],0]]],["Store/rows$","xTNW_EZjiB",[],2,[["BWGc5hhmXP",[],0]]],["Store/rows$/map","BWGc5hhmXP",[],2,[["A6tjZmd_Yb",[],0]]],["streams.a$","Nh8td5QTi-",[],1,[["ciw4yoX0q0",[],0]]],["streams.b$","Y7O-DR5DuA",[],0,[["96pC6bxdH6",[],0]]],["load/pipe","eBRvuAlnP3",[],2,[["kk_Yzsgui1",[],0]]],["load/from","C-VoazQYRp",[],2,[["3V_8JEmHJQ",[],0]]],["load/map","kk_Yzsgui1",[],2,[["u0liGE-zoS",[],0]]]],"imports":[],"exports":[["Store","plain"],["load","plain"]],"hash":"JIITmJ_RYT"} }); } import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

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
