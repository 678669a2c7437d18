var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-statements/input.js", file: "/patterns/hot-statements/input.js", sites: [["n","Subject",4,"clicks","",[]],["k","connectable",5,"ticks","",[["$args.0",2,"interval(1000)"]]],["k","interval",5,"","",[["$args.0",1,"1000"]]],["c","next",6,"","",[]],["c","next",7,"","",[]],["c","next",8,"","",[]],["c","connect",9,"","",[]],["c","connect",10,"","",[]],["k","connectable",10,"","",[["$args.0",2,"route$"]]],["s","",11,"","",[["$args.0",0,"(n) => show(n)"]]],["s","log",12,"","",[["$args.0",0,"log"]]],["s","log",13,"held","",[["$args.0",0,"log"]]]], hot: {"sites":[["clicks","LxfYASfSgx",[],0,[]],["ticks","rKiDZAAR0N",[],0,[["tHCyTIt8VN",[],0]]],["ticks/interval","tHCyTIt8VN",[],0,[["asPF-Ohgpe",[],0]]],["clicks/next","xHA36Ku2ok",[],4,[]],["clicks/next~2","P8sbieyXq2",[],4,[]],["route$/next","I0FUdAkhUL",[0],4,[]],["ticks/connect","2Q_x1Forx4",[],4,[]],["connectable/connect","hoCdHDrklN",[0],4,[]],["/connectable","ABzg_dy9yn",[0],0,[["5tLbaI1lu3",[0],0]]],["clicks/subscribe","TxZD5t1iyD",[],4,[["G4G08gdqeT",[],0]]],["route$/subscribe","PJdCC-yFS2",[0],4,[["T1Xb_PcpHP",[],0]]],["held","8XbC9zw6B0",[],0,[["T1Xb_PcpHP",[],0]]]],"imports":[["route$",() => route$]],"exports":[],"hash":"-1aG3nxeXc"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { connectable, interval, Subject } from "rxjs";
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
