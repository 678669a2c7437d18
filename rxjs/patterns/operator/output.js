var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator/input.js", file: "/patterns/operator/input.js", sites: '[["p","pipe",3,"even$"],["o","filter",4,"","",[["0",0,"(x) => x % 2 === 0"]]],["o","map",5,"","",[["0",0,"String"]]]]' }); } import { filter, map } from "rxjs";

const even$ = $rxs().p(0, source$ ?? source$.pipe, 
    $rxs().o(1, filter, (x) => x % 2 === 0),
    $rxs().o(2, map, String),
    own(3),
    custom,
); $rxs().e();
