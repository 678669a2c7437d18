import { filter, map } from "rxjs";

const even$ = source$.pipe(
    filter((x) => x % 2 === 0),
    map(String),
    own(3),
    custom,
);
