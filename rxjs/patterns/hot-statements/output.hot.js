var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-statements/input.js", file: "/patterns/hot-statements/input.js", sites: [["n","Subject",4,"clicks","",[]],["k","connectable",5,"ticks","",[["$args.0",2,"interval(1000)"]]],["k","interval",5,"","",[["$args.0",1,"1000"]]],["c","next",6,"","",[]],["c","next",7,"","",[]],["c","next",8,"","",[]],["c","connect",9,"","",[]],["c","connect",10,"","",[]],["k","connectable",10,"","",[["$args.0",2,"route$"]]],["s","",11,"","",[["$args.0",0,"(n) => show(n)"]]],["s","log",12,"","",[["$args.0",0,"log"]]],["s","log",13,"held","",[["$args.0",0,"log"]]]], hot: {"sites":[["clicks","mnep2qmbg09g",[],0,[]],["ticks","0s7i37ojmgt1",[],0,[["3pyy2umc2mo9",[],0]]],["ticks/interval","3pyy2umc2mo9",[],0,[["kl9qc0vdspmw",[],0]]],["clicks/next","6tcjshwvdxjo",[],4,[]],["clicks/next~2","wnnadeznrzt7",[],4,[]],["route$/next","e81ybzxb6mw2",[0],4,[]],["ticks/connect","j56ncna58de3",[],4,[]],["connectable/connect","gqyokv0zjp3y",[0],4,[]],["/connectable","kvx7t24uasol",[0],0,[["1ep4ka81v2mq",[0],0]]],["clicks/subscribe","9y0qo0gkourm",[],4,[["pgmkr91wcy3w",[],0]]],["route$/subscribe","88ln6ncll59r",[0],4,[["027bhii230my",[],0]]],["held","grokqv5bguwr",[],0,[["027bhii230my",[],0]]]],"imports":[["route$",() => route$]],"exports":[],"hash":"60df9vfxlyja"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { connectable, interval, Subject } from "rxjs";
import { route$, iterator } from "./app";

const clicks = $rxs().n(0, Subject);
const ticks = $rxs().k(1, connectable, $rxs().k(2, interval, 1000));
$rxs().c(3, () => clicks.next(1));
$rxs().c(4, () => clicks.next(first()));
$rxs().c(5, () => route$.next("/"));
$rxs().c(6, () => ticks.connect());
$rxs().c(7, () => $rxs().k(8, connectable, route$).connect());
$rxs().s(9, clicks, (n) => show(n));
$rxs().s(10, route$, log);
const held = $rxs().s(11, ticks, log);

iterator.next(1);
clicks.next(await first());
if (import.meta.env.DEV) {
    clicks.next(2);
}; $rxs().e({ h: [], m: {} });
