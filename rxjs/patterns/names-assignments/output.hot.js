var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "names-assignments/input.js", file: "/patterns/names-assignments/input.js", sites: [["k","of",4,"a$","",[["$args.0",1,"1"]]],["k","of",5,"a$","",[["$args.0",1,"2"]]],["k","of",6,"a$","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]]], hot: {"sites":[["a$","c0bgtoe6h1m0",[],0,[["zzfy6i20i4sd",[],0]]],["a$~2","38iyguyddh7j",[],0,[["ux35pxsfyl6i",[],0]]],["a$~3","vie5om5ggwxm",[],0,[["g47a1l21p7sl",[],0]]],["/of","jnev9umh544d",[],0,[["7nnb1ymwdoh5",[],0]]]],"imports":[],"exports":[],"hash":"y8ygnwk7mx99"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

let a$;
a$ = $rxs().k(0, of, 1);
a$ ??= $rxs().k(1, of, 2);
view.a$ = $rxs().k(2, of, 3);
view["b$"] = $rxs().k(3, of, 4); $rxs().e({ h: [], m: {} });
