var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-async/input.js", file: "/patterns/hot-async/input.js", sites: [["x","",4,"socket","",[]],["p","pipe",5,"rows$","",[["$args.0",1,"map(parse)"]]],["k","from",5,"","",[["$args.0",2,"await socket.rows()"]]],["o","map",5,"","",[["$args.0",0,"parse"]]],["k","from",6,"replies$","",[["$args.0",2,"socket.replies()"]]],["x","replies",6,"","",[]],["p","pipe",11,"","load",[["$args.0",1,"mergeMap(async (r) => (await fetch(r.url)).json())"]]],["k","of",11,"","load",[["$args.0",1,"row"]]],["o","mergeMap",11,"","load",[["$args.0",0,"async (r) => (await fetch(r.url)).json()"]]]], hot: {"sites":[["socket","hka6EHS5My",[0],0,[]],["rows$","C5nSqBWNoH",[0],0,[["EPRaIh-gZt",[],0]]],["rows$/from","U28jxOrFSo",[0],0,[["Ein4cTO14w",[0],0]]],["rows$/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["replies$","paboXc-YmZ",[0],0,[["GvyY9VPeS4",[0],0]]],["replies$/replies","GvyY9VPeS4",[0],0,[]],["load/pipe","MLOPXkBm4_",[],0,[["Q6FohSbmAj",[],0]]],["load/of","N8kkPCmc5c",[],0,[["2dFTqmxrjC",[],0]]],["load/mergeMap","Q6FohSbmAj",[],0,[["Fjrk42vxq2",[],2]]]],"imports":[["connect",() => connect]],"exports":[["rows$","stream"],["replies$","stream"],["first","plain"],["load","plain"]],"hash":"N1EMeChtO-"} }); } import { from, map, mergeMap, of } from "rxjs";
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