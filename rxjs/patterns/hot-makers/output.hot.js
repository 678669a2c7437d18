var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-makers/input.js", file: "/patterns/hot-makers/input.js", sites: '[["m","every",4,"every","",[],"","h3d4q7q5aF",[],8],["p","pipe",4,"","every",["BWGc5hhmXP"],"every/pipe","7PymhlG41n",[],8],["k","interval",4,"","every",[["0",1,"ms","OD12nRS_4l"]],"every/interval","CQJXvQHRVz",[],8],["o","map",4,"","every",[["0",0,"(n) => n + 1","A6tjZmd_Yb",[],2]],"every/map","BWGc5hhmXP",[],8],["m","load",5,"load","",[],"","KuiGYMR1WR",[],8],["p","pipe",9,"reply","load",["EPRaIh-gZt"],"load/reply","lLq4bIXGwk",[],8],["k","of",9,"","load",[["0",1,"id","LaV593JnZE"]],"load/reply/of","-brL85imMq",[],8],["o","map",9,"","load",[["0",0,"parse","tH_84oD9ZY"]],"load/reply/map","EPRaIh-gZt",[],8],["m","both",12,"both","",[],"","x-tV3jM2bP",[0],8],["m","make",16,"make","",[],"","DojKndNMYU",[],8],["k","of",16,"","make",[["0",1,"n","sTOrbAcejQ"]],"make/of","Z1behic7YQ",[],8],["m","default",18,"default","",[],"","sAR4sojc38",[0],8],["k","of",20,"","later",[["0",1,"await api.get(id)","fuEhEY6_-V",[0]]],"later/of","eyPPzybCCI",[0],8],["k","of",23,"","maybe",[["0",1,"id","LaV593JnZE"]],"maybe/of","-brL85imMq",[],8]]', hot: {"imports":[["api",() => api]],"exports":[["every","maker"],["load","maker"],["both","maker"],["create","maker"],["default","maker"],["later","plain"],["maybe","plain"]],"hash":"hwXFuSmoDP"} }); } import { EMPTY, interval, map, of } from "rxjs";
import { api } from "./api";

export const every = $rxs().m(0, { every: (ms) => $rxs().p(1, $rxs().k(2, interval, ms), $rxs().o(3, map, (n) => n + 1)) }.every);
export const load = $rxs().m(4, { load: function (id) {
    if (id === undefined) {
        return EMPTY;
    }
    const reply = $rxs().p(5, $rxs().k(6, of, id), $rxs().o(7, map, parse));
    return reply;
} }.load);
export function both(id) {
    "use strict"; { const $m = $rxs().m(8); if ($m) return $m.apply(this, arguments); }
    return id > 0 ? load(id) : api.cached$;
}
const make = $rxs().m(9, { make: (n) => $rxs().k(10, of, n) }.make);
export { make as create };
export default $rxs().m(11, { default: (id) => both(id) }.default);
export async function later(id) {
    return $rxs().k(12, of, await api.get(id));
}
export function maybe(id) {
    if (id) return $rxs().k(13, of, id);
    return null;
}

; $rxs().e({ h: [[3, 0, (n) => n + 1]], m: { both } });