var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "loops-and-labels/input.js", file: "/patterns/loops-and-labels/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["k","of",4,"a$","",[["$args.0",1,"2"]]],["s","log",4,"","",[["$args.0",0,"log"]]],["s","log",5,"","",[["$args.0",0,"log"]]],["k","of",6,"","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]],["s","log",7,"","",[["$args.0",0,"log"]]],["k","of",9,"","",[["$args.0",1,"5"]]],["k","of",9,"","",[["$args.0",1,"6"]]],["k","of",10,"","",[["$args.0",1,"7"]]],["k","of",10,"","",[["$args.0",1,"9"]]]], hot: {"sites":[["/of","x3neifu8026y",[],0,[["twl1e120i4sd",[],0]]],["a$","wn1xljqh25yk",[],0,[["7rmt9gsfyl6i",[],0]]],["a$/subscribe","y2y0f3o15djx",[],0,[["027bhii230my",[],0]]],["source$/subscribe","mnzm2aa2tmrb",[],0,[["027bhii230my",[],0]]],["/of~2","bccxpl2cqpdj",[],0,[["6mb2of21p7sl",[],0]]],["/of~3","qavz1k328bzi",[],0,[["fm19ilmwdoh5",[],0]]],["source$/subscribe~2","mnzm2aa2tmrb",[],0,[["027bhii230my",[],0]]],["/of~4","vxuyd56jdg16",[],0,[["40pshwbvovr3",[],0]]],["/of~5","61bkl49gznjz",[],0,[["slqc4sw166p9",[],0]]],["/of~6","zx3fgnwccqn8",[],0,[["5nopomkmufgc",[],0]]],["/of~7","vjqedkch94ke",[],0,[["g2k1du6c48wv",[],0]]]],"imports":[],"exports":[],"hash":"eyqsk3y38ua2"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

for (const x of $rxs().k(0, of, 1).seen) use(x);
for (let a$ = $rxs().k(1, of, 2); a$; a$ = null) $rxs().s(2, a$, log);
outer: while ($rxs().s(3, source$, log)) break outer;
switch ($rxs().k(4, of, 3)) {
    case $rxs().k(5, of, 4): default: $rxs().s(6, source$, log);
}
if (a) $rxs().k(7, of, 5); else $rxs().k(8, of, 6);
try { throw $rxs().k(9, of, 7); } catch (of) { of(8); } finally { $rxs().k(10, of, 9); }; $rxs().e({ h: [], m: {} });
