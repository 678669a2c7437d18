var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-functions/input.js", file: "/patterns/hot-functions/input.js", sites: [["k","interval",4,"ticks$","",[["$args.0",1,"1000"]]],["x","",7,"slow$","useTicks",[]],["p","pipe",7,"","useTicks/useMemo()",[["$args.0",1,"map((tick) => tick * every)"],["$args.1",1,"map((x) => x | 0)"]]],["o","map",7,"","useTicks/useMemo()",[["$args.0",0,"(tick) => tick * every"]]],["o","map",7,"","useTicks/useMemo()",[["$args.0",0,"(x) => x | 0"]]],["s","setN",9,"sub","useTicks/useEffect()",[["$args.0",0,"setN"]]],["p","pipe",9,"","useTicks/useEffect()",[["$args.0",1,"scan((sum, x) => sum + x, 0)"]]],["o","scan",9,"","useTicks/useEffect()",[["$args.0",0,"(sum, x) => sum + x"],["$args.1",1,"0"]]]], hot: {"sites":[["ticks$","3pyy2umc2mo9",[],0,[["kl9qc0vdspmw",[],0]]],["useTicks/slow$","yaelmmrdbuc8",[0],0,[]],["useTicks/slow$/useMemo()/pipe","oxa1mw5ssy1s",[],0,[["dg2gfvb6dfv6",[],0],["iyjiesfkdltz",[],0]]],["useTicks/slow$/useMemo()/map","dg2gfvb6dfv6",[],0,[["lt85skf5gkz3",[],0]]],["useTicks/slow$/useMemo()/map~2","iyjiesfkdltz",[],0,[["uk5mceba4c4u",[],2]]],["useTicks/useEffect()/slow$/subscribe","ouz76v6dntkg",[],0,[["n5kc8zn1c261",[],0]]],["useTicks/useEffect()/slow$/pipe","shyql23u1llk",[],0,[["fpde9l4s9sw4",[],0]]],["useTicks/useEffect()/slow$/scan","fpde9l4s9sw4",[],0,[["yuey6c7vanqn",[],2],["v3ty87ys2abx",[],0]]]],"imports":[["useMemo",() => useMemo]],"exports":[["useTicks","plain"],["List","plain"]],"hash":"oo1hj8am4aok"} }); } import { useEffect, useMemo, useState } from "react";
import { interval, map, scan } from "rxjs";

const ticks$ = $rxs().k(0, interval, 1000);
export function useTicks(every) {
    const [n, setN] = useState(0);
    const slow$ = $rxs().x(1, useMemo(() => $rxs().p(2, ticks$, $rxs().o(3, map, (tick) => tick * every), $rxs().o(4, map, (x) => x | 0)), [every]));
    useEffect(() => {
        const sub = $rxs().s(5, $rxs().p(6, slow$, $rxs().o(7, scan, (sum, x) => sum + x, 0)), setN);
        return () => sub.unsubscribe();
    }, [slow$]);
    return n;
}
export const List = () => useTicks(2);

; $rxs().e({ h: [[4, "$args.0", (x) => x | 0], [7, "$args.0", (sum, x) => sum + x]], m: {} });