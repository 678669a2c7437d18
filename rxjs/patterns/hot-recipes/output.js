var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-recipes/input.js", file: "/patterns/hot-recipes/input.js", sites: '[["k","from",5,"rows$","",[["0",2,"fetch(url)"]]],["x","",6,"store"],["x","",7,"socket"],["n","BehaviorSubject",8,"state","",[["0",1,"start().state"]]],["p","pipe",9,"total$"],["o","scan",9,"","",[["0",0,"(sum, row) => sum + row.length"],["1",1,"start()"]]],["o","retry",9,"","",[["0.count",1,"start() + 1"],["0.delay",1,"10"]]],["p","pipe",10,"replies$"],["o","map",10,"","",[["0",0,"parse"]]],["s","socket",11,"","",[["0",0,"socket"]]],["k","fromEvent",11,"","",[["0",1,"document.querySelector(\\"button\\")"],["1",1,"\\"click\\""]]],["k","of",12,"list$","",[["0",1,"[start(), 1]"],["1",1,"{ a: start(), b() {} }"],["2",1,"url, start()"]]],["x","",14,"read$"],["k","of",16,"counted$","",[["0",1,"count++"],["1",1,"...start()"]]],["x","",17,"wrapped"],["k","of",17,"","",[["0",1,"1"]]],["p","pipe",18,"inner$"],["o","switchMap",18,"","",[["0",0,"(row) => from(fetch(row))"]]],["k","from",18,"","switchMap()",[["0",2,"fetch(row)"]]],["x","",20,"once"]]' }); } import { BehaviorSubject, from, fromEvent, map, of, retry, scan, switchMap } from "rxjs";
import { createStore, http, start } from "./app";

const url = "/rows";
const rows$ = $rxs().k(0, from, fetch(url));
const store = $rxs().x(1, createStore({ rows: [] }));
const socket = $rxs().x(2, new WebSocket(`ws://localhost${url}`));
const state = $rxs().n(3, BehaviorSubject, start().state);
const total$ = $rxs().p(4, rows$ ?? rows$.pipe, $rxs().o(5, scan, (sum, row) => sum + row.length, start()), $rxs().o(6, retry, { count: start() + 1, delay: 10 }));
const replies$ = $rxs().p(7, http.get(url), $rxs().o(8, map, parse));
$rxs().s(9, $rxs().k(10, fromEvent, document.querySelector("button"), "click"), socket);
const list$ = $rxs().k(11, of, [start(), 1], { a: start(), b() {} }, (url, start()));

const read$ = $rxs().x(12, store.rows$);
let count = 0;
const counted$ = $rxs().k(13, of, count++, ...start());
const wrapped = $rxs().x(14, createStore($rxs().k(15, of, 1)));
const inner$ = $rxs().p(16, rows$ ?? rows$.pipe, $rxs().o(17, switchMap, (row) => $rxs().k(18, from, fetch(row))), http.logged("inner"));
if (url) {
    const once = $rxs().x(19, createStore({}));
}; $rxs().e();
