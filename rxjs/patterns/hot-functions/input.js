import { useEffect, useMemo, useState } from "react";
import { interval, map, scan } from "rxjs";

const ticks$ = interval(1000);
export function useTicks(every) {
    const [n, setN] = useState(0);
    const slow$ = useMemo(() => ticks$.pipe(map((tick) => tick * every), map((x) => x | 0)), [every]);
    useEffect(() => {
        const sub = slow$.pipe(scan((sum, x) => sum + x, 0)).subscribe(setN);
        return () => sub.unsubscribe();
    }, [slow$]);
    return n;
}
export const List = () => useTicks(2);
