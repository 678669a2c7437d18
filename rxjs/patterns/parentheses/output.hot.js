var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "parentheses/input.js", file: "/patterns/parentheses/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["p","pipe",4,"","",[["$args.0",1,"map(parse)"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["k","of",5,"","",[["$args.0",1,"2"]]],["k","of",6,"","make",[["$args.0",1,"3"]]],["n","Subject",7,"a","",[]],["p","pipe",8,"b","",[["$args.0",1,"map(parse)"]]],["n","Subject",8,"","",[]],["o","map",8,"","",[["$args.0",0,"parse"]]],["k","of",9,"","",[["$args.0",1,"4"]]],["p","pipe",10,"","",[["$args.0",1,"map(parse)"]]],["o","map",10,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["/of","HV-45lAB3n",[],4,[["KuOAcDu2pY",[],0]]],["/pipe","cTyMcHKSVG",[],4,[["EPRaIh-gZt",[],0]]],["/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/of~2","85AhyCSqx5",[],4,[["x5NU9-bEG1",[],0]]],["make/of","d3OtFQ1FPz",[],0,[["w5lxuoqDWj",[],0]]],["a","LxfYASfSgx",[],0,[]],["b","ozi-70JOec",[],0,[["EPRaIh-gZt",[],0]]],["b/Subject","LxfYASfSgx",[],0,[]],["b/map","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]],["/of~3","0KwyNqnZIU",[],0,[["_Y84zOo8NI",[],0]]],["/pipe~2","nGsO5tDd6b",[],4,[["EPRaIh-gZt",[],0]]],["/map~2","EPRaIh-gZt",[],0,[["tH_84oD9ZY",[],0]]]],"imports":[],"exports":[],"hash":"ldr7emH7sf"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of, Subject } from "rxjs";

$rxs().k(0, (of), 1);
$rxs().p(1, ((source$)), (($rxs().o(2, map, parse))));
$rxs().k(3, (0, of), 2);
const make = () => { return $rxs().k(4, (of), 3); };
const a = $rxs().n(5, (Subject));
const b = $rxs().p(6, ($rxs().n(7, Subject)), $rxs().o(8, map, parse));
const type = typeof $rxs().k(9, (of), 4);
$rxs().p(10, (a, b), $rxs().o(11, map, parse)); $rxs().e({ h: [], m: {} });
