var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-config/input.js", file: "/patterns/args-config/input.js", sites: [["p","pipe",5,"","",[["$args.0",1,"retry({ count: 3, delay: (error, n) => wait(n) })"],["$args.1",1,"tap({ next: log, complete() { done(); } })"],["$args.2",1,"share({ connector: () => subject, resetOnComplete: false })"],["$args.3",1,"timeout({ first: 5000, with: () => other$ })"],["$args.4",1,"retry(config)"],["$args.5",1,"share(sharing)"]]],["o","retry",6,"","",[["$args.0.count",1,"3"],["$args.0.delay",0,"(error, n) => wait(n)"]]],["o","tap",7,"","",[["$args.0.next",0,"log"],["$args.0.complete",0,"complete() { done(); }"]]],["o","share",8,"","",[["$args.0.connector",0,"() => subject"],["$args.0.resetOnComplete",1,"false"]]],["o","timeout",9,"","",[["$args.0.first",1,"5000"],["$args.0.with",0,"() => other$"]]],["o","retry",10,"","",[["$args.0",1,"config"]]],["o","share",11,"","",[["$args.0.connector",0,"() => subject"]]]], hot: {"sites":[["/pipe","NX354F0gT9",[],4,[["rRxBQdY6S2",[],0],["u-Kwv1mfTd",[],0],["cC1iQZ3EWJ",[],0],["x4F7NSOxZ8",[],0],["HIK108Sl7Z",[],0],["kgkT_5vpw6",[],0]]],["/retry","rRxBQdY6S2",[],0,[["w5lxuoqDWj",[],0],["AlxBYFseS9",[],0]]],["/tap","u-Kwv1mfTd",[],0,[["T1Xb_PcpHP",[],0],["fdofK52hEA",[],0]]],["/share","cC1iQZ3EWJ",[],0,[["k_uH_GvLrK",[],0],["11xakwpaib",[],0]]],["/timeout","x4F7NSOxZ8",[],0,[["n46zAbtyWk",[],0],["8iPR7a-YeW",[],0]]],["/retry~2","HIK108Sl7Z",[],0,[["UZrA112hsH",[],0]]],["/share~2","kgkT_5vpw6",[],0,[["k_uH_GvLrK",[],0]]]],"imports":[],"exports":[],"hash":"5ttgyoQlJc"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { retry, share, tap, timeout } from "rxjs";

const sharing = { connector: () => subject };

$rxs().p(0, source$, 
    $rxs().o(1, retry, { count: 3, delay: (error, n) => wait(n) }),
    $rxs().o(2, tap, { next: log, complete() { done(); } }),
    $rxs().o(3, share, { connector: () => subject, resetOnComplete: false }),
    $rxs().o(4, timeout, { first: 5000, with: () => other$ }),
    $rxs().o(5, retry, config),
    $rxs().o(6, share, sharing),
); $rxs().e({ h: [], m: {} });
