var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-functions/input.js", file: "/patterns/hot-functions/input.js", sites: '[["k","interval",4,"ticks$","",[["0",1,"1000","asPF-Ohgpe"]],"","tHCyTIt8VN"],["x","",7,"slow$","useTicks",[],"useTicks/slow$","tX9apN03wY",[0],8],["p","pipe",7,"","useTicks/useMemo()",["t2nlm5iQid","IvPsA1sRLK"],"useTicks/slow$/useMemo()/pipe","A4esBwL34n",[],8],["o","map",7,"","useTicks/useMemo()",[["0",0,"(tick) => tick * every","M4aHPRHc3K"]],"useTicks/slow$/useMemo()/map","t2nlm5iQid",[],8],["o","map",7,"","useTicks/useMemo()",[["0",0,"(x) => x | 0","EpDlp3P6Jt",[],2]],"useTicks/slow$/useMemo()/map~2","IvPsA1sRLK",[],8],["s","setN",9,"sub","useTicks/useEffect()",[["0",0,"setN","qdjl4e7ime"]],"useTicks/useEffect()/slow$/subscribe","agX_ywLjdI",[],8],["p","pipe",9,"","useTicks/useEffect()",["dHY2K9vBm6"],"useTicks/useEffect()/slow$/pipe","DGsV1PRLup",[],8],["o","scan",9,"","useTicks/useEffect()",[["0",0,"(sum, x) => sum + x","YTkjwPNUt2",[],2],["1",1,"0","eOqRqQYr0v"]],"useTicks/useEffect()/slow$/scan","dHY2K9vBm6",[],8]]', hot: {"imports":[["useMemo",() => useMemo]],"exports":[["useTicks","plain"],["List","plain"]],"hash":"kZ6NHR4kTV"} }); } import { useEffect, useMemo, useState } from "react";
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

; $rxs().e({ h: [[4, 0, (x) => x | 0], [7, 0, (sum, x) => sum + x]], m: {} });