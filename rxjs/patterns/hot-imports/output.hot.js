var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-imports/input.js", file: "/patterns/hot-imports/input.js", sites: [["p","pipe",6,"input$","",[["$args.0",1,"quiet(wait)"]]],["k","fromEvent",6,"","",[["$args.0",1,"document"],["$args.1",1,"\"input\""]]],["o","debounceTime",6,"","",[["$args.0",1,"wait"]]],["p","pipe",7,"text$","",[["$args.0",1,"rx.map((event) => event.target.value)"],["$args.1",1,"map(show)"]]],["o","map",7,"","",[["$args.0",0,"(event) => event.target.value"]]],["o","map",7,"","",[["$args.0",0,"show"]]],["p","pipe",11,"local$","",[["$args.0",1,"map((wait) => wait + 1)"]]],["k","of",11,"","",[["$args.0",1,"1"]]],["o","map",11,"","",[["$args.0",0,"(wait) => wait + 1"]]]], hot: {"sites":[["input$","2rprwvyxdvgq",[0],0,[["8iraa59j7ggo",[0],0]]],["input$/fromEvent","ix3x5qufxh72",[],0,[["r78ldqyb1k28",[],0],["f1x1bdfyjcid",[],0]]],["input$/debounceTime","8iraa59j7ggo",[0],0,[["0hbrgjpdk6me",[0],0]]],["text$","guuoffe692ii",[1,2],0,[["vqrzyrakk9hu",[],0],["yoynlo22r9mr",[1,2],0]]],["text$/map","vqrzyrakk9hu",[],0,[["l4banf78kyvj",[],0]]],["text$/map~2","yoynlo22r9mr",[1,2],0,[["mdjewew09pzl",[1,2],0]]],["local$","5ig2f75lkukc",[],0,[["2pa57ckxhyz9",[],0]]],["local$/of","ibx6cujbjo1a",[],0,[["twl1e120i4sd",[],0]]],["local$/map","2pa57ckxhyz9",[],0,[["gnffk0m3g4f8",[],0]]]],"imports":[["wait",() => wait],["units",() => units],["settings",() => settings]],"exports":[],"hash":"8x8cmm6b6369"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import * as rx from "rxjs";
import { debounceTime as quiet, map } from "rxjs";
import settings, { WAIT as wait } from "./settings";
import * as units from "./units";

const input$ = $rxs().p(0, $rxs().k(1, rx.fromEvent, document, "input"), $rxs().o(2, quiet, wait));
const text$ = $rxs().p(3, input$, $rxs().o(4, rx.map, (event) => event.target.value), $rxs().o(5, map, show));
function show(text) {
    return units.format(text, settings.locale);
}
const local$ = $rxs().p(6, $rxs().k(7, rx.of, 1), $rxs().o(8, map, (wait) => wait + 1)); $rxs().e({ h: [], m: {} });
