import { filter, map, pipe, tap } from "rxjs";
import { retryTwice } from "./retry";

const named = pipe(map((x) => x.name), filter(Boolean));
export const trimmed = pipe(map((s) => s.trim()));
export const times = (n) => (source) => source.pipe(map((x) => x * n));
export const debug = (label) => tap({ next: (x) => console.log(label, x) });
export function positive(source) {
    return source.pipe(filter((x) => x > 0));
}
const all$ = source$.pipe(named, times(3), debug("all"), retryTwice({ wait: 100 }), positive);
