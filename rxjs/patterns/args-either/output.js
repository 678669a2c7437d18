var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-either/input.js", file: "/patterns/args-either/input.js", sites: '[["o","mergeMap",3,"","",[["0",0,"load"],["1",1,"4"]]],["o","mergeMap",4,"","",[["0",0,"load"],["1",0,"(outer, inner) => inner"]]],["o","mergeMap",5,"","",[["0",0,"load"],["1",1,"limit"]]],["k","throwError",6,"","",[["0",0,"() => new Error(\\"gone\\")"]]],["k","throwError",7,"","",[["0",0,"reason"]]],["o","repeat",8,"","",[["0",1,"3"]]]]' }); } import { mergeMap, repeat, throwError } from "rxjs";

$rxs().o(0, mergeMap, load, 4);
$rxs().o(1, mergeMap, load, (outer, inner) => inner);
$rxs().o(2, mergeMap, load, limit);
$rxs().k(3, throwError, () => new Error("gone"));
$rxs().k(4, throwError, reason);
$rxs().o(5, repeat, 3); $rxs().e();
