var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "no-receiver/input.js", file: "/patterns/no-receiver/input.js", sites: '[["p","pipe",4,"","",["EPRaIh-gZt","jhwtDf-UD7"],"/pipe","e6j0IlU1WL",[],4],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["p","pipe",5,"","",["W2kOlRNFH3"],"/pipe~2","ZwqxghubyW",[],4],["p","pipe",6,"","",["nETeEfhS5H"],"/pipe~3","a_Tn6bP6B7",[],4],["o","map",6,"","",[["0",0,"(x) => x","DSpF_UGITl"]],"/map~2","nETeEfhS5H"]]', hot: {"imports":[],"exports":[],"hash":"x8N7uIgfdN"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

let missing;
$rxs().p(0, missing ?? missing.pipe, $rxs().o(1, map, parse), take(next()));
$rxs().p(2, view.missing$ ?? (void 0).pipe, make());
$rxs().p(3, missing, $rxs().o(4, map, (x) => x)); $rxs().e({ h: [], m: {} });
