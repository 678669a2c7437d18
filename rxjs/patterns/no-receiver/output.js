var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "no-receiver/input.js", file: "/patterns/no-receiver/input.js", sites: [["p","pipe",4,"","",[["$args.0",1,"map(parse)"]]],["o","map",4,"","",[["$args.0",0,"parse"]]]] }); } import { map } from "rxjs";

let missing;
$rxs().p(0, missing, $rxs().o(1, map, parse)); $rxs().e();
