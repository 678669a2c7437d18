var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-recipes/input.js", file: "/patterns/hot-recipes/input.js", sites: '[["k","from",5,"rows$","",[["0",2,"fetch(url)","vd4cbX3L7P"]],"","ICRez3aJkA"],["x","fetch",5,"","",[],"rows$/fetch","vd4cbX3L7P"],["x","",6,"store","",[],"","-r_nJg0rVO",[0]],["x","",7,"socket","",[],"","bvCe9Lq2Dd"],["n","BehaviorSubject",8,"state","",[["0",1,"start().state","sikYWFaKFR",[1]]],"","scgUKLzJz2",[1]],["x","value",8,"","",[],"state/value","sikYWFaKFR",[1]],["p","pipe",9,"total$","",[["An2njohRLn",[1]],["0WifVzPQHT",[1]]],"","iPcytwUH6Q",[1]],["o","scan",9,"","",[["0",0,"(sum, row) => sum + row.length","526AkBLird"],["1",1,"start()","rCctLiBrbD",[1]]],"total$/scan","An2njohRLn",[1]],["x","start",9,"","",[],"total$/start","rCctLiBrbD",[1]],["o","retry",9,"","",[["0.count",1,"start() + 1","vWqobLFHdM",[1]],["0.delay",1,"10","e3qNWMvu3B"]],"total$/retry","0WifVzPQHT",[1]],["x","value",9,"","",[],"total$/value","vWqobLFHdM",[1]],["p","pipe",10,"replies$","",["EPRaIh-gZt"],"","YesAw3UheF",[2]],["x","get",10,"","",[],"replies$/get","ZyXM-vYbqU",[2]],["o","map",10,"","",[["0",0,"parse","tH_84oD9ZY"]],"replies$/map","EPRaIh-gZt"],["s","socket",11,"","",[["0",0,"socket","hry2W1oszs"]],"fromEvent/subscribe","va6t3BkhGN",[],4],["k","fromEvent",11,"","",[["0",1,"document.querySelector(\\"button\\")","31SzGLS4gX"],["1",1,"\\"click\\"","7HkrCeEsmZ"]],"fromEvent/fromEvent","5uCnHf08jl"],["x","querySelector",11,"","",[],"fromEvent/querySelector","31SzGLS4gX"],["k","of",12,"list$","",[["0",1,"[start(), 1]","6vI76q09aV",[1]],["1",1,"{ a: start(), b() {} }","-6X_tAKc04",[1]],["2",1,"url, start()","Df6_6B7KPF",[1]]],"","BlmJkDLOF2",[1]],["x","start",12,"","",[],"list$/start","rCctLiBrbD",[1]],["x","start",12,"","",[],"list$/start~2","rCctLiBrbD",[1]],["x","value",12,"","",[],"list$/value","Df6_6B7KPF",[1]],["x","",14,"read$","",[],"","7_IukTvboo",[0]],["k","of",16,"counted$","",[["0",1,"count++","3AS1n17QwD"],["1",1,"...start()","y2VPEbyiBm",[1]]],"","ocs5rTQOpV",[1]],["x","",17,"wrapped","",[],"","zhKdgqiCEL",[0]],["k","of",17,"","",[["0",1,"1","KuOAcDu2pY"]],"wrapped/of","HV-45lAB3n"],["p","pipe",18,"inner$","",["Oj9pJPLKED",["I1Fp-qDV9W",[2]]],"","Lpri1cXdlF",[2]],["o","switchMap",18,"","",[["0",0,"(row) => from(fetch(row))","BUQHyBZbL4"]],"inner$/switchMap","Oj9pJPLKED"],["k","from",18,"","switchMap()",[["0",2,"fetch(row)","uTVLRFvZZK"]],"inner$/switchMap()/from","FPntkQ4Xxd",[],8],["x","",20,"once","",[],"","IAcWYFVHLd",[0]]]', hot: {"imports":[["createStore",() => createStore],["start",() => start],["http",() => http]],"exports":[],"hash":"byMGQ6l0Zc"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { BehaviorSubject, from, fromEvent, map, of, retry, scan, switchMap } from "rxjs";
import { createStore, http, start } from "./app";

const url = "/rows";
const rows$ = $rxs().k(0, from, $rxs().t(1, () => fetch(url)));
const store = $rxs().t(2, () => createStore({ rows: [] }));
const socket = $rxs().t(3, () => new WebSocket(`ws://localhost${url}`));
const state = $rxs().n(4, BehaviorSubject, $rxs().t(5, () => start().state));
const total$ = $rxs().p(6, rows$ ?? rows$.pipe, $rxs().o(7, scan, (sum, row) => sum + row.length, $rxs().t(8, () => start())), $rxs().o(9, retry, { count: $rxs().t(10, () => start() + 1), delay: 10 }));
const replies$ = $rxs().p(11, $rxs().t(12, () => http.get(url)), $rxs().o(13, map, parse));
$rxs().s(14, $rxs().k(15, fromEvent, $rxs().t(16, () => document.querySelector("button")), "click"), socket);
const list$ = $rxs().k(17, of, [$rxs().t(18, () => start()), 1], { a: $rxs().t(19, () => start()), b() {} }, ($rxs().t(20, () => (url, start()))));

const read$ = $rxs().x(21, store.rows$);
let count = 0;
const counted$ = $rxs().k(22, of, count++, ...start());
const wrapped = $rxs().x(23, createStore($rxs().k(24, of, 1)));
const inner$ = $rxs().p(25, rows$ ?? rows$.pipe, $rxs().o(26, switchMap, (row) => $rxs().k(27, from, fetch(row))), http.logged("inner"));
if (url) {
    const once = $rxs().x(28, createStore({}));
}; $rxs().e({ h: [], m: {} });
