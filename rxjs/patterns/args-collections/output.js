var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-collections/input.js", file: "/patterns/args-collections/input.js", sites: [["k","combineLatest",3,"","",[["$args.0.0",2,"a$"],["$args.0.1",2,"b$"],["$args.1",0,"(a, b) => a + b"]]],["k","forkJoin",4,"","",[["$args.0.user",2,"user$"],["$args.0.posts",2,"posts$"]]],["k","merge",5,"","",[["$args.0",2,"a$"],["$args.1",2,"b$"],["$args.2",1,"2"]]],["k","zip",6,"","",[["$args.0",2,"a$"],["$args.1",2,"b$"]]]] }); } import { combineLatest, forkJoin, merge, zip } from "rxjs";

$rxs().k(0, combineLatest, [a$, b$], (a, b) => a + b);
$rxs().k(1, forkJoin, { user: user$, posts: posts$ });
$rxs().k(2, merge, a$, b$, 2);
$rxs().k(3, zip, a$, b$); $rxs().e();
