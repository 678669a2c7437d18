var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "comments/input.js", file: "/patterns/comments/input.js", sites: '[["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n",[],4],["p","pipe",5,"","",["EPRaIh-gZt"],"/pipe","cTyMcHKSVG",[],4],["o","map",7,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["s","log",11,"","",[["0",0,"log","T1Xb_PcpHP"]],"source$/subscribe","YtCjkQ0UOz",[],4]]', hot: {"imports":[],"exports":[],"hash":"wF0hd2N4hj"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of } from "rxjs";

$rxs().k(0, of // make ( it
    , 1 /* one */);
$rxs().p(1, source$ /* ?. */  /* . */  /* ( */ , 
    // first
    $rxs().o(2, map, parse), // then
);
$rxs().s(3, source$
    // wait
    , log); $rxs().e({ h: [], m: {} });
