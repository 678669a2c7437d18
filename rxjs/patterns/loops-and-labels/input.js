import { of } from "rxjs";

for (const x of of(1).seen) use(x);
for (let a$ = of(2); a$; a$ = null) a$.subscribe(log);
outer: while (source$.subscribe(log)) break outer;
switch (of(3)) {
    case of(4): default: source$.subscribe(log);
}
if (a) of(5); else of(6);
try { throw of(7); } catch (of) { of(8); } finally { of(9); }
