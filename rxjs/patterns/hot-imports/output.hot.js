var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-imports/input.js", file: "/patterns/hot-imports/input.js", sites: [["p","pipe",6,"input$","",[["$args.0",1,"quiet(wait)"]]],["k","fromEvent",6,"","",[["$args.0",1,"document"],["$args.1",1,"\"input\""]]],["o","debounceTime",6,"","",[["$args.0",1,"wait"]]],["p","pipe",7,"text$","",[["$args.0",1,"rx.map((event) => event.target.value)"],["$args.1",1,"map(show)"]]],["o","map",7,"","",[["$args.0",0,"(event) => event.target.value"]]],["o","map",7,"","",[["$args.0",0,"show"]]],["p","pipe",11,"local$","",[["$args.0",1,"map((wait) => wait + 1)"]]],["k","of",11,"","",[["$args.0",1,"1"]]],["o","map",11,"","",[["$args.0",0,"(wait) => wait + 1"]]]], hot: {"sites":[["input$","9fpHccsZDn",[0],0,[["lXl4BgRZdk",[0],0]]],["input$/fromEvent","Y30j4OK6O2",[],0,[["l6gW6DEfmn",[],0],["4ovvGwhE1c",[],0]]],["input$/debounceTime","lXl4BgRZdk",[0],0,[["KyVl01AWdN",[0],0]]],["text$","6GEo5UhdIY",[1,2],0,[["tBQJ3pS37k",[],0],["fE_5g1Vmr3",[1,2],0]]],["text$/map","tBQJ3pS37k",[],0,[["HSN8eXxwf0",[],0]]],["text$/map~2","fE_5g1Vmr3",[1,2],0,[["ojyg9BBKCB",[1,2],0]]],["local$","JB-vooC-7p",[],0,[["CdBaUawaxp",[],0]]],["local$/of","5e5jBqlN33",[],0,[["KuOAcDu2pY",[],0]]],["local$/map","CdBaUawaxp",[],0,[["O1W9z0Nd6G",[],0]]]],"imports":[["wait",() => wait],["units",() => units],["settings",() => settings]],"exports":[],"hash":"psHo7TQjrw"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import { debounceTime as quiet, map } from "rxjs";
import settings, { WAIT as wait } from "./settings";
import * as units from "./units";

const input$ = $rxs().p(0, $rxs().k(1, rx.fromEvent, document, "input"), $rxs().o(2, quiet, wait));
const text$ = $rxs().p(3, input$, $rxs().o(4, rx.map, (event) => event.target.value), $rxs().o(5, map, show));
function show(text) {
    return units.format(text, settings.locale);
}
const local$ = $rxs().p(6, $rxs().k(7, rx.of, 1), $rxs().o(8, map, (wait) => wait + 1)); $rxs().e({ h: [], m: {} });
