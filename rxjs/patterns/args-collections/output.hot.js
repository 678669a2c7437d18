var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-collections/input.js", file: "/patterns/args-collections/input.js", sites: '[["k","combineLatest",3,"","",[["0.0",2,"a$","CU8eIAiq_v"],["0.1",2,"b$","rCaDLOl3B2"],["1",0,"(a, b) => a + b","eFcAiqZ-_T"]],"/combineLatest","jqZxru7Ibt",[],4],["k","forkJoin",4,"","",[["0.user",2,"user$","9F9fY3vGiq"],["0.posts",2,"posts$","PcT-h6bLDd"]],"/forkJoin","B9c0KulYW7",[],4],["k","merge",5,"","",[["0",2,"a$","CU8eIAiq_v"],["1",2,"b$","rCaDLOl3B2"],["2",1,"2","x5NU9-bEG1"]],"/merge","Q8Fg-ySwX8",[],4],["k","zip",6,"","",[["0",2,"a$","CU8eIAiq_v"],["1",2,"b$","rCaDLOl3B2"]],"/zip","KRlOdHagM9",[],4]]', hot: {"imports":[],"exports":[],"hash":"7mdpEeMHOD"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { combineLatest, forkJoin, merge, zip } from "rxjs";

$rxs().k(0, combineLatest, [a$, b$], (a, b) => a + b);
$rxs().k(1, forkJoin, { user: user$, posts: posts$ });
$rxs().k(2, merge, a$, b$, 2);
$rxs().k(3, zip, a$, b$); $rxs().e({ h: [], m: {} });
