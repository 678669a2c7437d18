import { filter, map, mergeMap, retry, switchMap, tap } from "rxjs";
import { api, parse } from "./api";

const LIMIT = 3;
const clean = (row) => row.trim();
export function load(id) {
    const label = `row ${id}`;
    return api.row(id).pipe(
        filter((row) => row.length > LIMIT),
        map(clean),
        map(parse),
        tap((row) => console.log(label, row)),
        switchMap((row) =>
            api.rest(row).pipe(
                map((rest) => rest + row),
            )),
        retry({ count: 2, delay: (error, n) => api.wait(n) }),
        mergeMap(async (row) => {
            await api.done(row);
            return row;
        }),
        map(function () { return this ?? arguments[0]; }),
        map(() => arguments.length),
    );
}
const sum$ = api.all$.pipe(map((all) => all.length));
