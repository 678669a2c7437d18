var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-async/input.js", file: "/patterns/hot-async/input.js", sites: '[["x","",4,"socket"],["p","pipe",5,"rows$"],["k","from",5,"","",[["0",2,"await socket.rows()"]]],["o","map",5,"","",[["0",0,"parse"]]],["k","from",6,"replies$","",[["0",2,"socket.replies()"]]],["p","pipe",11,"","load"],["k","of",11,"","load",[["0",1,"row"]]],["o","mergeMap",11,"","load",[["0",0,"async (r) => (await fetch(r.url)).json()"]]]]' }); } import { from, map, mergeMap, of } from "rxjs";
import { connect } from "./connect";

const socket = $rxs().x(0, await connect());
export const rows$ = $rxs().p(1, $rxs().k(2, from, await socket.rows()), $rxs().o(3, map, parse));
export const replies$ = $rxs().k(4, from, socket.replies());
export const { first } = await import("./first");

export async function load(id) {
    const row = await socket.row(id);
    return $rxs().p(5, $rxs().k(6, of, row), $rxs().o(7, mergeMap, async (r) => (await fetch(r.url)).json()));
}; $rxs().e();
