import { filter, map, share, take } from "rxjs";

const base$ = source$.pipe(map(parse), map(clean), share());
const first$ = base$.pipe(filter(Boolean)).pipe(take(1));
const inline$ = source$.pipe(map(parse), (source) => source.pipe(take(2)));
