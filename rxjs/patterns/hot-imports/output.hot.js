var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-imports/input.js", file: "/patterns/hot-imports/input.js", sites: '[["p","pipe",6,"input$","",[["lXl4BgRZdk",[0]]],"","9fpHccsZDn",[0]],["k","fromEvent",6,"","",[["0",1,"document","l6gW6DEfmn"],["1",1,"\\"input\\"","4ovvGwhE1c"]],"input$/fromEvent","Y30j4OK6O2"],["o","debounceTime",6,"","",[["0",1,"wait","KyVl01AWdN",[0]]],"input$/debounceTime","lXl4BgRZdk",[0]],["p","pipe",7,"text$","",["tBQJ3pS37k",["fE_5g1Vmr3",[1,2]]],"","6GEo5UhdIY",[1,2]],["o","map",7,"","",[["0",0,"(event) => event.target.value","HSN8eXxwf0"]],"text$/map","tBQJ3pS37k"],["o","map",7,"","",[["0",0,"show","ojyg9BBKCB",[1,2]]],"text$/map~2","fE_5g1Vmr3",[1,2]],["p","pipe",11,"local$","",["CdBaUawaxp"],"","JB-vooC-7p"],["k","of",11,"","",[["0",1,"1","KuOAcDu2pY"]],"local$/of","5e5jBqlN33"],["o","map",11,"","",[["0",0,"(wait) => wait + 1","O1W9z0Nd6G"]],"local$/map","CdBaUawaxp"]]', hot: {"imports":[["wait",() => wait],["units",() => units],["settings",() => settings]],"exports":[],"hash":"psHo7TQjrw"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import { debounceTime as quiet, map } from "rxjs";
import settings, { WAIT as wait } from "./settings";
import * as units from "./units";

const input$ = $rxs().p(0, $rxs().k(1, rx.fromEvent, document, "input"), $rxs().o(2, quiet, wait));
const text$ = $rxs().p(3, input$, $rxs().o(4, rx.map, (event) => event.target.value), $rxs().o(5, map, show));
function show(text) {
    return units.format(text, settings.locale);
}
const local$ = $rxs().p(6, $rxs().k(7, rx.of, 1), $rxs().o(8, map, (wait) => wait + 1)); $rxs().e({ h: [], m: {} });
