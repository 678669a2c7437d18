var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-async/input.js", file: "/patterns/hot-async/input.js", sites: '[["x","",4,"socket","",[],"","hka6EHS5My",[0]],["p","pipe",5,"rows$","",["EPRaIh-gZt"],"","C5nSqBWNoH",[0]],["k","from",5,"","",[["0",2,"await socket.rows()","Ein4cTO14w",[0]]],"rows$/from","U28jxOrFSo",[0]],["o","map",5,"","",[["0",0,"parse","tH_84oD9ZY"]],"rows$/map","EPRaIh-gZt"],["k","from",6,"replies$","",[["0",2,"socket.replies()","GvyY9VPeS4",[0]]],"","paboXc-YmZ",[0]],["x","replies",6,"","",[],"replies$/replies","GvyY9VPeS4",[0]],["p","pipe",11,"","load",["Q6FohSbmAj"],"load/pipe","MLOPXkBm4_",[],8],["k","of",11,"","load",[["0",1,"row","2dFTqmxrjC"]],"load/of","N8kkPCmc5c",[],8],["o","mergeMap",11,"","load",[["0",0,"async (r) => (await fetch(r.url)).json()","Fjrk42vxq2",[],2]],"load/mergeMap","Q6FohSbmAj",[],8]]', hot: {"imports":[["connect",() => connect]],"exports":[["rows$","stream"],["replies$","stream"],["first","plain"],["load","plain"]],"hash":"N1EMeChtO-"} }); } import { from, map, mergeMap, of } from "rxjs";
import { connect } from "./connect";

const socket = $rxs().x(0, await connect());
export const rows$ = $rxs().p(1, $rxs().k(2, from, await socket.rows()), $rxs().o(3, map, parse));
export const replies$ = $rxs().k(4, from, $rxs().t(5, () => socket.replies()));
export const { first } = await import("./first");

export async function load(id) {
    const row = await socket.row(id);
    return $rxs().p(6, $rxs().k(7, of, row), $rxs().o(8, mergeMap, async (r) => (await fetch(r.url)).json()));
}

; $rxs().e({ h: [[8, 0, async (r) => (await fetch(r.url)).json()]], m: {} });