var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-async/input.js", file: "/patterns/hot-async/input.js", sites: [["x","",4,"socket","",[]],["p","pipe",5,"rows$","",[["$args.0",1,"map(parse)"]]],["k","from",5,"","",[["$args.0",2,"await socket.rows()"]]],["o","map",5,"","",[["$args.0",0,"parse"]]],["k","from",6,"replies$","",[["$args.0",2,"socket.replies()"]]],["x","replies",6,"","",[]],["p","pipe",11,"","load",[["$args.0",1,"mergeMap(async (r) => (await fetch(r.url)).json())"]]],["k","of",11,"","load",[["$args.0",1,"row"]]],["o","mergeMap",11,"","load",[["$args.0",0,"async (r) => (await fetch(r.url)).json()"]]]], hot: {"sites":[["socket","tylotwwt7z56",[0],0,[]],["rows$","j36qre3gy3t7",[0],0,[["mgysp5m9s1gz",[],0]]],["rows$/from","1vev0y11v8cd",[0],0,[["58p7s926422h",[0],0]]],["rows$/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["replies$","b5qlp0mt5yg7",[0],0,[["bp9tfhx2num6",[0],0]]],["replies$/replies","bp9tfhx2num6",[0],0,[]],["load/pipe","ry9h8fqo9y4h",[],0,[["bnb7s1kpvian",[],0]]],["load/of","ziapv9lygey8",[],0,[["qxsajtrq7vwb",[],0]]],["load/mergeMap","bnb7s1kpvian",[],0,[["bxj7fknu12by",[],2]]]],"imports":[["connect",() => connect]],"exports":[["rows$","stream"],["replies$","stream"],["first","plain"],["load","plain"]],"hash":"5vsfpmmka48o"} }); } import { from, map, mergeMap, of } from "rxjs";
import { connect } from "./connect";

const socket = $rxs().x(0, await connect());
export const rows$ = $rxs().p(1, $rxs().k(2, from, await socket.rows()), $rxs().o(3, map, parse));
export const replies$ = $rxs().k(4, from, $rxs().t(5, () => socket.replies()));
export const { first } = await import("./first");

export async function load(id) {
    const row = await socket.row(id);
    return $rxs().p(6, $rxs().k(7, of, row), $rxs().o(8, mergeMap, async (r) => (await fetch(r.url)).json()));
}

; $rxs().e({ h: [[8, "$args.0", async (r) => (await fetch(r.url)).json()]], m: {} });