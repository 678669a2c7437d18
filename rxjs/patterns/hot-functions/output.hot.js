var __rxs; function $rxs() { return __rxs ??= globalThis[Symbol.for("rxscope")].module({ name: "hot-functions/input.js", file: "/patterns/hot-functions/input.js", sites: [["k","interval",4,"ticks$","",[["$args.0",1,"1000"]]],["x","",7,"slow$","useTicks",[]],["p","pipe",7,"","useTicks/useMemo()",[["$args.0",1,"map((tick) => tick * every)"],["$args.1",1,"map((x) => x | 0)"]]],["o","map",7,"","useTicks/useMemo()",[["$args.0",0,"(tick) => tick * every"]]],["o","map",7,"","useTicks/useMemo()",[["$args.0",0,"(x) => x | 0"]]],["s","setN",9,"sub","useTicks/useEffect()",[["$args.0",0,"setN"]]],["p","pipe",9,"","useTicks/useEffect()",[["$args.0",1,"scan((sum, x) => sum + x, 0)"]]],["o","scan",9,"","useTicks/useEffect()",[["$args.0",0,"(sum, x) => sum + x"],["$args.1",1,"0"]]]], hot: {"sites":[["ticks$","tHCyTIt8VN",[],0,[["asPF-Ohgpe",[],0]]],["useTicks/slow$","tX9apN03wY",[0],0,[]],["useTicks/slow$/useMemo()/pipe","A4esBwL34n",[],0,[["t2nlm5iQid",[],0],["IvPsA1sRLK",[],0]]],["useTicks/slow$/useMemo()/map","t2nlm5iQid",[],0,[["M4aHPRHc3K",[],0]]],["useTicks/slow$/useMemo()/map~2","IvPsA1sRLK",[],0,[["EpDlp3P6Jt",[],2]]],["useTicks/useEffect()/slow$/subscribe","agX_ywLjdI",[],0,[["qdjl4e7ime",[],0]]],["useTicks/useEffect()/slow$/pipe","DGsV1PRLup",[],0,[["dHY2K9vBm6",[],0]]],["useTicks/useEffect()/slow$/scan","dHY2K9vBm6",[],0,[["YTkjwPNUt2",[],2],["eOqRqQYr0v",[],0]]]],"imports":[["useMemo",() => useMemo]],"exports":[["useTicks","plain"],["List","plain"]],"hash":"kZ6NHR4kTV"} }); } import { useEffect, useMemo, useState } from "react";
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