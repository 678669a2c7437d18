var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-spread/input.js", file: "/patterns/args-spread/input.js", sites: '[["k","merge",3,"","",[["0",1,"...sources"]]],["p","pipe",4],["o","map",4,"","",[["0",0,"parse"]]]]' }); } import { map, merge } from "rxjs";

$rxs().k(0, merge, ...sources);
$rxs().p(1, source$ ?? source$.pipe, $rxs().o(2, map, parse), ...steps, last); $rxs().e();
