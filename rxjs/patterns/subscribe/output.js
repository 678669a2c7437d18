var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "subscribe/input.js", file: "/patterns/subscribe/input.js", sites: '[["s","onValue",1,"","",[["0",0,"onValue"]]],["s","next",2,"","",[["0",0,"this.next"]]],["s","",3,"sub","",[["0.next",0,"(value) => show(value)"],["0.error",0,"error(reason) { report(reason); }"]]],["s","",7]]' }); } $rxs().s(0, source$, onValue);
$rxs().s(1, source$ ?? source$.subscribe, this.next);
const sub = $rxs().s(2, source$, {
    next: (value) => show(value),
    error(reason) { report(reason); },
});
$rxs().s(3, source$); $rxs().e();
