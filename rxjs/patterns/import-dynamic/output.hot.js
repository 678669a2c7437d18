var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-dynamic/input.js", file: "/patterns/import-dynamic/input.js", sites: '[["p","pipe",2,"a$","",["EPRaIh-gZt"],"","qC8IWgp628"],["k","of",2,"","",[["0",1,"1","KuOAcDu2pY"]],"a$/of","HV-45lAB3n"],["o","map",2,"","",[["0",0,"parse","tH_84oD9ZY"]],"a$/map","EPRaIh-gZt"],["k","of",6,"","load",[["0",1,"2","x5NU9-bEG1"]],"load/of","6rgnyT2Hs9",[],8]]', hot: {"imports":[],"exports":[["a$","stream"]],"hash":"w5Ef_IXPNd"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); const { of, map } = await import("rxjs");
export const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));

async function load() {
    const rx = await import("rxjs");
    return $rxs().k(3, rx.of, 2);
}; $rxs().e({ h: [], m: {} });
