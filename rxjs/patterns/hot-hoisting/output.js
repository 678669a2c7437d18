var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-hoisting/input.js", file: "/patterns/hot-hoisting/input.js", sites: '[["p","pipe",8,"","load"],["o","filter",9,"","load",[["0",0,"(row) => row.length > LIMIT"]]],["o","map",10,"","load",[["0",0,"clean"]]],["o","map",11,"","load",[["0",0,"parse"]]],["o","tap",12,"","load",[["0",0,"(row) => console.log(label, row)"]]],["o","switchMap",13,"","load",[["0",0,"(row) => api.rest(row).pipe( map((rest) => rest + row), )"]]],["p","pipe",14,"","load/switchMap()"],["o","map",15,"","load/switchMap()",[["0",0,"(rest) => rest + row"]]],["o","retry",17,"","load",[["0.count",1,"2"],["0.delay",0,"(error, n) => api.wait(n)"]]],["o","mergeMap",18,"","load",[["0",0,"async (row) => { await api.done(row); return row; }"]]],["o","map",22,"","load",[["0",0,"function () { return this ?? arguments[0]; }"]]],["o","map",23,"","load",[["0",0,"() => arguments.length"]]],["p","pipe",26,"sum$"],["o","map",26,"","",[["0",0,"(all) => all.length"]]]]' }); } import { filter, map, mergeMap, retry, switchMap, tap } from "rxjs";
import { api, parse } from "./api";

const LIMIT = 3;
const clean = (row) => row.trim();
export function load(id) {
    const label = `row ${id}`;
    return $rxs().p(0, api.row(id), 
        $rxs().o(1, filter, (row) => row.length > LIMIT),
        $rxs().o(2, map, clean),
        $rxs().o(3, map, parse),
        $rxs().o(4, tap, (row) => console.log(label, row)),
        $rxs().o(5, switchMap, (row) =>
            $rxs().p(6, api.rest(row), 
                $rxs().o(7, map, (rest) => rest + row),
            )),
        $rxs().o(8, retry, { count: 2, delay: (error, n) => api.wait(n) }),
        $rxs().o(9, mergeMap, async (row) => {
            await api.done(row);
            return row;
        }),
        $rxs().o(10, map, function () { return this ?? arguments[0]; }),
        $rxs().o(11, map, () => arguments.length),
    );
}
const sum$ = $rxs().p(12, api.all$, $rxs().o(13, map, (all) => all.length)); $rxs().e();
