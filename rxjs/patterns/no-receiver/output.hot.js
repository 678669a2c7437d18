var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "no-receiver/input.js", file: "/patterns/no-receiver/input.js", sites: [["p","pipe",4,"","",[["$args.0",1,"map(parse)"],["$args.1",1,"take(next())"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["p","pipe",5,"","",[["$args.0",1,"make()"]]],["p","pipe",6,"","",[["$args.0",1,"map((x) => x)"]]],["o","map",6,"","",[["$args.0",0,"(x) => x"]]]], hot: {"sites":[["/pipe","e6j0IlU1WL",[],4,[["EPRaIh-gZt",[],0],["jhwtDf-UD7",[],0]]],["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/pipe~2","ZwqxghubyW",[],4,[["W2kOlRNFH3",[],0]]],["/pipe~3","a_Tn6bP6B7",[],4,[["nETeEfhS5H",[],0]]],["/map~2","nETeEfhS5H",[],0,[["DSpF_UGITl",[],0]]]],"imports":[],"exports":[],"hash":"x8N7uIgfdN"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

let missing;
$rxs().p(0, missing ?? missing.pipe, $rxs().o(1, map, parse), take(next()));
$rxs().p(2, view.missing$ ?? (void 0).pipe, make());
$rxs().p(3, missing, $rxs().o(4, map, (x) => x)); $rxs().e({ h: [], m: {} });
