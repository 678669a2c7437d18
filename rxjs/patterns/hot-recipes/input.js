import { BehaviorSubject, from, fromEvent, map, of, retry, scan, switchMap } from "rxjs";
import { createStore, http, start } from "./app";

const url = "/rows";
const rows$ = from(fetch(url));
const store = createStore({ rows: [] });
const socket = new WebSocket(`ws://localhost${url}`);
const state = new BehaviorSubject(start().state);
const total$ = rows$.pipe(scan((sum, row) => sum + row.length, start()), retry({ count: start() + 1, delay: 10 }));
const replies$ = http.get(url).pipe(map(parse));
fromEvent(document.querySelector("button"), "click").subscribe(socket);
const list$ = of([start(), 1], { a: start(), b() {} }, (url, start()));

const read$ = store.rows$;
let count = 0;
const counted$ = of(count++, ...start());
const wrapped = createStore(of(1));
const inner$ = rows$.pipe(switchMap((row) => from(fetch(row))), http.logged("inner"));
if (url) {
    const once = createStore({});
}
