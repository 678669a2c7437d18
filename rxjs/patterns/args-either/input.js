import { mergeMap, repeat, throwError } from "rxjs";

mergeMap(load, 4);
mergeMap(load, (outer, inner) => inner);
mergeMap(load, limit);
throwError(() => new Error("gone"));
throwError(reason);
repeat(3);
