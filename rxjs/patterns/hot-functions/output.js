var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-functions/input.js", file: "/patterns/hot-functions/input.js", sites: '[["k","interval",4,"ticks$","",[["0",1,"1000"]]],["x","",7,"slow$","useTicks"],["p","pipe",7,"","useTicks/useMemo()"],["o","map",7,"","useTicks/useMemo()",[["0",0,"(tick) => tick * every"]]],["o","map",7,"","useTicks/useMemo()",[["0",0,"(x) => x | 0"]]],["s","setN",9,"sub","useTicks/useEffect()",[["0",0,"setN"]]],["p","pipe",9,"","useTicks/useEffect()"],["o","scan",9,"","useTicks/useEffect()",[["0",0,"(sum, x) => sum + x"],["1",1,"0"]]]]' }); } import { useEffect, useMemo, useState } from "react";
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
export const List = () => useTicks(2); $rxs().e();
