var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subscribe/input.js", file: "/patterns/subscribe/input.js", sites: [["s","onValue",1,"","",[["$args.0",0,"onValue"]]],["s","next",2,"","",[["$args.0",0,"this.next"]]],["s","",3,"sub","",[["$args.0.next",0,"(value) => show(value)"],["$args.0.error",0,"error(reason) { report(reason); }"]]],["s","",7,"","",[]]], hot: {"sites":[["source$/subscribe","1m5wx142ftwe",[],4,[["bnid0n1xyge6",[],0]]],["source$/subscribe~2","f7dd53m770pv",[],4,[["iwek3kdirdnv",[],0]]],["sub","qtr1drt2xa5y",[],0,[["6druksv5h7bc",[],0],["hr9goofb2wd6",[],0]]],["source$/subscribe~3","ged43rw0bmnx",[],4,[]]],"imports":[],"exports":[],"hash":"243ybvyrulff"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); $rxs().s(0, source$, onValue);
$rxs().s(1, source$ ?? source$.subscribe, this.next);
const sub = $rxs().s(2, source$, {
    next: (value) => show(value),
    error(reason) { report(reason); },
});
$rxs().s(3, source$); $rxs().e({ h: [], m: {} });
