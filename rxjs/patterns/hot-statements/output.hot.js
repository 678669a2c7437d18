var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-statements/input.js", file: "/patterns/hot-statements/input.js", sites: '[["n","Subject",4,"clicks","",[],"","LxfYASfSgx"],["k","connectable",5,"ticks","",[["0",2,"interval(1000)","tHCyTIt8VN"]],"","rKiDZAAR0N"],["k","interval",5,"","",[["0",1,"1000","asPF-Ohgpe"]],"ticks/interval","tHCyTIt8VN"],["c","next",6,"","",[],"clicks/next","xHA36Ku2ok",[],4],["c","next",7,"","",[],"clicks/next~2","P8sbieyXq2",[],4],["c","next",8,"","",[],"route$/next","I0FUdAkhUL",[0],4],["c","connect",9,"","",[],"ticks/connect","2Q_x1Forx4",[],4],["c","connect",10,"","",[],"connectable/connect","hoCdHDrklN",[0],4],["k","connectable",10,"","",[["0",2,"route$","5tLbaI1lu3",[0]]],"/connectable","ABzg_dy9yn",[0]],["s","",11,"","",[["0",0,"(n) => show(n)","G4G08gdqeT"]],"clicks/subscribe","TxZD5t1iyD",[],4],["s","log",12,"","",[["0",0,"log","T1Xb_PcpHP"]],"route$/subscribe","PJdCC-yFS2",[0],4],["s","log",13,"held","",[["0",0,"log","T1Xb_PcpHP"]],"","8XbC9zw6B0"]]', hot: {"imports":[["route$",() => route$]],"exports":[],"hash":"-1aG3nxeXc"} }); } import.meta.hot?.accept($rxs().accept(import.meta.hot)); import { connectable, interval, Subject } from "rxjs";
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
