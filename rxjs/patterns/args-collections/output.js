var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-collections/input.js", file: "/patterns/args-collections/input.js", sites: '[["k","combineLatest",3,"","",[["0.0",2,"a$"],["0.1",2,"b$"],["1",0,"(a, b) => a + b"]]],["k","forkJoin",4,"","",[["0.user",2,"user$"],["0.posts",2,"posts$"]]],["k","merge",5,"","",[["0",2,"a$"],["1",2,"b$"],["2",1,"2"]]],["k","zip",6,"","",[["0",2,"a$"],["1",2,"b$"]]]]' }); } import { combineLatest, forkJoin, merge, zip } from "rxjs";

$rxs().k(0, combineLatest, [a$, b$], (a, b) => a + b);
$rxs().k(1, forkJoin, { user: user$, posts: posts$ });
$rxs().k(2, merge, a$, b$, 2);
$rxs().k(3, zip, a$, b$); $rxs().e();
