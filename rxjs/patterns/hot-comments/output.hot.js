var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-comments/input.js", file: "/patterns/hot-comments/input.js", sites: '[["p","pipe",4,"total$","",["5tvePDL5MB"],"","mctwIyYWH-",[],1],["k","from",4,"","",[["0",2,"fetch(\\"/rows\\")","_JphXoqWxN"]],"total$/from","owyTkdoLHI",[],1],["x","fetch",4,"","",[],"total$/fetch","_JphXoqWxN",[],1],["o","scan",4,"","",[["0",0,"(sum, n) => sum + n","oTI5BjuNVe"],["1",1,"0","eOqRqQYr0v"]],"total$/scan","5tvePDL5MB",[],1],["k","from",5,"other$","",[["0",2,"fetch(\\"/others\\")","fjZ1nWfX6a"]],"","Ft0go7Hrcb",[],2],["n","Subject",6,"subject","",[],"","LxfYASfSgx"],["n","BehaviorSubject",12,"state","Store",[["0",1,"0","eOqRqQYr0v"]],"Store/state","mYhq25yFP1",[],9],["p","pipe",13,"rows$","Store",["BWGc5hhmXP"],"Store/rows$","xTNW_EZjiB",[],10],["o","map",13,"","Store",[["0",0,"(n) => n + 1","A6tjZmd_Yb"]],"Store/rows$/map","BWGc5hhmXP",[],10],["k","from",16,"streams.a$","",[["0",2,"[1]","ciw4yoX0q0"]],"","Nh8td5QTi-",[],1],["k","from",17,"streams.b$","",[["0",2,"[2]","96pC6bxdH6"]],"","Y7O-DR5DuA"],["p","pipe",21,"","load",["kk_Yzsgui1"],"load/pipe","eBRvuAlnP3",[],10],["k","from",21,"","load",[["0",2,"fetch(id)","3V_8JEmHJQ"]],"load/from","C-VoazQYRp",[],10],["o","map",21,"","load",[["0",0,"(row) => row.id","u0liGE-zoS"]],"load/map","kk_Yzsgui1",[],10]]', hot: {"imports":[],"exports":[["Store","plain"],["load","plain"]],"hash":"JIITmJ_RYT"} }); } import { BehaviorSubject, from, map, scan, Subject } from "rxjs";

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
