var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "shadowed/input.js", file: "/patterns/shadowed/input.js", sites: '[["x","",3,"plain","",[],"","V_gPMMQ8Wt"],["k","of",15,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n"],["k","of",18,"","",[["0",1,"map(parse)","EPRaIh-gZt"]],"/of~2","RBp5RBjy6j",[],4],["o","map",18,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[],"hash":"YnzaVg_mhz"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

const plain = $rxs().t(0, () => [1].map((of) => of(1)));
function other(map = of) {
    return map(1);
}
function hoisted() {
    return of(1);
    var of = Array.of;
}
{
    let of = Array.of;
    of(1);
}
for (const map of [$rxs().k(1, of, 1)]) {
    map(parse);
}
$rxs().k(2, of, $rxs().o(3, map, parse)); $rxs().e({ h: [], m: {} });
