var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-config/input.js", file: "/patterns/args-config/input.js", sites: '[["p","pipe",5,"","",["rRxBQdY6S2","u-Kwv1mfTd","cC1iQZ3EWJ","x4F7NSOxZ8","HIK108Sl7Z","kgkT_5vpw6"],"/pipe","NX354F0gT9",[],4],["o","retry",6,"","",[["0.count",1,"3","w5lxuoqDWj"],["0.delay",0,"(error, n) => wait(n)","AlxBYFseS9"]],"/retry","rRxBQdY6S2"],["o","tap",7,"","",[["0.next",0,"log","T1Xb_PcpHP"],["0.complete",0,"complete() { done(); }","fdofK52hEA"]],"/tap","u-Kwv1mfTd"],["o","share",8,"","",[["0.connector",0,"() => subject","k_uH_GvLrK"],["0.resetOnComplete",1,"false","11xakwpaib"]],"/share","cC1iQZ3EWJ"],["o","timeout",9,"","",[["0.first",1,"5000","n46zAbtyWk"],["0.with",0,"() => other$","8iPR7a-YeW"]],"/timeout","x4F7NSOxZ8"],["o","retry",10,"","",[["0",1,"config","UZrA112hsH"]],"/retry~2","HIK108Sl7Z"],["o","share",11,"","",[["0.connector",0,"() => subject","k_uH_GvLrK"]],"/share~2","kgkT_5vpw6"]]', hot: {"imports":[],"exports":[],"hash":"5ttgyoQlJc"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { retry, share, tap, timeout } from "rxjs";

const sharing = { connector: () => subject };

$rxs().p(0, source$, 
    $rxs().o(1, retry, { count: 3, delay: (error, n) => wait(n) }),
    $rxs().o(2, tap, { next: log, complete() { done(); } }),
    $rxs().o(3, share, { connector: () => subject, resetOnComplete: false }),
    $rxs().o(4, timeout, { first: 5000, with: () => other$ }),
    $rxs().o(5, retry, config),
    $rxs().o(6, share, sharing),
); $rxs().e({ h: [], m: {} });
