var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "loops-and-labels/input.js", file: "/patterns/loops-and-labels/input.js", sites: '[["k","of",3,"","",[["0",1,"1","KuOAcDu2pY"]],"/of","HV-45lAB3n"],["k","of",4,"a$","",[["0",1,"2","x5NU9-bEG1"]],"","AjcZFeeXQR"],["s","log",4,"","",[["0",0,"log","T1Xb_PcpHP"]],"a$/subscribe","JJ0PTrvbXT"],["s","log",5,"","",[["0",0,"log","T1Xb_PcpHP"]],"source$/subscribe","YtCjkQ0UOz"],["k","of",6,"","",[["0",1,"3","w5lxuoqDWj"]],"/of~2","d3OtFQ1FPz"],["k","of",7,"","",[["0",1,"4","_Y84zOo8NI"]],"/of~3","0KwyNqnZIU"],["s","log",7,"","",[["0",0,"log","T1Xb_PcpHP"]],"source$/subscribe~2","YtCjkQ0UOz"],["k","of",9,"","",[["0",1,"5","nZSPJ4akxV"]],"/of~4","0zKke_9Es8"],["k","of",9,"","",[["0",1,"6","x4sczMaFON"]],"/of~5","Jf_o4bpV9H"],["k","of",10,"","",[["0",1,"7","ocCLW1vhkQ"]],"/of~6","J_59ZOWuSc"],["k","of",10,"","",[["0",1,"9","4kyGDsetaZ"]],"/of~7","POSl6vHNOV"]]', hot: {"imports":[],"exports":[],"hash":"2PziR4ad4O"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { of } from "rxjs";

for (const x of $rxs().k(0, of, 1).seen) use(x);
for (let a$ = $rxs().k(1, of, 2); a$; a$ = null) $rxs().s(2, a$, log);
outer: while ($rxs().s(3, source$, log)) break outer;
switch ($rxs().k(4, of, 3)) {
    case $rxs().k(5, of, 4): default: $rxs().s(6, source$, log);
}
if (a) $rxs().k(7, of, 5); else $rxs().k(8, of, 6);
try { throw $rxs().k(9, of, 7); } catch (of) { of(8); } finally { $rxs().k(10, of, 9); }; $rxs().e({ h: [], m: {} });
