import { map, merge } from "rxjs";

merge(...sources);
source$.pipe(map(parse), ...steps, last);
