import { map } from "rxjs";
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
const a$ = a.pipe(map((x) => twice(x)));
const b$ = a.pipe(map(() => new Row()), map(format));
const c$ = a$.pipe(map((FACTOR) => FACTOR));
