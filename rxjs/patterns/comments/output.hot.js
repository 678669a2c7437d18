var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "comments/input.js", file: "/patterns/comments/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["p","pipe",5,"","",[["$args.0",1,"map(parse)"]]],["o","map",7,"","",[["$args.0",0,"parse"]]],["s","log",11,"","",[["$args.0",0,"log"]]]], hot: {"sites":[["/of","HV-45lAB3n",[],4,[["KuOAcDu2pY",[],0]]],["/pipe","cTyMcHKSVG",[],4,[["EPRaIh-gZt",[],0]]],["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["source$/subscribe","YtCjkQ0UOz",[],4,[["T1Xb_PcpHP",[],0]]]],"imports":[],"exports":[],"hash":"wF0hd2N4hj"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

$rxs().k(0, of // make ( it
    , 1 /* one */);
$rxs().p(1, source$ /* ?. */  /* . */  /* ( */ , 
    // first
    $rxs().o(2, map, parse), // then
);
$rxs().s(3, source$
    // wait
    , log); $rxs().e({ h: [], m: {} });
