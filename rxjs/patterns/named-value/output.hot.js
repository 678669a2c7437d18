var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "named-value/input.js", file: "/patterns/named-value/input.js", sites: '[["x","",3,"user$","",[],"","jNa305Ad_F"],["x","",4,"settings","",[],"","-ATUVMCMrQ"],["x","",5,"late$","",[],"","hka6EHS5My"],["x","",6,"same$","",[],"","-zi2g-_ftF"],["x","",7,"maybe$","",[],"","Ny_RzF_Wpg"],["x","",13,"local$","inside",[],"inside/local$","W2kOlRNFH3",[],8],["p","pipe",15,"","inside",["vSYwsDmFcn"],"inside/pipe","Xm60BhTuj9",[],8],["o","map",15,"","inside",[["0",0,"other","6fNACyqPFM"]],"inside/map","vSYwsDmFcn",[],8]]', hot: {"imports":[],"exports":[],"hash":"3JPp1nahR7"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

const user$ = $rxs().t(0, () => store.select("user"));
const settings = $rxs().t(1, () => loadSettings());
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
}; $rxs().e({ h: [], m: {} });
