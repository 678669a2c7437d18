var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "not-rxjs/input.js", file: "/patterns/not-rxjs/input.js", sites: '[["p","pipe",1],["s","",2,"","",[["0",0,"() => render(store.getState())"]]]]' }); } $rxs().p(0, readable, response);
$rxs().s(1, store, () => render(store.getState())); $rxs().e();
