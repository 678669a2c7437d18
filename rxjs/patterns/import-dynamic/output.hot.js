var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-dynamic/input.js", file: "/patterns/import-dynamic/input.js", sites: [["p","pipe",2,"a$","",[["$args.0",1,"map(parse)"]]],["k","of",2,"","",[["$args.0",1,"1"]]],["o","map",2,"","",[["$args.0",0,"parse"]]],["k","of",6,"","load",[["$args.0",1,"2"]]]], hot: {"sites":[["a$","qC8IWgp628",[],0,[["EPRaIh-gZt",[],0]]],["a$/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["a$/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["load/of","6rgnyT2Hs9",[],0,[["x5NU9-bEG1",[],0]]]],"imports":[],"exports":[["a$","stream"]],"hash":"w5Ef_IXPNd"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); const { of, map } = await import("rxjs");
export const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));

async function load() {
    const rx = await import("rxjs");
    return $rxs().k(3, rx.of, 2);
}; $rxs().e({ h: [], m: {} });
