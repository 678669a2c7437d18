var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "parentheses/input.js", file: "/patterns/parentheses/input.js", sites: '[["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n",[],4],["p","pipe",4,"","",["EPRaIh-gZt"],"/pipe","cTyMcHKSVG",[],4],["o","map",4,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map","EPRaIh-gZt"],["k","of",5,"","",[["0",1,"2","x5NU9-bEG1"]],"/of~2","85AhyCSqx5",[],4],["k","of",6,"","make",[["0",1,"3","w5lxuoqDWj"]],"make/of","d3OtFQ1FPz",[],8],["n","Subject",7,"a","",[],"","LxfYASfSgx"],["p","pipe",8,"b","",["EPRaIh-gZt"],"","ozi-70JOec"],["n","Subject",8,"","",[],"b/Subject","LxfYASfSgx"],["o","map",8,"","",[["0",0,"parse","tH_84oD9ZY"]],"b/map","EPRaIh-gZt"],["k","of",9,"","",[["0",1,"4","_Y84zOo8NI"]],"/of~3","0KwyNqnZIU"],["p","pipe",10,"","",["EPRaIh-gZt"],"/pipe~2","nGsO5tDd6b",[],4],["o","map",10,"","",[["0",0,"parse","tH_84oD9ZY"]],"/map~2","EPRaIh-gZt"]]', hot: {"imports":[],"exports":[],"hash":"ldr7emH7sf"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of, Subject } from "rxjs";

$rxs().k(0, (of), 1);
$rxs().p(1, ((source$)), (($rxs().o(2, map, parse))));
$rxs().k(3, (0, of), 2);
const make = () => { return $rxs().k(4, (of), 3); };
const a = $rxs().n(5, (Subject));
const b = $rxs().p(6, ($rxs().n(7, Subject)), $rxs().o(8, map, parse));
const type = typeof $rxs().k(9, (of), 4);
$rxs().p(10, (a, b), $rxs().o(11, map, parse)); $rxs().e({ h: [], m: {} });
