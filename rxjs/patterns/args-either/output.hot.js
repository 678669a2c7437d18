var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-either/input.js", file: "/patterns/args-either/input.js", sites: [["o","mergeMap",3,"","",[["$args.0",0,"load"],["$args.1",1,"4"]]],["o","mergeMap",4,"","",[["$args.0",0,"load"],["$args.1",0,"(outer, inner) => inner"]]],["o","mergeMap",5,"","",[["$args.0",0,"load"],["$args.1",1,"limit"]]],["k","throwError",6,"","",[["$args.0",0,"() => new Error(\"gone\")"]]],["k","throwError",7,"","",[["$args.0",0,"reason"]]],["o","repeat",8,"","",[["$args.0",1,"3"]]]], hot: {"sites":[["/mergeMap","pv15luegpk1r",[],4,[["o9efpjq1d1r8",[],0],["fm19ilmwdoh5",[],0]]],["/mergeMap~2","vndp36i27t57",[],4,[["o9efpjq1d1r8",[],0],["objmi0ly8ujw",[],0]]],["/mergeMap~3","uvadc0elzhf3",[],4,[["o9efpjq1d1r8",[],0],["2os34vzt0ehn",[],0]]],["/throwError","rrjnohtzdvb2",[],4,[["lewemxhtv6vf",[],0]]],["/throwError~2","175jll2b6mzo",[],4,[["gkv7bctltm6c",[],0]]],["/repeat","je796860vwb8",[],4,[["6mb2of21p7sl",[],0]]]],"imports":[],"exports":[],"hash":"9z8s3e2okdmt"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { mergeMap, repeat, throwError } from "rxjs";

$rxs().o(0, mergeMap, load, 4);
$rxs().o(1, mergeMap, load, (outer, inner) => inner);
$rxs().o(2, mergeMap, load, limit);
$rxs().k(3, throwError, () => new Error("gone"));
$rxs().k(4, throwError, reason);
$rxs().o(5, repeat, 3); $rxs().e({ h: [], m: {} });
