var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "args-config/input.js", file: "/patterns/args-config/input.js", sites: '[["p","pipe",5],["o","retry",6,"","",[["0.count",1,"3"],["0.delay",0,"(error, n) => wait(n)"]]],["o","tap",7,"","",[["0.next",0,"log"],["0.complete",0,"complete() { done(); }"]]],["o","share",8,"","",[["0.connector",0,"() => subject"],["0.resetOnComplete",1,"false"]]],["o","timeout",9,"","",[["0.first",1,"5000"],["0.with",0,"() => other$"]]],["o","retry",10,"","",[["0",1,"config"]]],["o","share",11,"","",[["0",1,"sharing"]]]]' }); } import { retry, share, tap, timeout } from "rxjs";

const sharing = { connector: () => subject };

$rxs().p(0, source$, 
    $rxs().o(1, retry, { count: 3, delay: (error, n) => wait(n) }),
    $rxs().o(2, tap, { next: log, complete() { done(); } }),
    $rxs().o(3, share, { connector: () => subject, resetOnComplete: false }),
    $rxs().o(4, timeout, { first: 5000, with: () => other$ }),
    $rxs().o(5, retry, config),
    $rxs().o(6, share, sharing),
); $rxs().e();
