var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "parentheses/input.js", file: "/patterns/parentheses/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["p","pipe",4,"","",[["$args.0",1,"map(parse)"]]],["o","map",4,"","",[["$args.0",0,"parse"]]],["k","of",5,"","",[["$args.0",1,"2"]]],["k","of",6,"","make",[["$args.0",1,"3"]]],["n","Subject",7,"a","",[]],["p","pipe",8,"b","",[["$args.0",1,"map(parse)"]]],["n","Subject",8,"","",[]],["o","map",8,"","",[["$args.0",0,"parse"]]],["k","of",9,"","",[["$args.0",1,"4"]]],["p","pipe",10,"","",[["$args.0",1,"map(parse)"]]],["o","map",10,"","",[["$args.0",0,"parse"]]]], hot: {"sites":[["/of","x3neifu8026y",[],4,[["twl1e120i4sd",[],0]]],["/pipe","jpsc3csk0rmq",[],4,[["mgysp5m9s1gz",[],0]]],["/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["/of~2","nyofsyr15imc",[],4,[["7rmt9gsfyl6i",[],0]]],["make/of","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]],["a","mnep2qmbg09g",[],0,[]],["b","cq4z5z56jxtl",[],0,[["mgysp5m9s1gz",[],0]]],["b/Subject","mnep2qmbg09g",[],0,[]],["b/map","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]],["/of~3","qavz1k328bzi",[],0,[["fm19ilmwdoh5",[],0]]],["/pipe~2","2yuk9wsgr7yz",[],4,[["mgysp5m9s1gz",[],0]]],["/map~2","mgysp5m9s1gz",[],0,[["82elc3i0t76z",[],0]]]],"imports":[],"exports":[],"hash":"jqelnoku9tjr"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { map, of, Subject } from "rxjs";

$rxs().k(0, (of), 1);
$rxs().p(1, ((source$)), (($rxs().o(2, map, parse))));
$rxs().k(3, (0, of), 2);
const make = () => { return $rxs().k(4, (of), 3); };
const a = $rxs().n(5, (Subject));
const b = $rxs().p(6, ($rxs().n(7, Subject)), $rxs().o(8, map, parse));
const type = typeof $rxs().k(9, (of), 4);
$rxs().p(10, (a, b), $rxs().o(11, map, parse)); $rxs().e({ h: [], m: {} });
