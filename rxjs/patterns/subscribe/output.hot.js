var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subscribe/input.js", file: "/patterns/subscribe/input.js", sites: [["s","onValue",1,"","",[["$args.0",0,"onValue"]]],["s","next",2,"","",[["$args.0",0,"this.next"]]],["s","",3,"sub","",[["$args.0.next",0,"(value) => show(value)"],["$args.0.error",0,"error(reason) { report(reason); }"]]],["s","",7,"","",[]]], hot: {"sites":[["source$/subscribe","tvCV3XEz0k",[],4,[["CXjlYL4yAt",[],0]]],["source$/subscribe~2","jZtFpa4Gud",[],4,[["EVAC6mR2BE",[],0]]],["sub","ZQwtTf00HP",[],0,[["ZPVTW4K6K6",[],0],["F6ArjAEEUS",[],0]]],["source$/subscribe~3","UL-P4VXMs0",[],4,[]]],"imports":[],"exports":[],"hash":"hOG49mn01Q"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); $rxs().s(0, source$, onValue);
$rxs().s(1, source$ ?? source$.subscribe, this.next);
const sub = $rxs().s(2, source$, {
    next: (value) => show(value),
    error(reason) { report(reason); },
});
$rxs().s(3, source$); $rxs().e({ h: [], m: {} });
