var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "loops-and-labels/input.js", file: "/patterns/loops-and-labels/input.js", sites: [["k","of",3,"","",[["$args.0",1,"1"]]],["k","of",4,"a$","",[["$args.0",1,"2"]]],["s","log",4,"","",[["$args.0",0,"log"]]],["s","log",5,"","",[["$args.0",0,"log"]]],["k","of",6,"","",[["$args.0",1,"3"]]],["k","of",7,"","",[["$args.0",1,"4"]]],["s","log",7,"","",[["$args.0",0,"log"]]],["k","of",9,"","",[["$args.0",1,"5"]]],["k","of",9,"","",[["$args.0",1,"6"]]],["k","of",10,"","",[["$args.0",1,"7"]]],["k","of",10,"","",[["$args.0",1,"9"]]]], hot: {"sites":[["/of","HV-45lAB3n",[],0,[["KuOAcDu2pY",[],0]]],["a$","AjcZFeeXQR",[],0,[["x5NU9-bEG1",[],0]]],["a$/subscribe","JJ0PTrvbXT",[],0,[["T1Xb_PcpHP",[],0]]],["source$/subscribe","YtCjkQ0UOz",[],0,[["T1Xb_PcpHP",[],0]]],["/of~2","d3OtFQ1FPz",[],0,[["w5lxuoqDWj",[],0]]],["/of~3","0KwyNqnZIU",[],0,[["_Y84zOo8NI",[],0]]],["source$/subscribe~2","YtCjkQ0UOz",[],0,[["T1Xb_PcpHP",[],0]]],["/of~4","0zKke_9Es8",[],0,[["nZSPJ4akxV",[],0]]],["/of~5","Jf_o4bpV9H",[],0,[["x4sczMaFON",[],0]]],["/of~6","J_59ZOWuSc",[],0,[["ocCLW1vhkQ",[],0]]],["/of~7","POSl6vHNOV",[],0,[["4kyGDsetaZ",[],0]]]],"imports":[],"exports":[],"hash":"2PziR4ad4O"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

for (const x of $rxs().k(0, of, 1).seen) use(x);
for (let a$ = $rxs().k(1, of, 2); a$; a$ = null) $rxs().s(2, a$, log);
outer: while ($rxs().s(3, source$, log)) break outer;
switch ($rxs().k(4, of, 3)) {
    case $rxs().k(5, of, 4): default: $rxs().s(6, source$, log);
}
if (a) $rxs().k(7, of, 5); else $rxs().k(8, of, 6);
try { throw $rxs().k(9, of, 7); } catch (of) { of(8); } finally { $rxs().k(10, of, 9); }; $rxs().e({ h: [], m: {} });
