var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "computed/input.js", file: "/patterns/computed/input.js", sites: [["o","map",3,"","",[["$args.0",0,"parse"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["p","pipe",7,"","Panel/open",[["$args.0",1,"map(log)"]]],["o","map",7,"","Panel/open",[["$args.0",0,"log"]]]], hot: {"sites":[["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/map~2","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["Panel/open/pipe","8hMHaeqJLm",[],0,[["nojVz6pOwb",[],0]]],["Panel/open/map","nojVz6pOwb",[],0,[["T1Xb_PcpHP",[],0]]]],"imports":[],"exports":[],"hash":"fuo5FjMgys"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map } from "rxjs";

a["pipe"]($rxs().o(0, map, parse));
a[name]($rxs().o(1, map, parse));
class Panel {
    #subscribe(f) {}
    open() { this.#subscribe(log); $rxs().p(2, this.#a$, $rxs().o(3, map, log)); }
    #a$ = source$;
}; $rxs().e({ h: [], m: {} });
