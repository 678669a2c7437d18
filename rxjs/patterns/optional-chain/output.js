var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "optional-chain/input.js", file: "/patterns/optional-chain/input.js", sites: '[["p","pipe",3],["o","map",3,"","",[["0",0,"parse"]]],["s","log",4,"","",[["0",0,"log"]]],["p","pipe",5],["o","map",5,"","",[["0",0,"parse"]]],["s","log",6,"","",[["0",0,"log"]]],["p","pipe",6],["o","map",6,"","",[["0",0,"parse"]]],["p","pipe",7],["o","map",7,"","",[["0",0,"parse"]]],["s","log",8,"","",[["0",0,"log"]]]]' }); } var __rxo; function $rxo(v) { if (arguments.length === 0) { v = __rxo; __rxo = void 0; } return v; } import { map } from "rxjs";

$rxo((__rxo = a) == null ? void 0 : $rxs().p(0, $rxo(), $rxs().o(1, map, parse)));
$rxo((__rxo = a) == null ? void 0 : $rxs().s(2, $rxo().b.c$, log));
$rxo((__rxo = a) == null ? void 0 : $rxs().p(3, $rxo()[key], $rxs().o(4, map, parse)));
$rxo((__rxo = $rxo((__rxo = a) == null ? void 0 : $rxs().p(6, $rxo(), $rxs().o(7, map, parse)))) == null ? void 0 : $rxs().s(5, $rxo(), log));
$rxs().p(8, a, $rxs().o(9, map, parse))?.source?.source;
$rxs().s(10, (a?.b), log); $rxs().e();
