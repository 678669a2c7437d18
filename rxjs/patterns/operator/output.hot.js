var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "operator/input.js", file: "/patterns/operator/input.js", sites: [["p","pipe",3,"even$","",[["$args.0",1,"filter((x) => x % 2 === 0)"],["$args.1",1,"map(String)"],["$args.2",1,"own(3)"],["$args.3",1,"custom"]]],["o","filter",4,"","",[["$args.0",0,"(x) => x % 2 === 0"]]],["o","map",5,"","",[["$args.0",0,"String"]]]], hot: {"sites":[["even$","rysz5y9cjekk",[],0,[["003qbc8ly8ye",[],0],["t4cxec1xoocc",[],0],["lr4mafopb16p",[],0],["vthiajst36qa",[],0]]],["even$/filter","003qbc8ly8ye",[],0,[["ce4w5cj5p035",[],0]]],["even$/map","t4cxec1xoocc",[],0,[["itoegrvptq3s",[],0]]]],"imports":[],"exports":[],"hash":"fo0zekmjzybn"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { filter, map } from "rxjs";

const even$ = $rxs().p(0, source$ ?? source$.pipe, 
    $rxs().o(1, filter, (x) => x % 2 === 0),
    $rxs().o(2, map, String),
    own(3),
    custom,
); $rxs().e({ h: [], m: {} });
