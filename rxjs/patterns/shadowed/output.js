var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "shadowed/input.js", file: "/patterns/shadowed/input.js", sites: '[["x","",3,"plain"],["k","of",15,"","",[["0",1,"1"]]],["k","of",18,"","",[["0",1,"map(parse)"]]],["o","map",18,"","",[["0",0,"parse"]]]]' }); } import { map, of } from "rxjs";

const plain = $rxs().x(0, [1].map((of) => of(1)));
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
$rxs().k(2, of, $rxs().o(3, map, parse)); $rxs().e();
