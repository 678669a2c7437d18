var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-reach/input.js", file: "/patterns/hot-reach/input.js", sites: [["p","pipe",16,"a$","",[["$args.0",1,"map((x) => twice(x))"]]],["o","map",16,"","",[["$args.0",0,"(x) => twice(x)"]]],["p","pipe",17,"b$","",[["$args.0",1,"map(() => new Row())"],["$args.1",1,"map(format)"]]],["o","map",17,"","",[["$args.0",0,"() => new Row()"]]],["o","map",17,"","",[["$args.0",0,"format"]]],["p","pipe",18,"c$","",[["$args.0",1,"map((FACTOR) => FACTOR)"]]],["o","map",18,"","",[["$args.0",0,"(FACTOR) => FACTOR"]]]], hot: {"sites":[["a$","WduDBDTBU7",[0],0,[["Ya2LP83-mU",[],0]]],["a$/map","Ya2LP83-mU",[],0,[["sIGkXWNbee",[],0]]],["b$","Hcu2YGrrdR",[0],0,[["gS6bWBCW_I",[],0],["o-vo23NuwQ",[],0]]],["b$/map","gS6bWBCW_I",[],0,[["TlezUICdeO",[],0]]],["b$/map~2","o-vo23NuwQ",[],0,[["JlbJ1ZbXa5",[],0]]],["c$","UBnOGp8XwT",[],0,[["LGer5qGdDf",[],0]]],["c$/map","LGer5qGdDf",[],0,[["wEnpDMWWpo",[],0]]]],"imports":[["a",() => a]],"exports":[],"hash":"TbH8h91PJg"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";
import { a } from "./a";

const FACTOR = 2;
const times = (x) => x * FACTOR;
function twice(x) {
    return x === 0 ? once(x) : times(x);
}
function once(x) {
    return twice(x - 1);
}
class Base { get() { return FACTOR; } }
class Row extends Base {}
let format;
format = (x) => `${x}`;
const a$ = $rxs().p(0, a, $rxs().o(1, map, (x) => twice(x)));
const b$ = $rxs().p(2, a, $rxs().o(3, map, () => new Row()), $rxs().o(4, map, format));
const c$ = $rxs().p(5, a$, $rxs().o(6, map, (FACTOR) => FACTOR)); $rxs().e({ h: [], m: {} });
