var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-dynamic/input.js", file: "/patterns/import-dynamic/input.js", sites: [["p","pipe",2,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",2,"","",[["$args.0",1,"1"]]],["o","map",2,"","",[["$args.0",0,"parse"]]],["k","of",6,"","load",[["$args.0",1,"2"]]]], hot: {"sites":[["a$","noga3flbikll",[],0,[["mgysp5m9s1gz",[],0]]],["a$/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["a$/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["load/of","2u67jszq8dx4",[],0,[["7rmt9gsfyl6i",[],0]]]],"imports":[],"exports":[["a$","stream"]],"hash":"ej43tu5cz7wi"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); const { of, map } = await import("rxjs");
export const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));

async function load() {
    const rx = await import("rxjs");
    return $rxs().k(3, rx.of, 2);
}; $rxs().e({ h: [], m: {} });
