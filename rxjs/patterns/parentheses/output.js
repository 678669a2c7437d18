var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "parentheses/input.js", file: "/patterns/parentheses/input.js", sites: '[["k","of",3,"","",[["0",1,"1"]]],["p","pipe",4],["o","map",4,"","",[["0",0,"parse"]]],["k","of",5,"","",[["0",1,"2"]]],["k","of",6,"","make",[["0",1,"3"]]],["n","Subject",7,"a"],["p","pipe",8,"b"],["n","Subject",8],["o","map",8,"","",[["0",0,"parse"]]],["k","of",9,"","",[["0",1,"4"]]],["p","pipe",10],["o","map",10,"","",[["0",0,"parse"]]]]' }); } import { map, of, Subject } from "rxjs";

$rxs().k(0, (of), 1);
$rxs().p(1, ((source$)), (($rxs().o(2, map, parse))));
$rxs().k(3, (0, of), 2);
const make = () => { return $rxs().k(4, (of), 3); };
const a = $rxs().n(5, (Subject));
const b = $rxs().p(6, ($rxs().n(7, Subject)), $rxs().o(8, map, parse));
const type = typeof $rxs().k(9, (of), 4);
$rxs().p(10, (a, b), $rxs().o(11, map, parse)); $rxs().e();
