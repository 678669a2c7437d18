import { map, take } from "rxjs";

const first$ = source$.pipe(map(parse)).pipe(take(1)).pipe();
