var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "shadowed/input.js", file: "/patterns/shadowed/input.js", sites: [["x","",3,"plain","",[]],["k","of",15,"","",[["$args.0",1,"1"]]],["k","of",18,"","",[["$args.0",1,"map(parse)"]]],["o","map",18,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["plain","V_gPMMQ8Wt",[],0,[]],["/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["/of~2","RBp5RBjy6j",[],4,[["EPRaIh-gZt",[],0]]],["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]]],"imports":[],"exports":[],"hash":"YnzaVg_mhz"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

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
