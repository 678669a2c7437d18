var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "named-value/input.js", file: "/patterns/named-value/input.js", sites: '[["x","",3,"user$"],["x","",4,"settings"],["x","",5,"late$"],["x","",6,"same$"],["x","",7,"maybe$"],["x","",13,"local$","inside"],["p","pipe",15,"","inside"],["o","map",15,"","inside",[["0",0,"other"]]]]' }); } import { map } from "rxjs";

const user$ = $rxs().x(0, store.select("user"));
const settings = $rxs().x(1, loadSettings());
const late$ = $rxs().x(2, await connect());
const same$ = $rxs().x(3, view.state$);
const maybe$ = $rxs().x(4, view?.state$);
const handler = () => {};
const Model = class {};
const env = import.meta.env.MODE;
const cache = new Map();
function inside() {
    const local$ = $rxs().x(5, make());
    const other = make();
    return $rxs().p(6, local$, $rxs().o(7, map, other));
}; $rxs().e();
