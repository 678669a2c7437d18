var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "named-value/input.js", file: "/patterns/named-value/input.js", sites: [["x","",3,"user$","",[]],["x","",4,"settings","",[]],["x","",5,"late$","",[]],["x","",6,"same$","",[]],["x","",7,"maybe$","",[]],["x","",13,"local$","inside",[]],["p","pipe",15,"","inside",[["$args.0",1,"map(other)"]]],["o","map",15,"","inside",[["$args.0",0,"other"]]]], hot: {"sites":[["user$","jNa305Ad_F",[],0,[]],["settings","-ATUVMCMrQ",[],0,[]],["late$","hka6EHS5My",[],0,[]],["same$","-zi2g-_ftF",[],0,[]],["maybe$","Ny_RzF_Wpg",[],0,[]],["inside/local$","W2kOlRNFH3",[],0,[]],["inside/pipe","Xm60BhTuj9",[],0,[["vSYwsDmFcn",[],0]]],["inside/map","vSYwsDmFcn",[],0,[["6fNACyqPFM",[],0]]]],"imports":[],"exports":[],"hash":"3JPp1nahR7"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

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
