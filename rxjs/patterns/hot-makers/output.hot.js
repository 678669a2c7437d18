var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-makers/input.js", file: "/patterns/hot-makers/input.js", sites: [["m","every",4,"every","",[]],["p","pipe",4,"","every",[["$args.0",1,"map((n) => n + 1)"]]],["k","interval",4,"","every",[["$args.0",1,"ms"]]],["o","map",4,"","every",[["$args.0",0,"(n) => n + 1"]]],["m","load",5,"load","",[]],["p","pipe",9,"reply","load",[["$args.0",1,"map(parse)"]]],["k","of",9,"","load",[["$args.0",1,"id"]]],["o","map",9,"","load",[["$args.0",0,"parse"]]],["m","both",12,"both","",[]],["m","make",16,"make","",[]],["k","of",16,"","make",[["$args.0",1,"n"]]],["m","default",18,"default","",[]],["k","of",20,"","later",[["$args.0",1,"await api.get(id)"]]],["k","of",23,"","maybe",[["$args.0",1,"id"]]]], hot: {"sites":[["every","h3d4q7q5aF",[],0,[]],["every/pipe","7PymhlG41n",[],0,[["BWGc5hhmXP",[],0]]],["every/interval","CQJXvQHRVz",[],0,[["OD12nRS_4l",[],0]]],["every/map","BWGc5hhmXP",[],0,[["A6tjZmd_Yb",[],2]]],["load","KuiGYMR1WR",[],0,[]],["load/reply","lLq4bIXGwk",[],0,[["EPRaIh-gZt",[],0]]],["load/reply/of","-brL85imMq",[],0,[["LaV593JnZE",[],0]]],["load/reply/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["both","x-tV3jM2bP",[0],0,[]],["make","DojKndNMYU",[],0,[]],["make/of","Z1behic7YQ",[],0,[["sTOrbAcejQ",[],0]]],["default","sAR4sojc38",[0],0,[]],["later/of","eyPPzybCCI",[0],0,[["fuEhEY6_-V",[0],0]]],["maybe/of","-brL85imMq",[],0,[["LaV593JnZE",[],0]]]],"imports":[["api",() => api]],"exports":[["every","maker"],["load","maker"],["both","maker"],["create","maker"],["default","maker"],["later","plain"],["maybe","plain"]],"hash":"hwXFuSmoDP"} }); } import { EMPTY, interval, map, of } from "rxjs";
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

; $rxs().e({ h: [[3, "$args.0", (n) => n + 1]], m: { both } });