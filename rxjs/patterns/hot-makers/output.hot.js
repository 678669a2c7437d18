var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-makers/input.js", file: "/patterns/hot-makers/input.js", sites: [["m","every",4,"every","",[]],["p","pipe",4,"","every",[["$args.0",1,"map((n) => n + 1)"]]],["k","interval",4,"","every",[["$args.0",1,"ms"]]],["o","map",4,"","every",[["$args.0",0,"(n) => n + 1"]]],["m","load",5,"load","",[]],["p","pipe",9,"reply","load",[["$args.0",1,"map(parse)"]]],["k","of",9,"","load",[["$args.0",1,"id"]]],["o","map",9,"","load",[["$args.0",0,"parse"]]],["m","both",12,"both","",[]],["m","make",16,"make","",[]],["k","of",16,"","make",[["$args.0",1,"n"]]],["m","default",18,"default","",[]],["k","of",20,"","later",[["$args.0",1,"await api.get(id)"]]],["k","of",23,"","maybe",[["$args.0",1,"id"]]]], hot: {"sites":[["every","tzb6b2vb9un6",[],0,[]],["every/pipe","4n4kpmxyongn",[],0,[["249ug2m90g6r",[],0]]],["every/interval","ud7lqiydafvk",[],0,[["9k37pmutbdbc",[],0]]],["every/map","249ug2m90g6r",[],0,[["m4ovjq86tbax",[],2]]],["load","p4ouhihhu4kj",[],0,[]],["load/reply","zrfwr5vcd1n9",[],0,[["mgysp5m9s1gz",[],0]]],["load/reply/of","x7h4dt8cm8cc",[],0,[["zj9qgybnvhuo",[],0]]],["load/reply/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["both","ido872z6p00g",[0],0,[]],["make","9bi9tm53wfvt",[],0,[]],["make/of","myzzvy39xk59",[],0,[["iuzb7tg1p3g9",[],0]]],["default","smo1n87glv1q",[0],0,[]],["later/of","widxsoiufmm9",[0],0,[["9gtbqy2d4e72",[0],0]]],["maybe/of","x7h4dt8cm8cc",[],0,[["zj9qgybnvhuo",[],0]]]],"imports":[["api",() => api]],"exports":[["every","maker"],["load","maker"],["both","maker"],["create","maker"],["default","maker"],["later","plain"],["maybe","plain"]],"hash":"nr9p52k9oy7u"} }); } import { EMPTY, interval, map, of } from "rxjs";
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