var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-either/input.js", file: "/patterns/args-either/input.js", sites: [["o","mergeMap",3,"","",[["$args.0",0,"load"],["$args.1",1,"4"]]],["o","mergeMap",4,"","",[["$args.0",0,"load"],["$args.1",0,"(outer, inner) => inner"]]],["o","mergeMap",5,"","",[["$args.0",0,"load"],["$args.1",1,"limit"]]],["k","throwError",6,"","",[["$args.0",0,"() => new Error(\"gone\")"]]],["k","throwError",7,"","",[["$args.0",0,"reason"]]],["o","repeat",8,"","",[["$args.0",1,"3"]]]], hot: {"sites":[["/mergeMap","Mt6HuvibUn",[],4,[["P5pXXZw9Pq",[],0],["_Y84zOo8NI",[],0]]],["/mergeMap~2","JCxnmlX8r3",[],4,[["P5pXXZw9Pq",[],0],["WA_7-hfVYg",[],0]]],["/mergeMap~3","eLRSsgxd30",[],4,[["P5pXXZw9Pq",[],0],["mbLG3CO1sM",[],0]]],["/throwError","Gq3HwMaBKC",[],4,[["ySPmqT-Xd1",[],0]]],["/throwError~2","6emDmVutb_",[],4,[["oJXXxtrqEs",[],0]]],["/repeat","0PzhoZokLi",[],4,[["w5lxuoqDWj",[],0]]]],"imports":[],"exports":[],"hash":"hrJblvkYjx"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { mergeMap, repeat, throwError } from "rxjs";

$rxs().o(0, mergeMap, load, 4);
$rxs().o(1, mergeMap, load, (outer, inner) => inner);
$rxs().o(2, mergeMap, load, limit);
$rxs().k(3, throwError, () => new Error("gone"));
$rxs().k(4, throwError, reason);
$rxs().o(5, repeat, 3); $rxs().e({ h: [], m: {} });
