import { of } from "rxjs";

function show(a$ = of(1), { b$ = of(2), c: [d$ = of(3)] } = {}) {}
const { e$ = of(4) } = options;
