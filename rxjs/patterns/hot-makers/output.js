var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-makers/input.js", file: "/patterns/hot-makers/input.js", sites: '[["p","pipe",4,"","every"],["k","interval",4,"","every",[["0",1,"ms"]]],["o","map",4,"","every",[["0",0,"(n) => n + 1"]]],["p","pipe",9,"reply","load"],["k","of",9,"","load",[["0",1,"id"]]],["o","map",9,"","load",[["0",0,"parse"]]],["k","of",16,"","make",[["0",1,"n"]]],["k","of",20,"","later",[["0",1,"await api.get(id)"]]],["k","of",23,"","maybe",[["0",1,"id"]]]]' }); } import { EMPTY, interval, map, of } from "rxjs";
import { api } from "./api";

export const every = (ms) => $rxs().p(0, $rxs().k(1, interval, ms), $rxs().o(2, map, (n) => n + 1));
export const load = function (id) {
    if (id === undefined) {
        return EMPTY;
    }
    const reply = $rxs().p(3, $rxs().k(4, of, id), $rxs().o(5, map, parse));
    return reply;
};
export function both(id) {
    "use strict";
    return id > 0 ? load(id) : api.cached$;
}
const make = (n) => $rxs().k(6, of, n);
export { make as create };
export default (id) => both(id);
export async function later(id) {
    return $rxs().k(7, of, await api.get(id));
}
export function maybe(id) {
    if (id) return $rxs().k(8, of, id);
    return null;
}; $rxs().e();
