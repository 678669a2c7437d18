var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "computed/input.js", file: "/patterns/computed/input.js", sites: '[["o","map",3,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map~2","EPRaIh-gZt"],["p","pipe",7,"","Panel/open",["nojVz6pOwb"],"Panel/open/pipe","8hMHaeqJLm",[],8],["o","map",7,"","Panel/open",[["0",0,"log","T1Xb_PcpHP"]],"Panel/open/map","nojVz6pOwb",[],8]]', hot: {"imports":[],"exports":[],"hash":"fuo5FjMgys"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

a["pipe"]($rxs().o(0, map, parse));
a[name]($rxs().o(1, map, parse));
class Panel {
    #subscribe(f) {}
    open() { this.#subscribe(log); $rxs().p(2, this.#a$, $rxs().o(3, map, log)); }
    #a$ = source$;
}; $rxs().e({ h: [], m: {} });
