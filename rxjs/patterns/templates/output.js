var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "templates/input.js", file: "/patterns/templates/input.js", sites: '[["p","pipe",3],["k","of",3,"","",[["0",1,"1"]]],["o","map",3,"","",[["0",0,"(x) => `<${x}>`"]]],["x","",4,"query$"],["k","of",4,"","",[["0",1,"2"]]],["p","pipe",5],["o","map",5,"","",[["0",0,"parse"]]]]' }); } import { map, of } from "rxjs";

const text = `value: ${$rxs().p(0, $rxs().k(1, of, 1), $rxs().o(2, map, (x) => `<${x}>`))}`;
const query$ = $rxs().x(3, gql`user ${$rxs().k(4, of, 2)}`);
$rxs().p(5, source$, $rxs().o(6, map, parse))`as a tag`; $rxs().e();
