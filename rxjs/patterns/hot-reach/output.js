var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-reach/input.js", file: "/patterns/hot-reach/input.js", sites: '[["p","pipe",16,"a$"],["o","map",16,"","",[["0",0,"(x) => twice(x)"]]],["p","pipe",17,"b$"],["o","map",17,"","",[["0",0,"() => new Row()"]]],["o","map",17,"","",[["0",0,"format"]]],["p","pipe",18,"c$"],["o","map",18,"","",[["0",0,"(FACTOR) => FACTOR"]]]]' }); } import { map } from "rxjs";
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
const c$ = $rxs().p(5, a$, $rxs().o(6, map, (FACTOR) => FACTOR)); $rxs().e();
