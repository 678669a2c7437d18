var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "loops-and-labels/input.js", file: "/patterns/loops-and-labels/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["k","of",4,"a$","",[["$args.0",1,"2"]]],["s","log",4,"","",[["$args.0",0,"log"]]],["s","log",5,"","",[["$args.0",0,"log"]]],["k","of",6,"","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]],["s","log",7,"","",[["$args.0",0,"log"]]],["k","of",9,"","",[["$args.0",1,"5"]]],["k","of",9,"","",[["$args.0",1,"6"]]],["k","of",10,"","",[["$args.0",1,"7"]]],["k","of",10,"","",[["$args.0",1,"9"]]]], hot: {"sites":[["/of","c0bgtoe6h1m0",[],0,[["zzfy6i20i4sd",[],0]]],["a$","38iyguyddh7j",[],0,[["ux35pxsfyl6i",[],0]]],["a$/subscribe","y2y0f3o15djx",[],0,[["027bhii230my",[],0]]],["source$/subscribe","mnzm2aa2tmrb",[],0,[["027bhii230my",[],0]]],["/of~2","vie5om5ggwxm",[],0,[["g47a1l21p7sl",[],0]]],["/of~3","jnev9umh544d",[],0,[["7nnb1ymwdoh5",[],0]]],["source$/subscribe~2","mnzm2aa2tmrb",[],0,[["027bhii230my",[],0]]],["/of~4","2o461tf9710r",[],0,[["oif1jtbvovr3",[],0]]],["/of~5","gios19qasu6t",[],0,[["cdsa7cw166p9",[],0]]],["/of~6","l093ulzp7cm2",[],0,[["z6biv4kmufgc",[],0]]],["/of~7","o7uhzbxwga0s",[],0,[["aguv9g6c48wv",[],0]]]],"imports":[],"exports":[],"hash":"66l1wdf688ed"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

for (const x of $rxs().k(0, of, 1).seen) use(x);
for (let a$ = $rxs().k(1, of, 2); a$; a$ = null) $rxs().s(2, a$, log);
outer: while ($rxs().s(3, source$, log)) break outer;
switch ($rxs().k(4, of, 3)) {
    case $rxs().k(5, of, 4): default: $rxs().s(6, source$, log);
}
if (a) $rxs().k(7, of, 5); else $rxs().k(8, of, 6);
try { throw $rxs().k(9, of, 7); } catch (of) { of(8); } finally { $rxs().k(10, of, 9); }; $rxs().e({ h: [], m: {} });
