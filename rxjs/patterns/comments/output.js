var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "comments/input.js", file: "/patterns/comments/input.js", sites: '[["k","of",3,"","",[["0",1,"1"]]],["p","pipe",5],["o","map",7,"","",[["0",0,"parse"]]],["s","log",11,"","",[["0",0,"log"]]]]' }); } import { map, of } from "rxjs";

$rxs().k(0, of // make ( it
    , 1 /* one */);
$rxs().p(1, source$ /* ?. */  /* . */  /* ( */ , 
    // first
    $rxs().o(2, map, parse), // then
);
$rxs().s(3, source$
    // wait
    , log); $rxs().e();
