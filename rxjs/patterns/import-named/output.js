var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "import-named/input.js", file: "/patterns/import-named/input.js", sites: '[["p","pipe",3],["k","of",3,"","",[["0",1,"1"]]],["o","map",3,"","",[["0",0,"parse"]]],["p","pipe",5],["o","map",5,"","",[["0",0,"parse"]]]]' }); } import { EMPTY, firstValueFrom, map as project, "of" as just, Subscription } from "rxjs";

firstValueFrom($rxs().p(0, $rxs().k(1, just, 1), $rxs().o(2, project, parse)));
const all = new Subscription();
$rxs().p(3, EMPTY, $rxs().o(4, project, parse)); $rxs().e();
