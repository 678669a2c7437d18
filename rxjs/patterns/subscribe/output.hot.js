var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subscribe/input.js", file: "/patterns/subscribe/input.js", sites: '[["s","onValue",1,"","",[["0",0,"onValue","CXjlYL4yAt"]],"source$/subscribe","tvCV3XEz0k",[],4],["s","next",2,"","",[["0",0,"this.next","EVAC6mR2BE"]],"source$/subscribe~2","jZtFpa4Gud",[],4],["s","",3,"sub","",[["0.next",0,"(value) => show(value)","ZPVTW4K6K6"],["0.error",0,"error(reason) { report(reason); }","F6ArjAEEUS"]],"","ZQwtTf00HP"],["s","",7,"","",[],"source$/subscribe~3","UL-P4VXMs0",[],4]]', hot: {"imports":[],"exports":[],"hash":"hOG49mn01Q"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); $rxs().s(0, source$, onValue);
$rxs().s(1, source$ ?? source$.subscribe, this.next);
const sub = $rxs().s(2, source$, {
    next: (value) => show(value),
    error(reason) { report(reason); },
});
$rxs().s(3, source$); $rxs().e({ h: [], m: {} });
