var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-assignments/input.js", file: "/patterns/names-assignments/input.js", sites: [["k","of",4,"a$","",[["$args.0",1,"1"]]],["k","of",5,"a$","",[["$args.0",1,"2"]]],["k","of",6,"a$","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]]], hot: {"sites":[["a$","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["a$~2","wn1xljqh25yk",[],0,[["7rmt9gsfyl6i",[],0]]],["a$~3","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]],["/of","qavz1k328bzi",[],0,[["fm19ilmwdoh5",[],0]]]],"imports":[],"exports":[],"hash":"u9fcb0y7k8fi"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

let a$;
a$ = $rxs().k(0, of, 1);
a$ ??= $rxs().k(1, of, 2);
view.a$ = $rxs().k(2, of, 3);
view["b$"] = $rxs().k(3, of, 4); $rxs().e({ h: [], m: {} });
