import { EMPTY, interval, map, of } from "rxjs";
import { api } from "./api";

export const every = (ms) => interval(ms).pipe(map((n) => n + 1));
export const load = function (id) {
    if (id === undefined) {
        return EMPTY;
    }
    const reply = of(id).pipe(map(parse));
    return reply;
};
export function both(id) {
    "use strict";
    return id > 0 ? load(id) : api.cached$;
}
const make = (n) => of(n);
export { make as create };
export default (id) => both(id);
export async function later(id) {
    return of(await api.get(id));
}
export function maybe(id) {
    if (id) return of(id);
    return null;
}
