var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "re-exported/input.js", file: "/patterns/re-exported/input.js", sites: '[["p","pipe",3,"a$","",[["EPRaIh-gZt",[0]]],"","qC8IWgp628",[0,1]],["x","of",3,"","",[],"a$/of","HV-45lAB3n",[1]]]', hot: {"imports":[["map",() => map],["of",() => of]],"exports":[["a$","stream"]],"hash":"D8J0B-W5i1"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "./rx.js";

export const a$ = $rxs().p(0, $rxs().t(1, () => of(1)) ?? (void 0).pipe, map(parse)); $rxs().e({ h: [], m: {} });
