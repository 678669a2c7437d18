var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-hoisting/input.js", file: "/patterns/hot-hoisting/input.js", sites: '[["m","load",6,"load","",[],"","MasrsEUhMs",[0,1],8],["p","pipe",8,"","load",["YsSFVqYLrt","tvYJESvxdN",["EPRaIh-gZt",[1]],"WZJSBabmN3",["eBxGu4P6jQ",[0]],["4brGL6SiMW",[0]],["7pyyNb_VQw",[0]],"vw9-fFvkmL","3nTLK8ouOq"],"load/pipe","-nySeR-S0q",[0,1],8],["o","filter",9,"","load",[["0",0,"(row) => row.length > LIMIT","HSHWq20z4e",[],2]],"load/filter","YsSFVqYLrt",[],8],["o","map",10,"","load",[["0",0,"clean","CAHYomnftX",[],2]],"load/map","tvYJESvxdN",[],8],["o","map",11,"","load",[["0",0,"parse","tH_84oD9ZY",[1]]],"load/map~2","EPRaIh-gZt",[1],8],["o","tap",12,"","load",[["0",0,"(row) => console.log(label, row)","HuNUDBMK9S"]],"load/tap","WZJSBabmN3",[],8],["o","switchMap",13,"","load",[["0",0,"(row) => api.rest(row).pipe( map((rest) => rest + row), )","IIPLkfrAl_",[0],2]],"load/switchMap","eBxGu4P6jQ",[0],8],["p","pipe",14,"","load/switchMap()",["2Q5CQ4kuk8"],"load/switchMap()/pipe","3S9CJ75mRR",[0],8],["o","map",15,"","load/switchMap()",[["0",0,"(rest) => rest + row","f4GMrWJ14X"]],"load/switchMap()/map","2Q5CQ4kuk8",[],8],["o","retry",17,"","load",[["0.count",1,"2","x5NU9-bEG1"],["0.delay",0,"(error, n) => api.wait(n)","E4fVV1Ky6m",[0],2]],"load/retry","4brGL6SiMW",[0],8],["o","mergeMap",18,"","load",[["0",0,"async (row) => { await api.done(row); return row; }","mwGCPKHezi",[0],2]],"load/mergeMap","7pyyNb_VQw",[0],8],["o","map",22,"","load",[["0",0,"function () { return this ?? arguments[0]; }","9RKo98RmI4",[],2]],"load/map~3","vw9-fFvkmL",[],8],["o","map",23,"","load",[["0",0,"() => arguments.length","yY5NJ8tOVx"]],"load/map~4","3nTLK8ouOq",[],8],["p","pipe",26,"sum$","",["ZSLl31oTvx"],"","-wOA_GnX2K",[0]],["o","map",26,"","",[["0",0,"(all) => all.length","LPIddi3oIJ"]],"sum$/map","ZSLl31oTvx"]]', hot: {"imports":[["api",() => api],["parse",() => parse]],"exports":[["load","maker"]],"hash":"SHZ-c0wmMm"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, mergeMap, retry, switchMap, tap } from "rxjs";
import { api, parse } from "./api";

const LIMIT = 3;
const clean = (row) => row.trim();
export function load(id) { { const $m = $rxs().m(0); if ($m) return $m.apply(this, arguments); }
    const label = `row ${id}`;
    return $rxs().p(1, api.row(id), 
        $rxs().o(2, filter, (row) => row.length > LIMIT),
        $rxs().o(3, map, clean),
        $rxs().o(4, map, parse),
        $rxs().o(5, tap, (row) => console.log(label, row)),
        $rxs().o(6, switchMap, (row) =>
            $rxs().p(7, api.rest(row), 
                $rxs().o(8, map, (rest) => rest + row),
            )),
        $rxs().o(9, retry, { count: 2, delay: (error, n) => api.wait(n) }),
        $rxs().o(10, mergeMap, async (row) => {
            await api.done(row);
            return row;
        }),
        $rxs().o(11, map, function () { return this ?? arguments[0]; }),
        $rxs().o(12, map, () => arguments.length),
    );
}
const sum$ = $rxs().p(13, api.all$, $rxs().o(14, map, (all) => all.length));

; $rxs().e({ h: [[2, 0, (row) => row.length > LIMIT], [3, 0, clean], [6, 0, (row) =>
            $rxs().p(7, api.rest(row), 
                $rxs().o(8, map, (rest) => rest + row),
            )], [9, 1, (error, n) => api.wait(n)], [10, 0, async (row) => {
            await api.done(row);
            return row;
        }], [11, 0, function () { return this ?? arguments[0]; }]], m: { load } });