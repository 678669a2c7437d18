var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-imports/input.js", file: "/patterns/hot-imports/input.js", sites: '[["p","pipe",6,"input$"],["k","fromEvent",6,"","",[["0",1,"document"],["1",1,"\\"input\\""]]],["o","debounceTime",6,"","",[["0",1,"wait"]]],["p","pipe",7,"text$"],["o","map",7,"","",[["0",0,"(event) => event.target.value"]]],["o","map",7,"","",[["0",0,"show"]]],["p","pipe",11,"local$"],["k","of",11,"","",[["0",1,"1"]]],["o","map",11,"","",[["0",0,"(wait) => wait + 1"]]]]' }); } import * as rx from "rxjs";
import { debounceTime as quiet, map } from "rxjs";
import settings, { WAIT as wait } from "./settings";
import * as units from "./units";

const input$ = $rxs().p(0, $rxs().k(1, rx.fromEvent, document, "input"), $rxs().o(2, quiet, wait));
const text$ = $rxs().p(3, input$, $rxs().o(4, rx.map, (event) => event.target.value), $rxs().o(5, map, show));
function show(text) {
    return units.format(text, settings.locale);
}
const local$ = $rxs().p(6, $rxs().k(7, rx.of, 1), $rxs().o(8, map, (wait) => wait + 1)); $rxs().e();
