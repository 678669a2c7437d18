var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-either/input.js", file: "/patterns/args-either/input.js", sites: '[["o","mergeMap",3,"","",[["0",0,"load","P5pXXZw9Pq"],["1",1,"4","_Y84zOo8NI"]],"/mergeMap","Mt6HuvibUn",[],4],["o","mergeMap",4,"","",[["0",0,"load","P5pXXZw9Pq"],["1",0,"(outer, inner) => inner","WA_7-hfVYg"]],"/mergeMap~2","JCxnmlX8r3",[],4],["o","mergeMap",5,"","",[["0",0,"load","P5pXXZw9Pq"],["1",1,"limit","mbLG3CO1sM"]],"/mergeMap~3","eLRSsgxd30",[],4],["k","throwError",6,"","",[["0",0,"() => new Error(\\"gone\\")","ySPmqT-Xd1"]],"/throwError","Gq3HwMaBKC",[],4],["k","throwError",7,"","",[["0",0,"reason","oJXXxtrqEs"]],"/throwError~2","6emDmVutb_",[],4],["o","repeat",8,"","",[["0",1,"3","w5lxuoqDWj"]],"/repeat","0PzhoZokLi",[],4]]', hot: {"imports":[],"exports":[],"hash":"hrJblvkYjx"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { mergeMap, repeat, throwError } from "rxjs";

$rxs().o(0, mergeMap, load, 4);
$rxs().o(1, mergeMap, load, (outer, inner) => inner);
$rxs().o(2, mergeMap, load, limit);
$rxs().k(3, throwError, () => new Error("gone"));
$rxs().k(4, throwError, reason);
$rxs().o(5, repeat, 3); $rxs().e({ h: [], m: {} });
