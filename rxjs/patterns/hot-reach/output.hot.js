var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-reach/input.js", file: "/patterns/hot-reach/input.js", sites: [["p","pipe",16,"a$","",[["$args.0",1,"map((x) => twice(x))"]]],["o","map",16,"","",[["$args.0",0,"(x) => twice(x)"]]],["p","pipe",17,"b$","",[["$args.0",1,"map(() => new Row())"],["$args.1",1,"map(format)"]]],["o","map",17,"","",[["$args.0",0,"() => new Row()"]]],["o","map",17,"","",[["$args.0",0,"format"]]],["p","pipe",18,"c$","",[["$args.0",1,"map((FACTOR) => FACTOR)"]]],["o","map",18,"","",[["$args.0",0,"(FACTOR) => FACTOR"]]]], hot: {"sites":[["a$","YvE8x5Y8Rx",[0],0,[["srbL6fRngN",[],0]]],["a$/map","srbL6fRngN",[],0,[["77uLcTFahL",[],0]]],["b$","t4_DEFVNgR",[0],0,[["ji_P8K7nAZ",[],0],["DM5WEf4QKz",[],0]]],["b$/map","ji_P8K7nAZ",[],0,[["Z_vEk1S90d",[],0]]],["b$/map~2","DM5WEf4QKz",[],0,[["51ZyXikJ2y",[],0]]],["c$","UBnOGp8XwT",[],0,[["LGer5qGdDf",[],0]]],["c$/map","LGer5qGdDf",[],0,[["wEnpDMWWpo",[],0]]]],"imports":[["a",() => a]],"exports":[],"hash":"fht_z2RnQW"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";
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
