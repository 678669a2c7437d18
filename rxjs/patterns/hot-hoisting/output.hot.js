var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-hoisting/input.js", file: "/patterns/hot-hoisting/input.js", sites: [["m","load",6,"load","",[]],["p","pipe",8,"","load",[["$args.0",1,"filter((row) => row.length > LIMIT)"],["$args.1",1,"map(clean)"],["$args.2",1,"map(parse)"],["$args.3",1,"tap((row) => console.log(label, row))"],["$args.4",1,"switchMap((row) => api.rest(row).pipe( map((rest) => rest +…"],["$args.5",1,"retry({ count: 2, delay: (error, n) => api.wait(n) })"],["$args.6",1,"mergeMap(async (row) => { await api.done(row); return row; …"],["$args.7",1,"map(function () { return this ?? arguments[0]; })"],["$args.8",1,"map(() => arguments.length)"]]],["o","filter",9,"","load",[["$args.0",0,"(row) => row.length > LIMIT"]]],["o","map",10,"","load",[["$args.0",0,"clean"]]],["o","map",11,"","load",[["$args.0",0,"parse"]]],["o","tap",12,"","load",[["$args.0",0,"(row) => console.log(label, row)"]]],["o","switchMap",13,"","load",[["$args.0",0,"(row) => api.rest(row).pipe( map((rest) => rest + row), )"]]],["p","pipe",14,"","load/switchMap()",[["$args.0",1,"map((rest) => rest + row)"]]],["o","map",15,"","load/switchMap()",[["$args.0",0,"(rest) => rest + row"]]],["o","retry",17,"","load",[["$args.0.count",1,"2"],["$args.0.delay",0,"(error, n) => api.wait(n)"]]],["o","mergeMap",18,"","load",[["$args.0",0,"async (row) => { await api.done(row); return row; }"]]],["o","map",22,"","load",[["$args.0",0,"function () { return this ?? arguments[0]; }"]]],["o","map",23,"","load",[["$args.0",0,"() => arguments.length"]]],["p","pipe",26,"sum$","",[["$args.0",1,"map((all) => all.length)"]]],["o","map",26,"","",[["$args.0",0,"(all) => all.length"]]]], hot: {"sites":[["load","MasrsEUhMs",[0,1],0,[]],["load/pipe","-nySeR-S0q",[0,1],0,[["YsSFVqYLrt",[],0],["tvYJESvxdN",[],0],["EPRaIh-gZt",[1],0],["WZJSBabmN3",[],0],["eBxGu4P6jQ",[0],0],["4brGL6SiMW",[0],0],["7pyyNb_VQw",[0],0],["vw9-fFvkmL",[],0],["3nTLK8ouOq",[],0]]],["load/filter","YsSFVqYLrt",[],0,[["HSHWq20z4e",[],2]]],["load/map","tvYJESvxdN",[],0,[["CAHYomnftX",[],2]]],["load/map~2","EPRaIh-gZt",[1],0,[["tH_84oD9ZY",[1],0]]],["load/tap","WZJSBabmN3",[],0,[["HuNUDBMK9S",[],0]]],["load/switchMap","eBxGu4P6jQ",[0],0,[["IIPLkfrAl_",[0],2]]],["load/switchMap()/pipe","3S9CJ75mRR",[0],0,[["2Q5CQ4kuk8",[],0]]],["load/switchMap()/map","2Q5CQ4kuk8",[],0,[["f4GMrWJ14X",[],0]]],["load/retry","4brGL6SiMW",[0],0,[["x5NU9-bEG1",[],0],["E4fVV1Ky6m",[0],2]]],["load/mergeMap","7pyyNb_VQw",[0],0,[["mwGCPKHezi",[0],2]]],["load/map~3","vw9-fFvkmL",[],0,[["9RKo98RmI4",[],2]]],["load/map~4","3nTLK8ouOq",[],0,[["yY5NJ8tOVx",[],0]]],["sum$","-wOA_GnX2K",[0],0,[["ZSLl31oTvx",[],0]]],["sum$/map","ZSLl31oTvx",[],0,[["LPIddi3oIJ",[],0]]]],"imports":[["api",() => api],["parse",() => parse]],"exports":[["load","maker"]],"hash":"SHZ-c0wmMm"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, mergeMap, retry, switchMap, tap } from "rxjs";
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

; $rxs().e({ h: [[2, "$args.0", (row) => row.length > LIMIT], [3, "$args.0", clean], [6, "$args.0", (row) =>
            $rxs().p(7, api.rest(row), 
                $rxs().o(8, map, (rest) => rest + row),
            )], [9, "$args.0.delay", (error, n) => api.wait(n)], [10, "$args.0", async (row) => {
            await api.done(row);
            return row;
        }], [11, "$args.0", function () { return this ?? arguments[0]; }]], m: { load } });