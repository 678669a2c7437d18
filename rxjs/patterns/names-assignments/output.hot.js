var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-assignments/input.js", file: "/patterns/names-assignments/input.js", sites: [["k","of",4,"a$","",[["$args.0",1,"1"]]],["k","of",5,"a$","",[["$args.0",1,"2"]]],["k","of",6,"a$","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]]], hot: {"sites":[["a$","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["a$~2","AjcZFeeXQR",[],0,[["x5NU9-bEG1",[],0]]],["a$~3","d3OtFQ1FPz",[],0,[["w5lxuoqDWj",[],0]]],["/of","0KwyNqnZIU",[],0,[["_Y84zOo8NI",[],0]]]],"imports":[],"exports":[],"hash":"E3GdTduDeD"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

let a$;
a$ = $rxs().k(0, of, 1);
a$ ??= $rxs().k(1, of, 2);
view.a$ = $rxs().k(2, of, 3);
view["b$"] = $rxs().k(3, of, 4); $rxs().e({ h: [], m: {} });
