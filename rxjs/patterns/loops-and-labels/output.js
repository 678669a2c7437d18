var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "loops-and-labels/input.js", file: "/patterns/loops-and-labels/input.js", sites: '[["k","of",3,"","",[["0",1,"1"]]],["k","of",4,"a$","",[["0",1,"2"]]],["s","log",4,"","",[["0",0,"log"]]],["s","log",5,"","",[["0",0,"log"]]],["k","of",6,"","",[["0",1,"3"]]],["k","of",7,"","",[["0",1,"4"]]],["s","log",7,"","",[["0",0,"log"]]],["k","of",9,"","",[["0",1,"5"]]],["k","of",9,"","",[["0",1,"6"]]],["k","of",10,"","",[["0",1,"7"]]],["k","of",10,"","",[["0",1,"9"]]]]' }); } import { of } from "rxjs";

for (const x of $rxs().k(0, of, 1).seen) use(x);
for (let a$ = $rxs().k(1, of, 2); a$; a$ = null) $rxs().s(2, a$, log);
outer: while ($rxs().s(3, source$, log)) break outer;
switch ($rxs().k(4, of, 3)) {
    case $rxs().k(5, of, 4): default: $rxs().s(6, source$, log);
}
if (a) $rxs().k(7, of, 5); else $rxs().k(8, of, 6);
try { throw $rxs().k(9, of, 7); } catch (of) { of(8); } finally { $rxs().k(10, of, 9); }; $rxs().e();
