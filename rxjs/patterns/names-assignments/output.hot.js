var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-assignments/input.js", file: "/patterns/names-assignments/input.js", sites: '[["k","of",4,"a$","",[["0",1,"1","KuOAcDu2pY"]],"","HV-45lAB3n"],["k","of",5,"a$","",[["0",1,"2","x5NU9-bEG1"]],"a$~2","AjcZFeeXQR"],["k","of",6,"a$","",[["0",1,"3","w5lxuoqDWj"]],"a$~3","d3OtFQ1FPz"],["k","of",7,"","",[["0",1,"4","_Y84zOo8NI"]],"/of","0KwyNqnZIU"]]', hot: {"imports":[],"exports":[],"hash":"E3GdTduDeD"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

let a$;
a$ = $rxs().k(0, of, 1);
a$ ??= $rxs().k(1, of, 2);
view.a$ = $rxs().k(2, of, 3);
view["b$"] = $rxs().k(3, of, 4); $rxs().e({ h: [], m: {} });
