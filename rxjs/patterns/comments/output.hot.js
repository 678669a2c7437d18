var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "comments/input.js", file: "/patterns/comments/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["p","pipe",5,"","",[["$args.0",1,"map(parse)"]]],["o","map",7,"","",[["$args.0",0,"parse"]]],["s","log",11,"","",[["$args.0",0,"log"]]]], hot: {"sites":[["/of","x3neifu8026y",[],4,[["twl1e120i4sd",[],0]]],["/pipe","jpsc3csk0rmq",[],4,[["mgysp5m9s1gz",[],0]]],["/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["source$/subscribe","mnzm2aa2tmrb",[],4,[["027bhii230my",[],0]]]],"imports":[],"exports":[],"hash":"pny2rewys1j2"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

$rxs().k(0, of // make ( it
    , 1 /* one */);
$rxs().p(1, source$ /* ?. */  /* . */  /* ( */ , 
    // first
    $rxs().o(2, map, parse), // then
);
$rxs().s(3, source$
    // wait
    , log); $rxs().e({ h: [], m: {} });
