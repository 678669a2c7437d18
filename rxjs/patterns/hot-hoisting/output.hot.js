var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-hoisting/input.js", file: "/patterns/hot-hoisting/input.js", sites: [["m","load",6,"load","",[]],["p","pipe",8,"","load",[["$args.0",1,"filter((row) => row.length > LIMIT)"],["$args.1",1,"map(clean)"],["$args.2",1,"map(parse)"],["$args.3",1,"tap((row) => console.log(label, row))"],["$args.4",1,"switchMap((row) => api.rest(row).pipe( map((rest) => rest +…"],["$args.5",1,"retry({ count: 2, delay: (error, n) => api.wait(n) })"],["$args.6",1,"mergeMap(async (row) => { await api.done(row); return row; …"],["$args.7",1,"map(function () { return this ?? arguments[0]; })"],["$args.8",1,"map(() => arguments.length)"]]],["o","filter",9,"","load",[["$args.0",0,"(row) => row.length > LIMIT"]]],["o","map",10,"","load",[["$args.0",0,"clean"]]],["o","map",11,"","load",[["$args.0",0,"parse"]]],["o","tap",12,"","load",[["$args.0",0,"(row) => console.log(label, row)"]]],["o","switchMap",13,"","load",[["$args.0",0,"(row) => api.rest(row).pipe( map((rest) => rest + row), )"]]],["p","pipe",14,"","load/switchMap()",[["$args.0",1,"map((rest) => rest + row)"]]],["o","map",15,"","load/switchMap()",[["$args.0",0,"(rest) => rest + row"]]],["o","retry",17,"","load",[["$args.0.count",1,"2"],["$args.0.delay",0,"(error, n) => api.wait(n)"]]],["o","mergeMap",18,"","load",[["$args.0",0,"async (row) => { await api.done(row); return row; }"]]],["o","map",22,"","load",[["$args.0",0,"function () { return this ?? arguments[0]; }"]]],["o","map",23,"","load",[["$args.0",0,"() => arguments.length"]]],["p","pipe",26,"sum$","",[["$args.0",1,"map((all) => all.length)"]]],["o","map",26,"","",[["$args.0",0,"(all) => all.length"]]]], hot: {"sites":[["load","ng24lqozl0sn",[0,1],0,[]],["load/pipe","14eneqmcyh80",[0,1],0,[["n3o52sozfiws",[],0],["uolbetlo1nac",[],0],["mgysp5m9s1gz",[1],0],["7eg7lnsa3dr2",[],0],["e0qzshvsoqx9",[0],0],["5ky6souwad2v",[0],0],["br8bsw44yloo",[0],0],["ceqsh3a2pl50",[],0],["97c3fv8vnllg",[],0]]],["load/filter","n3o52sozfiws",[],0,[["stg7yc6q7ahm",[],2]]],["load/map","uolbetlo1nac",[],0,[["lc0rwcpg6lwo",[],2]]],["load/map~2","mgysp5m9s1gz",[1],0,[["82elc3i0t76z",[1],0]]],["load/tap","7eg7lnsa3dr2",[],0,[["dt6e1cag7pmb",[],0]]],["load/switchMap","e0qzshvsoqx9",[0],0,[["k08p0jk7okhl",[0],2]]],["load/switchMap()/pipe","242apyt19sfe",[0],0,[["7agvdv3ylgl4",[],0]]],["load/switchMap()/map","7agvdv3ylgl4",[],0,[["koqbh269zo5z",[],0]]],["load/retry","5ky6souwad2v",[0],0,[["7rmt9gsfyl6i",[],0],["p3edgs0hrb79",[0],2]]],["load/mergeMap","br8bsw44yloo",[0],0,[["fwmqntx3jct8",[0],2]]],["load/map~3","ceqsh3a2pl50",[],0,[["3qocdcc1rps5",[],2]]],["load/map~4","97c3fv8vnllg",[],0,[["53zu25k8cnl5",[],0]]],["sum$","0qacm3f4561e",[0],0,[["b7k0n6vszf5g",[],0]]],["sum$/map","b7k0n6vszf5g",[],0,[["mgdks6pdnu1a",[],0]]]],"imports":[["api",() => api],["parse",() => parse]],"exports":[["load","maker"]],"hash":"4h5f0ih2f3xy"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map, mergeMap, retry, switchMap, tap } from "rxjs";
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