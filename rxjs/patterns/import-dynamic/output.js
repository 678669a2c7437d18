var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-dynamic/input.js", file: "/patterns/import-dynamic/input.js", sites: '[["p","pipe",2,"a$"],["k","of",2,"","",[["0",1,"1"]]],["o","map",2,"","",[["0",0,"parse"]]],["k","of",6,"","load",[["0",1,"2"]]]]' }); } const { of, map } = await import("rxjs");
export const a$ = $rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, parse));

async function load() {
    const rx = await import("rxjs");
    return $rxs().k(3, rx.of, 2);
}; $rxs().e();
